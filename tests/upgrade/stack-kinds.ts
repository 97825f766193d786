/** The kinds of stack that users have: what each needs on a sandbox, and its settings. */
import { join } from "node:path";
import type { Sandbox } from "../../sandbox/sandbox.js";
import { conditionOf, type LiveApis } from "../engine/harness/live-apis.js";
import { pageCluster, pageSecret } from "../engine/harness/page-cluster.js";
import { sharedIdentity } from "../engine/harness/shared-identity.js";
import type { Tree } from "../engine/harness/stack-settings.js";
import { provideStandardTkr } from "../engine/harness/standard-tkr.js";
import { eventually } from "../engine/harness/wait.js";

export interface Scene {
  readonly sandbox: Sandbox;
  readonly apis: LiveApis;
  /** For files of the test. */
  readonly directory: string;
}

export interface StackKind {
  readonly name: string;
  /** Objects that exist before the stack is created. @default - nothing */
  readonly prepare?: (scene: Scene) => Promise<void>;
  /** Differences from the example in the vendor page. */
  readonly settings: (scene: Scene) => Tree;
}

export const tinyTkr = "v1.25.7+vmware.1-tiny.2-tkg.1";
const standardTkr = "v1.25.7+vmware.2-tkg.1";
const nothingElse = { management: undefined, template: undefined, site: undefined };
const siteAlone = { management: undefined, template: undefined };

export const management: StackKind = {
  name: "management",
  settings: () => ({ ...nothingElse, management: { tkr: { version: tinyTkr } } }),
};

export const template: StackKind = {
  name: "template",
  settings: ({ sandbox }) => ({
    ...nothingElse,
    template: {
      tkrVersion: tinyTkr,
      ova: join(sandbox.directory, "ova", "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova"),
      deleteOnDestroy: true,
    },
  }),
};

/** A site on what the stacks `management` and `template` brought in, with a Secret of its own. */
export const site = siteNamed("site", () => ({}));

/** On the stacks `management` and `template`, one after the other. */
export const siteKinds: readonly StackKind[] = [
  site,
  {
    ...siteNamed("identity", () => ({ identityRef: { name: "shared-vcenter" } })),
    prepare: async ({ sandbox, apis }) => {
      await apis.kubectl(["apply", "-f", "-"], { input: JSON.stringify(sharedIdentity(sandbox.vcenter)) });
    },
  },
  siteNamed("calico", () => ({ cni: "calico" })),
  {
    ...siteNamed("standard", () => ({
      kind: "standard",
      tkrVersion: standardTkr,
      cpi: { excludeEndpoint: false },
    })),
    prepare: async ({ apis, directory }) => {
      // It stays for every stack of this kind.
      if (await apis.get("tanzukubernetesreleases", standardTkr.replace("+", "---"))) return;
      await provideStandardTkr(apis, directory, standardTkr);
    },
  },
  {
    ...siteNamed("adopted", () => ({
      tkrVersion: tinyTkr,
      adopt: true,
      cpi: { excludeEndpoint: false },
      sshAuthorizedKeys: ["ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ lab"],
    })),
    prepare: followThePage,
  },
];

/** All sections in one stack. */
export const dev: StackKind = {
  name: "dev",
  settings: () => ({
    management: { tkr: { version: tinyTkr } },
    template: { deleteOnDestroy: true },
    site: { name: "dev" },
  }),
};

/** A stack of a site alone; it takes what it does not set from the other two stacks. */
export function siteNamed(name: string, keys: (scene: Scene) => Tree): StackKind {
  return {
    name,
    settings: (scene) => {
      const own = keys(scene);
      const followed =
        own.tkrVersion === undefined ? { from: { management: "management", template: "template" } } : {};
      return { ...siteAlone, site: { name, ...followed, ...own } };
    },
  };
}

/** A cluster that was made by hand as the vendor's page has it. */
async function followThePage({ sandbox, apis }: Scene): Promise<void> {
  const cluster = pageCluster(sandbox, "adopted", sandbox.endpoints[0] ?? "");
  const { topology } = cluster.spec;
  // The certificate in the vendor page is truncated, and a site that trusts none has no such variable.
  topology.variables = topology.variables.filter(({ name }) => name !== "trust");
  for (const object of [pageSecret(sandbox, "adopted"), cluster])
    await apis.kubectl(["apply", "-f", "-"], { input: JSON.stringify(object) });
  const isReady = async (): Promise<boolean> => {
    const live = await apis.mustGet("clusters.cluster.x-k8s.io", "adopted", "default");
    return conditionOf(live, "Ready") === "True";
  };
  await eventually("the cluster made by hand", isReady, { seconds: 240 });
}
