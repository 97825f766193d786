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
import type { FaultScene } from "../harness/fault-scene.js";
import { writeOva } from "../harness/test-ova.js";

const version = "v1.25.7+vmware.1-tiny.2-tkg.1";
const older = "v1.24.10+vmware.1-tiny.1-tkg.1";
const oldest = "v1.24.9+vmware.1-tiny.2-tkg.1";
const withOlder = () => ({ management: { tkr: { alsoInstalled: [older] } } });
const withBoth = () => ({ management: { tkr: { alsoInstalled: [older, oldest] } } });

const caFile = (scene: FaultScene): string => join(scene.directory, "registry-ca.pem");
const customBundle = (scene: FaultScene): string => `${scene.sandbox.registry.host}/tkr-of-our-own`;

/** Pushes a bundle with one file to the tag of the TKr. */
async function pushBundle(scene: FaultScene, file: string): Promise<void> {
  const folder = join(scene.directory, "bundle");
  const lock = "apiVersion: imgpkg.carvel.dev/v1alpha1\nkind: ImagesLock\n";
  for (const [path, content] of Object.entries({ ".imgpkg/images.yml": lock, [file]: "kind: Package\n" })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const image = `${customBundle(scene)}:${version.replace("+", "_")}`;
  const args = ["push", "--bundle", image, "--file", folder, "--registry-ca-cert-path"];
  await execa("imgpkg", [...args, scene.sandbox.registry.caFile], {
    env: toolRunEnvironment(scene.sandbox),
    extendEnv: false,
  });
}

/** Copies the right bundle over what a row pushed. */
async function copyRightBundle(scene: FaultScene): Promise<void> {
  const tag = version.replace("+", "_");
  const from = `${scene.sandbox.registry.host}/tkr-repository-vsphere-edge:${tag}`;
  const ca = ["--registry-ca-cert-path", scene.sandbox.registry.caFile];
  const options = { env: toolRunEnvironment(scene.sandbox), extendEnv: false } as const;
  const folder = join(scene.directory, "right-bundle");
  await execa("imgpkg", ["pull", "--bundle", from, "--output", folder, ...ca], options);
  await execa(
    "imgpkg",
    ["push", "--bundle", `${customBundle(scene)}:${tag}`, "--file", folder, ...ca],
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

const ova = (scene: FaultScene): string => join(scene.directory, "photon.ova");

function templateOf(scene: FaultScene): Tree {
  return exampleSite(scene.sandbox).config["tkg-edge:template"] as Tree;
}

const configMap = `tkg-compatibility-versions-${version.replace("+", "---")}`;

/** Writes the ConfigMap's data as another field manager, which applies it too. */
async function applyConfigMap(scene: FaultScene, versions: readonly string[]): Promise<void> {
  const object = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: configMap, namespace: "tkg-system" },
    data: { tkrVersions: JSON.stringify(versions) },
  };
  const how = ["--server-side", "--force-conflicts", "--field-manager", "gitops"];
  await scene.apis.kubectl(["apply", ...how, "--filename", "-"], { input: JSON.stringify(object) });
}

/** TKG removes what belonged to a TKr some time after the TKr. */
async function removalsAreThrough({ apis }: FaultScene): Promise<void> {
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
    settings: (scene) => ({ template: { ...templateOf(scene), name: besideFailure, ova: ova(scene) } }),
    prepare: async (scene) => writeOva(ova(scene), version),
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
    repair: async (scene, stack) => {
      assert.ok((await scene.apis.vm(`/dc0/vm/${besideFailure}`)).config.template);
      assert.match(stack.state(), new RegExp(`/dc0/vm/${besideFailure}`));
      scene.vcenter.rule = ({ path }) => ({ kind: path.startsWith("/nfc/") ? "drop" : "pass" });
    },
  },
  {
    title: "the registry is down",
    fixedByNext: true,
    inject: (scene) => {
      scene.faults({ registryDown: true });
    },
    texts: [/tkg-edge:connection\.registry\.host/],
  },
  {
    title: "the registry answers 401",
    fixedByNext: true,
    inject: (scene) => {
      scene.faults({ registryUnauthorized: true });
    },
    texts: [/tkg-edge:registryPassword/],
  },
  {
    title: "the registry's certificate is of another authority",
    // Not the sandbox's CAs, which include the registry's: imgpkg trusts the system's CAs in addition to the
    // file's.
    environment: { SSL_CERT_DIR: "/etc/ssl/certs" },
    settings: (scene) => ({ connection: { registry: { caFile: caFile(scene) } } }),
    inject: (scene) => {
      copyFileSync(pkiFiles(scene.sandbox.directory).frontProxyCa, caFile(scene));
    },
    repair: (scene) => {
      copyFileSync(scene.sandbox.registry.caFile, caFile(scene));
    },
    texts: [/tkg-edge:connection\.registry\.caFile/],
  },
  {
    title: "the registry breaks off in the middle of a blob",
    inject: (scene) => {
      scene.faults({ registryTruncates: true });
    },
    texts: [/tkg-edge:connection\.registry\.host/, /broke off/],
  },
  {
    title: "the bundle does not hold the version",
    settings: (scene) => ({ management: { tkr: { bundle: customBundle(scene) } } }),
    inject: async (scene) => {
      await pushBundle(scene, "packages/something-else.yml");
    },
    repair: copyRightBundle,
    texts: [/tkg-edge:management\.tkr/],
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
    texts: [/tkg-edge:connection\.managementCluster/],
  },
  {
    title: "another field manager has changed the compatibility ConfigMap",
    inject: async (scene) => {
      // Our own fields stay, because a preview would detect their loss and up would correct it.
      await applyConfigMap(scene, [version, older]);
    },
    repair: async (scene) => {
      await applyConfigMap(scene, [version]);
    },
    arguments: ["--refresh"],
    texts: [/conflict with "gitops"/],
  },
  {
    title: "the TKr does not become compatible",
    prepare: removalsAreThrough,
    settings: () => ({ management: { tkr: { alsoInstalled: [older], timeoutSeconds: 10 } } }),
    inject: (scene) => {
      scene.faults({ tkrIncompatible: true });
    },
    repair: (_scene, stack) => {
      stack.configure({ management: { tkr: { timeoutSeconds: undefined } } });
    },
    // How often the TKr is touched meanwhile differs.
    snapshot: false,
    texts: [/Compatible=False/, /took longer than 10 s; still waiting for/, /run the same command again/],
  },
];

export const managementTable: FaultTable = {
  name: "management",
  settings: () => ({ template: undefined, site: undefined }),
  rows,
};
