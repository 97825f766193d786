/**
 * (b) The first `pulumi up` of the whole example stack compared with the commands in the vendor page, each on
 * a new sandbox.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toolRunEnvironment } from "../../tests/engine/harness/environments.js";
import { pageCluster, pageSecret } from "../../tests/engine/harness/page-cluster.js";
import { checkout } from "../../tests/engine/harness/project.js";
import { TestStack } from "../../tests/engine/harness/test-stack.js";
import { compatibilityConfigMap } from "../../tests/engine/harness/tiny-site.js";
import type { Profile, Sandbox } from "../sandbox.js";
import { peakMemory, timed, type Invocation } from "./measure.js";
import { pulumiRun } from "./projects.js";
import { withSandbox } from "./sandboxes.js";
import { inTurns, type Series } from "./subjects.js";

export interface FirstUp {
  readonly profile: Profile;
  readonly series: readonly Series[];
  /** MiB of the CLI and all its children, highest. */
  readonly upMebibytes: number;
}

const version = "v1.25.7+vmware.1-tiny.2-tkg.1";

export async function measureFirstUp(directory: string, profile: Profile, rounds: number): Promise<FirstUp> {
  let count = 0;
  /** A fresh sandbox for each measurement; only the invocation is measured. */
  const onFreshSandbox = async (
    prepare: (sandbox: Sandbox, own: string) => Invocation | Promise<Invocation>,
    measure: (invocation: Invocation) => Promise<number>,
  ): Promise<number> => {
    const own = join(directory, `run-${String((count += 1))}`);
    mkdirSync(own);
    return withSandbox(join(own, "sandbox"), profile, async (sandbox) =>
      measure(await prepare(sandbox, own)),
    );
  };
  const up = async (sandbox: Sandbox, own: string): Promise<Invocation> => {
    const stack = await TestStack.create(sandbox, own, "whole");
    const project = { directory: stack.project, stack: stack.name };
    return pulumiRun(sandbox, project, ["up", "--yes", "--skip-preview"]);
  };
  const series = await inTurns(
    [
      { name: "the vendor page's commands, one after another", measure: () => onFreshSandbox(byHand, timed) },
      { name: "first pulumi up", measure: () => onFreshSandbox(up, timed) },
    ],
    rounds,
    0,
  );
  return { profile, series, upMebibytes: await onFreshSandbox(up, peakMemory) };
}

function byHand(sandbox: Sandbox, cwd: string): Invocation {
  const write = (name: string, objects: readonly object[]): void => {
    writeFileSync(join(cwd, name), objects.map((object) => JSON.stringify(object)).join("\n"));
  };
  write("configmap.json", [compatibilityConfigMap(version)]);
  const cluster = pageCluster(sandbox, "workload-snc", sandbox.endpoints[0] ?? "");
  write("cluster.json", [pageSecret(sandbox, "workload-snc"), cluster]);
  return {
    command: join(checkout, "sandbox", "bench", "page.sh"),
    args: [],
    cwd,
    environment: {
      ...toolRunEnvironment(sandbox),
      BUNDLE: `${sandbox.registry.host}/tkr-repository-vsphere-edge:${version.replace("+", "_")}`,
      BUNDLE_CA: sandbox.registry.caFile,
      PACKAGE_FILE: `packages/tkr-vsphere-edge.tanzu.vmware.com/${version.slice(1)}.yml`,
      OVA: join(sandbox.directory, "ova", "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova"),
      TKR: version.replace("+", "---"),
    },
  };
}
