// Carries out one step of the plan, and remembers whether Pulumi's download site can be reached.
import { catalogue } from "./catalogue.js";
import { packStandIn } from "./command-stand-in.js";
import { buildTool } from "./go-build.js";
import type { OnLine } from "./go.js";
import { downloadPlugin } from "./official-plugins.js";
import type { Step } from "./plan.js";
import type { ToolRecord } from "./record.js";

/** Whether plugins can be downloaded: not known before the first try. */
export class DownloadSite {
  private reason: string | undefined;

  /** Why downloads are not tried any more. */
  get unreachable(): string | undefined {
    return this.reason;
  }

  /** Remembers a failure. */
  giveUp(error: unknown): void {
    this.reason ??= error instanceof Error ? error.message : String(error);
  }
}

/** What a step needs from those before it. */
export interface StepContext {
  /** Path of the Pulumi CLI, once it is there. */
  readonly pulumi: string | undefined;
  readonly site: DownloadSite;
  /** Called with what the step is doing. */
  readonly onLine: OnLine;
}

/** Carries out a step. @returns where the tool is. @throws Error with the reason why it cannot be had. */
export async function carryOut(step: Step, context: StepContext): Promise<ToolRecord> {
  const { version, build, plugin } = catalogue[step.name];
  switch (step.kind) {
    case "path":
      return { path: step.found.path, version: step.found.version, origin: "path" };
    case "build": {
      if (build === undefined) throw new Error(`${step.name} has nothing to be built from`);
      const path = await buildTool({ name: step.name, version, build, go: step.go }, context.onLine);
      return { path, version, origin: "built" };
    }
    case "stand-in":
      return { path: await packStandIn(), version, origin: "stand-in" };
    case "download": {
      const mayTry = step.ready || (!isReady(step.otherwise) && context.site.unreachable === undefined);
      if (plugin !== undefined && context.pulumi !== undefined && mayTry) {
        try {
          const path = await downloadPlugin(context.pulumi, { name: plugin.name, version });
          return { path, version, origin: "official" };
        } catch (error) {
          context.site.giveUp(error);
        }
      }
      return carryOut(step.otherwise, context);
    }
  }
}

/** Whether a step will neither download nor build anything. */
export function isReady(step: Step): boolean {
  switch (step.kind) {
    case "path":
      return true;
    case "build":
    case "stand-in":
      return step.ready;
    case "download":
      return step.ready || isReady(step.otherwise);
  }
}
