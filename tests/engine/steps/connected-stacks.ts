/**
 * Steps: a management and a site stack whose connection is changed, one way into the management cluster after the other. No
 * change of it may replace anything.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { releasedProgram } from "../../upgrade/releases.js";
import { LiveApis } from "../harness/live-apis.js";
import type { SandboxOfFile } from "../harness/sandbox-of-file.js";
import type { Tree } from "../harness/stack-settings.js";
import { TestStack, type Outcome } from "../harness/test-stack.js";
import { wayInto, writeWayIn, type Listener, type WayIn } from "../harness/ways-in.js";

export const tkrVersion = "v1.25.7+vmware.1-tiny.2-tkg.1";
export const siteName = "edge";

/** Everything that a change of the connection may do. */
export const harmless = new Set(["same", "read", "update", "refresh"]);

export class ConnectedStacks {
  /** The way in that both stacks name. */
  way: WayIn;
  private readonly listeners: Listener[] = [];
  private serial = 0;
  /** UIDs of what must never be replaced. */
  private found: Readonly<Record<string, string>> = {};

  private constructor(
    private readonly file: SandboxOfFile,
    readonly apis: LiveApis,
    readonly shared: TestStack,
    readonly edge: TestStack,
  ) {
    this.way = wayInto(file.sandbox);
  }

  /** Brings both up. @param release whose program does it. @default - the checkout's */
  static async make(file: SandboxOfFile, release?: string): Promise<ConnectedStacks> {
    const { sandbox, directory } = file;
    const program = release === undefined ? undefined : await releasedProgram(release, directory);
    const without = { management: undefined, template: undefined, site: undefined };
    const ova = join(sandbox.directory, "ova", "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova");
    const make = (name: string, sections: Tree): Promise<TestStack> =>
      TestStack.create(sandbox, directory, name, { ...without, ...sections }, program);
    const shared = await make("shared", {
      management: { tkr: { version: tkrVersion } },
      template: { tkrVersion, ova },
    });
    const edge = await make("edge", {
      site: { name: siteName, tkrVersion, controlPlaneEndpoint: sandbox.endpoints[0] },
    });
    const stacks = new ConnectedStacks(file, new LiveApis(sandbox), shared, edge);
    for (const stack of stacks.both) {
      const made = await stack.up();
      assert.equal(made.exitCode, 0, made.all);
    }
    stacks.found = await stacks.identities();
    return stacks;
  }

  get both(): readonly TestStack[] {
    return [this.shared, this.edge];
  }

  /** Remembers what listens, for `close`. */
  async listen(listener: Promise<Listener>): Promise<Listener> {
    this.listeners.push(await listener);
    return listener;
  }

  close(): void {
    for (const listener of this.listeners) listener.close();
  }

  /** `host:port` of the API server. */
  get server(): string {
    return (wayInto(this.file.sandbox).cluster.server as string).replace("https://", "");
  }

  /** Its host. */
  get host(): string {
    return this.server.split(":")[0] ?? "";
  }

  /** Points both stacks at a kubeconfig. */
  pointAt(kubeconfig: string, context = this.way.context): void {
    for (const stack of this.both) {
      stack.configure({ connection: { managementCluster: { kubeconfig, context } } });
    }
  }

  /** A directory for the files of the next way in. */
  nextDirectory(): string {
    this.serial += 1;
    return this.currentDirectory;
  }

  /** That of the last one. */
  get currentDirectory(): string {
    return join(this.file.directory, `way-${this.serial}`);
  }

  reachBy(change: WayIn, directory = this.nextDirectory()): void {
    this.way = change;
    writeWayIn(join(directory, "kubeconfig"), change);
    this.pointAt(join(directory, "kubeconfig"));
  }

  /** Asserts that an `up` of both replaces nothing. @returns names of the updated resources */
  async bothInPlace(): Promise<readonly string[]> {
    const outcomes = await Promise.all(this.both.map((stack) => stack.up()));
    outcomes.forEach(succeededInPlace);
    await this.areTheSame();
    return outcomes.flatMap(updated);
  }

  /** Asserts that nothing was replaced. */
  async areTheSame(): Promise<void> {
    assert.deepEqual(await this.identities(), this.found);
  }

  private async identities(): Promise<Readonly<Record<string, string>>> {
    const { apis } = this;
    const objects = await Promise.all([
      apis.mustGet("cluster", siteName, "default"),
      apis.mustGet("secret", siteName, "default"),
      apis.mustGet("configmap", `tkg-compatibility-versions-${tkrVersion.replace("+", "---")}`, "tkg-system"),
    ]);
    objects.push(...(await apis.list("packages.data.packaging.carvel.dev")));
    objects.push(...(await apis.list("tanzukubernetesreleases")));
    return Object.fromEntries(
      objects.map(({ kind, metadata }) => [`${kind} ${metadata.name}`, metadata.uid]),
    );
  }
}

export function succeededInPlace(outcome: Outcome): void {
  assert.equal(outcome.exitCode, 0, outcome.all);
  const others = outcome.steps.filter(({ op }) => !harmless.has(op));
  assert.deepEqual(others, [], outcome.all);
  assert.doesNotMatch(outcome.all, /REBUILD|ROLL of|removing TanzuKubernetesRelease/);
}

const updated = ({ steps }: Outcome): string[] =>
  steps
    .filter(({ op }) => op === "update")
    .map(({ urn }) => urn.split("::").at(-1) ?? "")
    .sort();
