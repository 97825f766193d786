/** Faults while a management cluster gets its tiny TKr: of the registry and of the management cluster's API. */
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { pkiFiles } from "../../../sandbox/pki.js";
import { toolRunEnvironment } from "../../engine/harness/environments.js";
import { exampleSite, type Tree } from "../../engine/harness/stack-settings.js";
import { eventually } from "../../engine/harness/wait.js";
import { downFrom, slow, tooManyRequests, writes } from "../harness/api-faults.js";
import type { SeenRequest } from "../harness/fault-proxy.js";
import type { FaultRow, FaultTable } from "../harness/fault-rows.js";
import type { FaultWorld } from "../harness/fault-world.js";
import { writeOva } from "../harness/test-ova.js";

const version = "v1.25.7+vmware.1-tiny.2-tkg.1";
const older = "v1.24.10+vmware.1-tiny.1-tkg.1";
const oldest = "v1.24.9+vmware.1-tiny.2-tkg.1";
const withOlder = () => ({ management: { tkr: { alsoInstalled: [older] } } });
const withBoth = () => ({ management: { tkr: { alsoInstalled: [older, oldest] } } });

const caFile = (world: FaultWorld): string => join(world.directory, "registry-ca.pem");
const customBundle = (world: FaultWorld): string => `${world.sandbox.registry.host}/tkr-of-our-own`;

/** Pushes a bundle with one file to the tag of the TKr. */
async function pushBundle(world: FaultWorld, file: string): Promise<void> {
  const folder = join(world.directory, "bundle");
  const lock = "apiVersion: imgpkg.carvel.dev/v1alpha1\nkind: ImagesLock\n";
  for (const [path, content] of Object.entries({ ".imgpkg/images.yml": lock, [file]: "kind: Package\n" })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const image = `${customBundle(world)}:${version.replace("+", "_")}`;
  const args = ["push", "--bundle", image, "--file", folder, "--registry-ca-cert-path"];
  await execa("imgpkg", [...args, world.sandbox.registry.caFile], {
    env: toolRunEnvironment(world.sandbox),
    extendEnv: false,
  });
}

/** Copies the right bundle over what a row pushed. */
async function copyRightBundle(world: FaultWorld): Promise<void> {
  const tag = version.replace("+", "_");
  const from = `${world.sandbox.registry.host}/tkr-repository-vsphere-edge:${tag}`;
  const ca = ["--registry-ca-cert-path", world.sandbox.registry.caFile];
  const options = { env: toolRunEnvironment(world.sandbox), extendEnv: false } as const;
  const folder = join(world.directory, "right-bundle");
  await execa("imgpkg", ["pull", "--bundle", from, "--output", folder, ...ca], options);
  await execa(
    "imgpkg",
    ["push", "--bundle", `${customBundle(world)}:${tag}`, "--file", folder, ...ca],
    options,
  );
}

const besideFailure = "imported-beside-a-failure";

/** Something that one side waits for and another one brings about. */
function moment(): { readonly come: Promise<void>; readonly comes: () => void } {
  let comes = (): void => undefined;
  const come = new Promise<void>((resolve) => (comes = resolve));
  return { come, comes };
}

const ova = (world: FaultWorld): string => join(world.directory, "photon.ova");

function templateOf(world: FaultWorld): Tree {
  return exampleSite(world.sandbox).config["tkg-edge:template"] as Tree;
}

const configMap = `tkg-compatibility-versions-${version.replace("+", "---")}`;

/** Writes the ConfigMap's data as somebody else's tool, which applies it too. */
async function applyConfigMap(world: FaultWorld, versions: readonly string[]): Promise<void> {
  const object = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: configMap, namespace: "tkg-system" },
    data: { tkrVersions: JSON.stringify(versions) },
  };
  const how = ["--server-side", "--force-conflicts", "--field-manager", "gitops"];
  await world.apis.kubectl(["apply", ...how, "--filename", "-"], { input: JSON.stringify(object) });
}

/** TKG removes what belonged to a TKr some time after the TKr. */
async function removalsAreThrough({ apis }: FaultWorld): Promise<void> {
  await eventually("the packages of removed TKrs to go", async () => {
    const [tkrs, packages] = await Promise.all(
      ["tanzukubernetesreleases", "packages.data.packaging.carvel.dev"].map((kind) => apis.list(kind)),
    );
    const wanted = (tkrs ?? []).flatMap(
      ({ spec }) => (spec?.bootstrapPackages ?? []) as readonly { readonly name: string }[],
    );
    const names = new Set(wanted.map(({ name }) => name));
    return packages?.every(
      ({ metadata: { name } }) => names.has(name) || name.startsWith("tkr-vsphere-edge."),
    );
  });
}

