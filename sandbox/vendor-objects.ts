// The vendor's own definitions and ClusterClass, read from the folders of the pinned Go modules, as the users of envtest
// load theirs. Nothing of them is copied into the project.
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { loadAll } from "js-yaml";
import { moduleDirectory, toolPath } from "./toolchain/tools.js";

/** A Kubernetes object as YAML gives it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

interface DefinitionSpec {
  readonly versions: readonly { readonly name: string; readonly storage: boolean }[];
  readonly [field: string]: unknown;
}

/** The custom resource definitions of a sandbox, by who owns them. */
export interface VendorDefinitions {
  /** TKG's: TanzuKubernetesRelease, OSImage, ClusterBootstrap, the add-on configs. */
  readonly tkg: readonly Manifest[];
  /** kapp-controller's. */
  readonly carvel: readonly Manifest[];
  /** Cluster API's and its vSphere provider's, as the vendor ships them: a profile adapts them. */
  readonly clusterApi: readonly Manifest[];
}

const providers = [
  "cluster-api",
  "cluster-api-bootstrap-kubeadm",
  "cluster-api-control-plane-kubeadm",
  "cluster-api-provider-vsphere",
];

/** The vendor's file of a Cluster API provider, e.g. "cluster-api-provider-vsphere": definitions, webhooks, roles. */
export async function providerComponents(provider: string): Promise<Manifest[]> {
  const folder = packageFile(provider, "upstream");
  const file = (await readdir(folder)).find((name) => /^[a-z]+(-[a-z]+)?-components\.yaml$/.test(name));
  if (file === undefined)
    throw new Error(`${folder} holds no *-components.yaml: expected the module's v0.29.0`);
  return readManifests(join(folder, file));
}

/** Reads all definitions. */
export async function loadDefinitions(): Promise<VendorDefinitions> {
  const [tkg, carvel, clusterApi] = await Promise.all([
    Promise.all([
      readManifests(packageFile("tkr-service", "upstream", "tkr-crd.yaml")),
      readManifests(packageFile("tkr-service", "upstream", "osimage-crd.yaml")),
      readFolder(packageFile("addons-manager", "upstream", "runcrds")),
      readFolder(packageFile("addons-manager", "upstream", "addonconfigscrds")),
    ]),
    readManifests(join(moduleDirectory("kapp-controller"), "config", "config", "crds.yml")),
    Promise.all([
      ...providers.map((provider) => providerComponents(provider)),
      readManifests(ipamProvider()),
    ]),
  ]);
  const definitions = (all: readonly Manifest[]): Manifest[] =>
    all.filter((object) => object.kind === "CustomResourceDefinition");
  return {
    // TanzuKubernetesRelease is served in three versions with a conversion webhook, which has no public module.
    tkg: definitions(tkg.flat()).map(withStorageVersionOnly),
    carvel: definitions(carvel),
    clusterApi: definitions(clusterApi.flat()),
  };
}

/** A definition without the versions that need a conversion webhook, and without what cert-manager would do to it. */
export function withStorageVersionOnly(definition: Manifest): Manifest {
  const spec = definition.spec as DefinitionSpec;
  const { "cert-manager.io/inject-ca-from": _, ...annotations } = definition.metadata.annotations ?? {};
  const { conversion: _conversion, ...rest } = spec;
  return {
    ...definition,
    metadata: { ...definition.metadata, annotations },
    spec: { ...rest, versions: spec.versions.filter((version) => version.storage) },
  };
}

/**
 * What must be filled in for the ClusterClass to render into objects that the definitions accept. Each is replaced by
 * the class's own patches, from a Cluster's variables, before a machine is made.
 */
const placeholders = {
  VSPHERE_SERVER: "replaced-by-the-variable-vcenter",
  VSPHERE_DATACENTER: "replaced-by-the-variable-vcenter",
  VSPHERE_DATASTORE: "replaced-by-the-variable-vcenter",
  VSPHERE_FOLDER: "replaced-by-the-variable-vcenter",
  VSPHERE_NETWORK: "replaced-by-the-variable-vcenter",
  VSPHERE_RESOURCE_POOL: "replaced-by-the-variable-vcenter",
  VSPHERE_TEMPLATE: "replaced-by-TKR_DATA",
};

/** The ClusterClass `tkg-vsphere-default-v1.0.0` and its templates, for namespace tkg-system. */
export async function renderClusterClass(): Promise<Manifest[]> {
  const folder = packageFile("tkg-clusterclass-vsphere");
  const values = Object.entries(placeholders).flatMap(([key, value]) => ["--data-value", `${key}=${value}`]);
  const args = ["-f", join(folder, "values.yaml"), "-f", join(folder, "upstream"), ...values];
  const { stdout } = await execa(toolPath("ytt"), args);
  return parse(stdout);
}

/** Of the in-cluster IPAM provider, which is an optional part of TKG 2.2. Only its definition is used: its controller has no module. */
const ipamProvider = (): string =>
  join(
    moduleDirectory("tanzu-framework"),
    ...["providers", "infrastructure-ipam-in-cluster", "v0.1.0", "ipam-components.yaml"],
  );

function packageFile(name: string, ...path: string[]): string {
  return join(moduleDirectory("tanzu-framework"), "packages", name, "bundle", "config", ...path);
}

async function readFolder(folder: string): Promise<Manifest[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".yaml")).sort();
  return (await Promise.all(files.map((file) => readManifests(join(folder, file))))).flat();
}

async function readManifests(file: string): Promise<Manifest[]> {
  return parse(await readFile(file, "utf8"));
}

function parse(text: string): Manifest[] {
  return loadAll(text).filter(
    (document): document is Manifest => document !== null && document !== undefined,
  );
}

/** Reads a PEM file as the `caBundle` of a webhook or APIService. */
export function caBundle(file: string): string {
  return readFileSync(file).toString("base64");
}
