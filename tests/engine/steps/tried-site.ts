/**
 * A site on which the steps of several suites are tried one after the other: its stack, and what the steps
 * read and do again and again. Both TKrs of the rebuild are there; templates are imported by hand, as one is
 * to be missing at first.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { pulumiRunEnvironment } from "../harness/environments.js";
import { conditionOf, LiveApis } from "../harness/live-apis.js";
import { checkout } from "../harness/project.js";
import type { SandboxOfFile } from "../harness/sandbox-of-file.js";
import type { Tree } from "../harness/stack-settings.js";
import { TestStack, type Outcome } from "../harness/test-stack.js";

export const older = "v1.24.10+vmware.1-tiny.1-tkg.1";
export const newer = "v1.25.7+vmware.1-tiny.2-tkg.1";
/** `default/workload-snc` is the Cluster of Pulumi.dev.yaml. */
export const clusterName = "workload-snc";

export class TriedSite {
  /** Of the Cluster that the last step left. */
  uid = "";

  private constructor(
    readonly file: SandboxOfFile,
    readonly apis: LiveApis,
    readonly stack: TestStack,
  ) {}

  /**
   * Imports the older template and makes the stack, which is not brought up yet.
   * @param site of the stack, on top of the example's
   */
  static async make(file: SandboxOfFile, name: string, site: Tree): Promise<TriedSite> {
    const stack = await TestStack.create(file.sandbox, file.directory, name, {
      management: { tkr: { version: older, alsoInstalled: [newer] } },
      template: undefined,
      site,
    });
    const tried = new TriedSite(file, new LiveApis(file.sandbox), stack);
    await tried.importTemplate(older);
    return tried;
  }

  /** As the page has it done by hand. */
  async importTemplate(version: string): Promise<void> {
    const { directory } = this.file.sandbox;
    const ova = join(directory, "ova", `photon-3-kube-${version.replace(/-tkg\.\d$/, "")}.ova`);
    const place = ["-ds", "sharedVmfs-0", "-pool", "/dc0/host/cluster0/Resources", "-folder", "/dc0/vm"];
    await this.apis.govc(["import.ova", ...place, "-name", `photon-${version}`, ova]);
    await this.apis.govc(["vm.markastemplate", `photon-${version}`]);
  }

  /** Switches faults of the sandbox on; `{}` switches all off. */
  faults(on: Readonly<Record<string, boolean>>): void {
    writeFileSync(join(this.file.sandbox.directory, "faults.json"), JSON.stringify(on));
  }

  async uidNow(): Promise<string> {
    return (await this.apis.mustGet("cluster", clusterName, "default")).metadata.uid;
  }

  /** Asserts that it is the Cluster of the last step, Ready, with its Secret and its one machine. */
  async isUntouched(): Promise<void> {
    const cluster = await this.apis.mustGet("cluster", clusterName, "default");
    assert.equal(cluster.metadata.uid, this.uid);
    assert.equal(conditionOf(cluster, "Ready"), "True");
    await this.apis.mustGet("secret", clusterName, "default");
    assert.equal((await this.apis.machines()).length, 1);
  }

  /** What `tkg-edge explain` prints. */
  async explanation(): Promise<string> {
    const { name, project } = this.stack;
    const args = [join(checkout, "tkg-edge.js"), "explain", "--stack", name, "-C", project];
    const env = pulumiRunEnvironment(this.file.sandbox);
    return (await execa("node", args, { env, extendEnv: false, stdin: "ignore" })).stdout;
  }
}

export function succeeded(outcome: Outcome): Outcome {
  assert.equal(outcome.exitCode, 0, outcome.all);
  return outcome;
}

export function failed(outcome: Outcome): Outcome {
  assert.notEqual(outcome.exitCode, 0, outcome.all);
  return outcome;
}