const rows: readonly FaultRow[] = [
  {
    title: "the API server goes down when the Package is made, while an OVA is imported beside",
    settings: (world) => ({ template: { ...templateOf(world), name: besideFailure, ova: ova(world) } }),
    prepare: async (world) => writeOva(ova(world), version),
    inject: ({ apiServer, vcenter }) => {
      const uploaded = moment();
      const down = moment();
      const makesPackage = (request: SeenRequest) => writes(request) && request.path.includes("/packages");
      const rule = downFrom(makesPackage);
      apiServer.rule = async (request) => {
        if (!makesPackage(request)) return rule(request);
        await uploaded.come;
        down.comes();
        return rule(request);
      };
      vcenter.rule = async ({ body }) => {
        if (body.includes("<HttpNfcLeaseComplete")) {
          uploaded.comes();
          await down.come;
        }
        return { kind: "pass" };
      };
    },
    // The import went on to its end and is known: no byte of it may be sent again.
    mend: async (world, stack) => {
      assert.ok((await world.apis.vm(`/dc0/vm/${besideFailure}`)).config.template);
      assert.match(stack.state(), new RegExp(`/dc0/vm/${besideFailure}`));
      world.vcenter.rule = ({ path }) => ({ kind: path.startsWith("/nfc/") ? "drop" : "pass" });
    },
  },
  {
    title: "the registry is down",
    mendedByNext: true,
    inject: (world) => {
      world.faults({ registryDown: true });
    },
    says: [/tkg-edge:connection\.registry\.host/],
  },
  {
    title: "the registry answers 401",
    mendedByNext: true,
    inject: (world) => {
      world.faults({ registryUnauthorized: true });
    },
    says: [/tkg-edge:registryPassword/],
  },
  {
    title: "the registry's certificate is of another authority",
    // Not the sandbox's authorities, among which the registry's is: imgpkg trusts the system's besides the file's.
    environment: { SSL_CERT_DIR: "/etc/ssl/certs" },
    settings: (world) => ({ connection: { registry: { caFile: caFile(world) } } }),
    inject: (world) => {
      copyFileSync(pkiFiles(world.sandbox.directory).frontProxyCa, caFile(world));
    },
    mend: (world) => {
      copyFileSync(world.sandbox.registry.caFile, caFile(world));
    },
    says: [/tkg-edge:connection\.registry\.caFile/],
  },
  {
    title: "the registry breaks off in the middle of a blob",
    inject: (world) => {
      world.faults({ registryTruncates: true });
    },
    says: [/tkg-edge:connection\.registry\.host/, /broke off/],
  },
  {
    title: "the bundle does not hold the version",
    settings: (world) => ({ management: { tkr: { bundle: customBundle(world) } } }),
    inject: async (world) => {
      await pushBundle(world, "packages/something-else.yml");
    },
    mend: copyRightBundle,
    says: [/tkg-edge:management\.tkr/],
  },
  {
    title: "the API server answers slowly",
    settings: withOlder,
    inject: ({ apiServer }) => {
      apiServer.rule = slow(200);
    },
    survives: true,
  },
  {
    title: "the API server refuses each request once as too many",
    settings: withBoth,
    inject: ({ apiServer }) => {
      apiServer.rule = tooManyRequests(1, 0);
    },
    survives: true,
  },
  {
    title: "the API server refuses every request as too many",
    command: "preview",
    inject: ({ apiServer }) => {
      apiServer.rule = tooManyRequests(Infinity, 0);
    },
    says: [/tkg-edge:connection\.managementCluster/],
  },
  {
    title: "another field manager has changed the compatibility ConfigMap",
    inject: async (world) => {
      // Not away with ours, which a preview would find and up put right.
      await applyConfigMap(world, [version, older]);
    },
    mend: async (world) => {
      await applyConfigMap(world, [version]);
    },
    arguments: ["--refresh"],
    says: [/conflict with "gitops"/],
  },
  {
    title: "the TKr does not become compatible",
    prepare: removalsAreThrough,
    settings: () => ({ management: { tkr: { alsoInstalled: [older], timeoutSeconds: 10 } } }),
    inject: (world) => {
      world.faults({ tkrIncompatible: true });
    },
    mend: (_world, stack) => {
      stack.configure({ management: { tkr: { timeoutSeconds: undefined } } });
    },
    // How often the TKr is touched meanwhile differs.
    snapshot: false,
    says: [/Compatible=False/, /took longer than 10 s; still waiting for/, /run the same command again/],
  },
];

export const managementTable: FaultTable = {
  name: "management",
  settings: () => ({ template: undefined, site: undefined }),
  rows,
};
