/**
 * A sandbox whose API server and vCenter stand behind fault proxies, and a stack that reaches them through those. Only
 * the stack goes through the proxies: the sandbox's own controllers talk to the servers themselves.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addressesOf } from "../../../sandbox/addresses.js";
import { pkiFiles } from "../../../sandbox/pki.js";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { LiveApis, type KubernetesObject } from "../../engine/harness/live-apis.js";
import type { SandboxOfFile } from "../../engine/harness/sandbox-of-file.js";
import { merge, type Tree } from "../../engine/harness/stack-settings.js";
import { TestStack, type Outcome } from "../../engine/harness/test-stack.js";
import { FaultProxy } from "./fault-proxy.js";
import { watchSecrets, type Watched } from "./secret-watch.js";

/** A password that the sandbox's registry does not require; it is a value to search for. */
export const registryMarker = "registry-password-that-must-not-show";

/** Kinds whose objects must survive a failed run. */
const kinds = [
  "clusters.cluster.x-k8s.io",
  "clusterbootstraps.run.tanzu.vmware.com",
  "tanzukubernetesreleases.run.tanzu.vmware.com",
  "osimages.run.tanzu.vmware.com",
  "packages.data.packaging.carvel.dev",
  "configmaps",
  "secrets",
].join(",");

/** What exists, to be compared before and after. */
export interface Holdings {
  /** uid by `Kind namespace/name`. */
  readonly objects: Readonly<Record<string, string>>;
  readonly virtualMachines: readonly string[];
  /** Resources in the stack's state, without those that a run was busy with. */
  readonly resources: readonly string[];
}

export class FaultScene {
  readonly apis: LiveApis;
  #runs = 0;

  private constructor(
    readonly sandbox: Sandbox,
    readonly directory: string,
    readonly apiServer: FaultProxy,
    readonly vcenter: FaultProxy,
    /** Nothing goes through it unless a stack names it. */
    readonly registry: FaultProxy,
    readonly kubeconfig: string,
  ) {
    this.apis = new LiveApis(sandbox);
  }

  static async open({ sandbox, directory }: SandboxOfFile): Promise<FaultScene> {
    const at = addressesOf(sandbox.block);
    const pki = pkiFiles(sandbox.directory);
    const caFile = pki.ca;
    const apiServer = await FaultProxy.start({
      ...{ upstream: at.apiServer, server: pki.apiServer, client: pki.admin, caFile },
    });
    const vcenter = await FaultProxy.start({
      ...{ upstream: at.vcenter, server: pki.vcenter, caFile, rewriteAddress: true },
    });
    const registry = await FaultProxy.start({ upstream: at.registry, server: pki.registry, caFile });
    const kubeconfig = join(directory, "kubeconfig");
    const direct = `${at.apiServer.host}:${at.apiServer.port}`;
    const text = readFileSync(sandbox.kubeconfig, "utf8").replace(direct, apiServer.address);
    writeFileSync(kubeconfig, text, { mode: 0o600 });
    return new FaultScene(sandbox, directory, apiServer, vcenter, registry, kubeconfig);
  }

  async close(): Promise<void> {
    await Promise.all([this.apiServer, this.vcenter, this.registry].map((proxy) => proxy.close()));
  }

  /**
   * Settings that every stack of this scene has: connections through the proxies, a registry user to search
   * for.
   */
  settings(overrides: Tree): Tree {
    const connection = {
      managementCluster: { kubeconfig: this.kubeconfig, context: "tkg-mgmt-admin@tkg-mgmt" },
      vcenter: {
        ...{ server: this.vcenter.address, username: this.sandbox.vcenter.username },
        ...{ thumbprint: this.sandbox.vcenter.thumbprint, caFile: this.sandbox.vcenter.caFile },
      },
      registry: { ...this.sandbox.registry, username: "puller" },
    };
    // Not merged as a whole: an undefined section has to arrive, it takes the example's away.
    return { ...overrides, connection: merge(connection, (overrides.connection ?? {}) as Tree) };
  }

  /** Makes a stack, with both passwords set. */
  async stack(name: string, overrides: Tree): Promise<TestStack> {
    const stack = await TestStack.create(this.sandbox, this.directory, name, this.settings(overrides));
    await stack.setSecret("registryPassword", registryMarker);
    return stack;
  }

  /** Switches faults of the sandbox on; `{}` switches all off. */
  faults(on: Readonly<Record<string, boolean>>): void {
    writeFileSync(join(this.sandbox.directory, "faults.json"), `${JSON.stringify(on)}\n`);
  }

  /** No fault is on any more. */
  heal(): void {
    this.faults({});
    this.apiServer.heal();
    this.vcenter.heal();
    this.registry.heal();
  }

  get secrets(): readonly string[] {
    return [this.sandbox.vcenter.password, registryMarker];
  }

  /** Runs something of a stack while its arguments and temporary files are watched. */
  async watched(
    run: (environment: Readonly<Record<string, string>>) => Promise<Outcome>,
  ): Promise<Watched<Outcome>> {
    this.#runs += 1;
    return await watchSecrets(join(this.directory, `tmp-${this.#runs}`), this.secrets, run);
  }

  async holdings(stack: TestStack): Promise<Holdings> {
    const [text, virtualMachines] = await Promise.all([
      this.apis.kubectl(["get", kinds, "--all-namespaces", "--output", "json"]),
      this.apis.vmPaths(),
    ]);
    const { items } = JSON.parse(text) as { readonly items: readonly KubernetesObject[] };
    const { deployment } = JSON.parse(stack.state()) as {
      readonly deployment: { readonly resources?: readonly { readonly urn: string }[] };
    };
    return {
      objects: Object.fromEntries(
        items.map(({ kind, metadata: { namespace = "", name, uid } }) => [
          `${kind} ${namespace}/${name}`,
          uid,
        ]),
      ),
      virtualMachines,
      resources: (deployment.resources ?? []).map(({ urn }) => urn),
    };
  }
}

/** What was there before and is not any more (or is another of the same name). */
export function lost(before: Holdings, after: Holdings): readonly string[] {
  return [
    ...Object.entries(before.objects).flatMap(([name, uid]) => (after.objects[name] === uid ? [] : [name])),
    ...before.virtualMachines.filter((path) => !after.virtualMachines.includes(path)),
    ...before.resources.filter((urn) => !after.resources.includes(urn)),
  ];
}
