/** `tkg-edge adopt` in a directory of its own, against invented management clusters and a pulumi that prints what it is given. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adopt } from "../../../src/cli/edge/adopt.js";
import type { LiveObject } from "../../../src/clients/live-object.js";
import type { ManagementReader } from "../../../src/clients/management-cluster.js";
import { parseStack } from "../../../src/config/parse-stack.js";
import { readStackFile } from "../../../src/config/stack-file.js";
import type { StackSpec } from "../../../src/config/stack-spec.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import { nothingChanges } from "../../../src/environment/judgements/adoption-words.js";
import { manifest, put } from "../config/object-spec/manifest.js";
import { FakeManagement } from "../fake-management.js";

/** Of every Secret. */
export const password = "Invented-Pw-9";

/** Of the Cluster in a preview. */
export const importedUrn = "urn:pulumi:s::p::kubernetes:cluster.x-k8s.io/v1beta1:Cluster::x";

/** What `pulumi preview --json` prints of a cluster that is taken over. */
export function preview(changes: readonly string[] = [], steps: readonly object[] = []): string {
  const head = "taking over Cluster default/x (site.adopt). The plan shows every field.";
  const message =
    changes.length === 0 ? `${head} ${nothingChanges}` : [`${head} What changes:`, ...changes].join("\n");
  const imported = { op: "import", urn: importedUrn };
  return JSON.stringify({ steps: [imported, ...steps], diagnostics: [{ message }] });
}

/** How pulumi was called. */
interface Call {
  readonly args: readonly string[];
  readonly input: string | undefined;
}

/** What one case has and may change. */
export interface AdoptBench {
  directory: string;
  calls: Call[];
  /** What a preview prints. */
  printed: string;
  /** What a preview prints that fails. */
  fails: string | undefined;
  /** The stack's state; a stack that does not exist has none. */
  state: string | undefined;
  /** The stack whose preview fails. */
  failing: string | undefined;
}

export const options = {
  ...{ kubeconfig: "mgmt.kubeconfig", context: "mgmt", force: false },
  ...{ editLoadBalancer: false, withoutPassword: false, plainSecrets: false },
};

/** Gives each case a project of its own. */
export function useAdopt() {
  const bench: AdoptBench = {
    ...{ directory: "", calls: [], printed: "", fails: undefined, state: undefined, failing: undefined },
  };

  beforeEach(() => {
    const directory = mkdtempSync(join(tmpdir(), "tkg-edge-adopt-"));
    writeFileSync(join(directory, "Pulumi.yaml"), "name: tkg-edge\nruntime: nodejs\n");
    Object.assign(bench, { directory, calls: [], printed: preview() });
    Object.assign(bench, { fails: undefined, state: undefined, failing: undefined });
  });
  afterEach(() => {
    rmSync(bench.directory, { recursive: true });
  });

  const pulumi = (args: readonly string[], input?: string) => {
    const { state, failing, fails, printed } = bench;
    bench.calls.push({ args, input });
    if (args[1] === "export") {
      const stderr = state === undefined ? "no stack named 's' found" : "";
      return Promise.resolve({ ok: state !== undefined, stdout: state ?? "", stderr });
    }
    if (args[0] !== "preview") return Promise.resolve({ ok: true, stdout: "", stderr: "" });
    if (failing !== undefined && args.includes(failing))
      return Promise.resolve({ ok: false, stdout: "", stderr: "error: 503" });
    return Promise.resolve({ ok: fails === undefined, stdout: fails ?? printed, stderr: "" });
  };

  const run = async (
    objects: readonly LiveObject[],
    cluster: string,
    given: object = {},
    reader: ManagementReader = new FakeManagement(objects),
  ) => {
    let [out, err] = ["", ""];
    const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
    const facts = new Facts({ managementCluster: () => reader });
    const named = { ...options, directory: bench.directory, stack: "s", cluster, ...given };
    try {
      const result = await adopt(named, terminal, pulumi, facts);
      return { result, out, err };
    } catch (error) {
      return {
        result: "refused",
        out,
        err: `${err}${error instanceof Error ? error.message : String(error)}`,
      };
    }
  };

  const written = (stack = "s"): StackSpec => {
    const { raw } = readStackFile(bench.directory, stack);
    return parseStack({ ...raw, secretsSet: new Set(["vcenterPassword"]) }, bench.directory, stack);
  };
  return { bench, pulumi, run, written };
}

export const secretOf = (name: string, namespace: string): LiveObject => ({
  ...{ apiVersion: "v1", kind: "Secret", metadata: { name, namespace } },
  data: { username: base64("administrator@vsphere.local"), password: base64(password) },
});

/** The objects of a cluster of the vendor page: Cluster, ClusterBootstrap, Secret. */
export function page(change: (cluster: Record<string, unknown>) => void = () => undefined): LiveObject[] {
  const { cluster, bootstrap } = manifest();
  put(cluster, "metadata/labels", { "run.tanzu.vmware.com/tkr": "v1.25.7---vmware.1-tiny.2-tkg.1" });
  change(cluster);
  return [cluster, bootstrap, secretOf("shop-3", "retail")] as unknown as LiveObject[];
}

/** Its Cluster alone, under another name. */
export function clusterNamed(name: string, namespace: string, metadata: object = {}): LiveObject {
  const [cluster] = page((one) => {
    const labels = { "run.tanzu.vmware.com/tkr": "v1.25.7---vmware.1-tiny.2-tkg.1" };
    put(one, "metadata", { name, namespace, labels, annotations: {}, ...metadata });
  });
  return cluster ?? assert.fail();
}

export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
