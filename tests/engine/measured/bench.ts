/**
 * What the cases of the table work with: one sandbox, its APIs, the vendor page's Cluster, and the requests to
 * admission.
 */
import assert from "node:assert/strict";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import type { KubeClient } from "../../../sandbox/stand-ins/runtime/kube-client.js";
import { KubeError } from "../../../sandbox/stand-ins/runtime/kube-error.js";
import { footprint, type Footprint } from "../harness/footprint.js";
import { LiveApis } from "../harness/live-apis.js";
import { pageCluster, type PageCluster } from "../harness/page-cluster.js";
import type { SandboxOfFile } from "../harness/sandbox-of-file.js";
import { connect } from "../harness/tiny-site.js";

/** Changes one thing in the vendor page's Cluster. */
export type Change = (cluster: PageCluster) => unknown;

export const workload = "workload-snc";

export class Bench {
  readonly sandbox: Sandbox;
  /** For files of the tests, outside the sandbox's own directory. */
  readonly directory: string;
  /** As a user, with kubectl and govc. */
  readonly apis: LiveApis;
  /** As a program, with the API server's own words. */
  readonly client: KubeClient;
  readonly endpoint: string;
  private noted: Footprint | undefined;

  constructor({ sandbox, directory }: SandboxOfFile) {
    this.sandbox = sandbox;
    this.directory = directory;
    this.apis = new LiveApis(sandbox);
    this.client = connect(sandbox);
    [this.endpoint = assert.fail("the sandbox has no endpoint")] = sandbox.endpoints;
  }

  /** Notes what there is before a cluster is made. */
  async noteUntouched(): Promise<void> {
    this.noted = await footprint(this.sandbox, this.apis);
  }

  /** What there was when it was noted. */
  get untouched(): Footprint {
    return this.noted ?? assert.fail("nobody noted what there was before");
  }

  /** The vendor page's Cluster, changed in one thing. */
  async cluster(change: Change = () => undefined, name = workload): Promise<PageCluster> {
    const cluster = pageCluster(this.sandbox, name, this.endpoint);
    await change(cluster);
    return cluster;
  }

  /** Sends a Cluster as a dry run: the webhooks are called, nothing is created. @throws KubeError */
  async dryRun(cluster: PageCluster): Promise<PageCluster> {
    const path = `/apis/cluster.x-k8s.io/v1beta1/namespaces/${cluster.metadata.namespace}/clusters`;
    return (await this.client.request("POST", path, {
      body: cluster,
      query: { dryRun: "All" },
    })) as PageCluster;
  }

  /** Applies an object with kubectl, as a user does. @returns what kubectl prints */
  async apply(object: unknown, ...options: string[]): Promise<string> {
    return await this.apis.kubectl(["apply", "-f", "-", ...options], { input: JSON.stringify(object) });
  }
}

/** Runs what must be refused. @returns the API server's answer, whose message is, or matches, what is expected */
export async function refused(action: Promise<unknown>, expected: string | RegExp): Promise<KubeError> {
  let caught: unknown;
  await action.catch((error: unknown) => (caught = error));
  assert.ok(caught instanceof KubeError, `expected a refusal: ${String(expected)}; got ${String(caught)}`);
  if (typeof expected === "string") assert.equal(caught.message, expected);
  else assert.match(caught.message, expected);
  return caught;
}

/** Runs a command that must fail. @returns what it printed on standard error, which holds what is expected */
export async function fails(command: Promise<unknown>, expected: string | RegExp): Promise<string> {
  let caught: unknown;
  await command.catch((error: unknown) => (caught = error));
  const text = (caught as { stderr?: string } | undefined)?.stderr;
  assert.ok(text !== undefined, `expected a failure: ${String(expected)}; got ${String(caught)}`);
  if (typeof expected === "string")
    assert.ok(text.includes(expected), `answered:\n${text}\nmeasured:\n${expected}`);
  else assert.match(text, expected);
  return text;
}
