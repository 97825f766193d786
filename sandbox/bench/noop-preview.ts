/** (a) How long a preview takes that finds nothing to do, against that of an empty TypeScript program. */
import { join } from "node:path";
import { tkrName } from "../../src/config/tkr-version.js";
import { LiveApis } from "../../tests/engine/harness/live-apis.js";
import { TestStack } from "../../tests/engine/harness/test-stack.js";
import type { Sandbox } from "../sandbox.js";
import { peakMemory, timed } from "./measure.js";
import { emptyProject, pulumiRun, withProgram, type Project } from "./projects.js";
import { inTurns, type Series } from "./subjects.js";

export interface NoopPreview {
  readonly series: readonly Series[];
  /** MiB of the CLI and all its children, highest. */
  readonly memory: readonly { readonly name: string; readonly mebibytes: number }[];
}

const version = "v1.25.7+vmware.1-tiny.2-tkg.1";

/** The environment checks in the order in which they are added. */
const checks = ["connections", "inventory", "template", "drift"];

export async function measureNoopPreview(
  sandbox: Sandbox,
  directory: string,
  rounds: number,
): Promise<NoopPreview> {
  const shared = await TestStack.create(sandbox, directory, "shared", { site: undefined });
  must(await shared.up());
  const site = await siteStack(sandbox, directory, "site", "workload-snc", 0);
  must(await site.up());
  const bare = await siteStack(sandbox, directory, "bare", "bare-snc", 1);
  const ofSite = { directory: site.project, stack: site.name };
  const ofBare = await withProgram(
    { directory: bare.project, stack: bare.name },
    join(directory, "bare-program"),
    "dist/sandbox/bench/programs/bare.js",
  );
  const ofParts = await withProgram(
    ofSite,
    join(directory, "parts-program"),
    "dist/sandbox/bench/programs/site.js",
  );
  await timed(pulumiRun(sandbox, ofBare, ["up", "--yes", "--skip-preview"]));
  const empty = await emptyProject(sandbox, join(directory, "empty"));
  await timed(pulumiRun(sandbox, empty, ["up", "--yes", "--skip-preview"]));

  const { uid } = (await new LiveApis(sandbox).mustGet("namespace", "kube-system")).metadata;
  const known = { BENCH_PACKAGES: await packagesOfTkr(sandbox), BENCH_MANAGEMENT_UID: uid };
  const preview = (name: string, project: Project, environment: Record<string, string> = {}) => ({
    name,
    run: pulumiRun(sandbox, project, ["preview"], environment),
  });
  const subjects = [
    preview("empty TypeScript program", empty),
    preview("Secret, Cluster, kubeconfig", ofBare),
    preview("site stack, no checks", ofParts, known),
    ...checks.map((check, index) =>
      preview(`site stack, + ${check}`, ofParts, {
        BENCH_CHECKS: checks.slice(0, index + 1).join(","),
        ...known,
      }),
    ),
    preview("site stack as it is", ofSite),
    preview("management and template stack as it is", { directory: shared.project, stack: shared.name }),
  ];
  const series = await inTurns(
    subjects.map(({ name, run }) => ({ name, measure: () => timed(run) })),
    rounds,
    1,
  );
  const memory = [];
  const remembered = new Set([subjects[0], subjects[1], ...subjects.slice(-2)]);
  for (const { name, run } of subjects.filter((subject) => remembered.has(subject)))
    memory.push({ name, mebibytes: await peakMemory(run) });
  return { series, memory };
}

function siteStack(sandbox: Sandbox, directory: string, stack: string, name: string, endpoint: number) {
  return TestStack.create(sandbox, directory, stack, {
    management: undefined,
    template: undefined,
    site: {
      tkrVersion: version,
      name,
      controlPlaneEndpoint: sandbox.endpoints[endpoint] ?? "",
    },
  });
}

/** Full names of the packages that the TKr offers, comma-separated. */
async function packagesOfTkr(sandbox: Sandbox): Promise<string> {
  const { spec } = await new LiveApis(sandbox).mustGet("tkr", tkrName(version));
  const { bootstrapPackages } = spec as { readonly bootstrapPackages: readonly { readonly name: string }[] };
  return bootstrapPackages.map(({ name }) => name).join(",");
}

function must({ exitCode, all }: { readonly exitCode: number; readonly all: string }): void {
  if (exitCode !== 0) throw new Error(all);
}
