/** One environment as a preview, a preflight and the gate before a rebuild see it: each of them is a run of its own. */
import type { LiveObject } from "../../../src/clients/live-object.js";
import { ManagementCluster } from "../../../src/clients/management-cluster.js";
import type { ServerCertificate } from "../../../src/clients/server-certificate.js";
import { proofs, type Proof } from "../../../src/commands/gate/proofs.js";
import type { RegistryConnection } from "../../../src/config/connection.js";
import { ConfigurationError, type Problem } from "../../../src/config/problem.js";
import type { ManagementSpec, SiteSpec, StackSpec, TemplateSpec } from "../../../src/config/stack-spec.js";
import { packageName, tkrName } from "../../../src/config/tkr-version.js";
import type { GateInputs } from "../../../src/contracts/rebuild-gate.js";
import type { AddressAnswer } from "../../../src/environment/facts/address-answer.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import type { RegistryTransport } from "../../../src/environment/facts/registry-facts.js";
import type { ToolVersion } from "../../../src/environment/facts/tool-version.js";
import type { CertificateFacts } from "../../../src/environment/facts/vcenter-certificate.js";
import type { NodeImageProperties, VirtualMachine } from "../../../src/environment/facts/virtual-machine.js";
import { problemOf, type Finding } from "../../../src/environment/finding.js";
import type { StackView } from "../../../src/environment/judgements/standing.js";
import { checkLogin } from "../../../src/environment/questions/vcenter.js";
import { cluster as clusterManifest } from "../../../src/manifests/cluster.js";
import type { TkrPackage } from "../../../src/manifests/tkr-package.js";
import { CheckContext } from "../../../src/preflight/check-context.js";
import { allChecks } from "../../../src/preflight/checks.js";
import { checkConnections } from "../../../src/preflight/connections.js";
import { runChecks } from "../../../src/preflight/run-checks.js";
import { checkClassVariablesAtPreview } from "../../../src/program/class-variables.js";
import { failuresOf, findTemplate } from "../../../src/program/site-template.js";
import { emptyState } from "../empty-state.js";
import { exampleSite } from "../example-site.js";
import { FakeManagement, type FakeTroubles } from "../fake-management.js";
import { FakeVcenter, type FakeInventory } from "../fake-vcenter.js";

export const { site, vcenter } = exampleSite();
export const address = { kubeconfig: "/nonexistent/kubeconfig", context: "management" };
export const password = "not used";

const kubeSystem: LiveObject = { kind: "Namespace", metadata: { name: "kube-system", uid: "uid" } };
const namespace: LiveObject = { kind: "Namespace", metadata: { name: site.namespace } };
const clusterClass: LiveObject = {
  kind: "ClusterClass",
  metadata: {
    name: site.className,
    namespace: site.namespace,
    annotations: { "run.tanzu.vmware.com/resolve-tkr": "!tkr.tanzu.vmware.com/tiny" },
  },
};
export const tkr: LiveObject = {
  kind: "TanzuKubernetesRelease",
  metadata: { name: tkrName(site.tkrVersion) },
  spec: { osImages: [{ name: "photon" }], bootstrapPackages: [{ name: "antrea.tanzu.vmware.com.1.9.0" }] },
  status: { conditions: ["Ready", "Compatible"].map((type) => ({ type, status: "True" })) },
};
export const bootstrapTemplate: LiveObject = {
  kind: "ClusterBootstrapTemplate",
  metadata: { name: tkrName(site.tkrVersion), namespace: "tkg-system" },
};
export const osImage: LiveObject = {
  kind: "OSImage",
  metadata: { name: "photon" },
  spec: {
    os: { name: site.os, version: "3", arch: "amd64" },
    image: { ref: { version: `${site.tkrVersion}-ac20b3` } },
  },
};
/** What a site needs of a management cluster. */
export const whole: readonly LiveObject[] = [
  ...[kubeSystem, namespace, clusterClass],
  ...[tkr, bootstrapTemplate, osImage],
];

/** The site's Cluster as it runs. @param endpoint its address */
export const running = (endpoint: string): LiveObject => ({
  kind: "Cluster",
  metadata: {
    name: site.name,
    namespace: site.namespace,
    uid: "own",
    creationTimestamp: "2026-01-01T00:00:05Z",
  },
  spec: { topology: { variables: [{ name: "apiServerEndpoint", value: endpoint }] } },
});

const nodeImage: NodeImageProperties = {
  version: `${site.tkrVersion}-ac20b3`,
  distroName: site.os,
  distroVersion: "3",
  distroArch: "amd64",
};
/** The template of the site's TKr. */
export const vmTemplate: VirtualMachine = {
  moid: "vm-1",
  path: "/dc0/vm/photon",
  template: true,
  powerState: "poweredOff",
  clone: false,
  image: nodeImage,
  diskGiB: 20,
};

/** What the server at vCenter's address shows. */
export const shown: ServerCertificate = {
  thumbprint: vcenter.thumbprint ?? "",
  subject: "vcenter",
  issuer: "vcenter",
  validFrom: new Date("2026-01-01T00:00:00Z"),
  validTo: new Date("2036-01-01T00:00:00Z"),
};

const goodRegistry: RegistryTransport = {
  answer: () => Promise.resolve({ result: "answers" }),
  pull: (repository, version) => Promise.resolve(packageOf(repository, version)),
  anonymousRefusal: () => Promise.resolve(undefined),
};

const packageOf = (repository: string, version: string): TkrPackage => ({
  apiVersion: "data.packaging.carvel.dev/v1alpha1",
  kind: "Package",
  metadata: { name: packageName(version), labels: {} },
  spec: { template: { spec: { fetch: [{ imgpkgBundle: { image: `${repository}-package:${version}` } }] } } },
});

export interface Environment {
  readonly objects: readonly LiveObject[];
  /** In the site's datacenter. @default - the template that it needs */
  readonly machines?: readonly VirtualMachine[];
  /** The template that the stack imports. @default - none */
  readonly template?: TemplateSpec;
  /** What govc reads in its OVA. @default - what the site's TKr needs */
  readonly ova?: NodeImageProperties;
  /** The TKrs that the stack installs. @default - none */
  readonly management?: ManagementSpec;
  /** The registry that it pulls them from. @default - the vendor's */
  readonly registry?: RegistryConnection;
  /** The stack as its own state records it. @default - it is not read */
  readonly view?: StackView;
  /** What the management cluster does not answer, or refuses. @default - it answers, and admits */
  readonly troubles?: FakeTroubles;
  /** Version of vCenter, and the space of its datastores. */
  readonly vcenter?: Pick<FakeInventory, "version" | "freeGiB">;
  /** What the server at vCenter's address shows. @default - the certificate that the stack pins */
  readonly certificate?: CertificateFacts;
  /** How the registry answers. @default - well, with a Package whose image anybody may pull */
  readonly registryAnswers?: Partial<RegistryTransport>;
  /** Versions of tools, or why they do not run. @default - all are new */
  readonly tools?: ToolVersion;
  /** Kinds of objects by inventory paths. @default - nothing is anywhere */
  readonly places?: ReadonlyMap<string, string>;
  /** How vCenter refuses a login, in govc's words. @default - it accepts it */
  readonly refusal?: string;
  /** The site, where it is not the example's. */
  readonly site?: SiteSpec;
  /** What the site's address answers. @default silent */
  readonly answer?: AddressAnswer;
}

/** What a run reads. */
export const factsOf = ({
  objects,
  answer = "silent",
  machines = [vmTemplate],
  ova = nodeImage,
  refusal,
  places = new Map<string, string>(),
  troubles,
  vcenter: ofVcenter,
  certificate = { certificate: shown, fault: undefined },
  registryAnswers,
  tools = { result: "runs", version: "99.0.0" },
}: Environment): Facts =>
  new Facts({
    managementCluster: () => new FakeManagement(objects, troubles),
    govc: () =>
      new FakeVcenter({
        ...{ machines, ova, objects: places, ...ofVcenter },
        ...(refusal !== undefined && { refusal }),
      }).govc,
    privileges: (_, references) =>
      Promise.resolve(new Map(references.map((reference) => [reference, new Set<string>()]))),
    certificate: () => Promise.resolve(certificate),
    registry: { ...goodRegistry, ...registryAnswers },
    toolVersion: () => Promise.resolve(tools),
    knock: () => Promise.resolve(answer),
  });

export const specOf = (environment: Environment): StackSpec => ({
  site: environment.site ?? site,
  connection: {
    managementCluster: address,
    vcenter,
    ...(environment.registry && { registry: environment.registry }),
  },
  ...(environment.template && { template: environment.template }),
  ...(environment.management && { management: environment.management }),
});

/** What a preview refuses. */
export async function previewed(environment: Environment): Promise<readonly Problem[]> {
  const [facts, spec] = [factsOf(environment), specOf(environment)];
  try {
    // Its certificate is read from a server of its own in the test of it.
    const login = await checkLogin(facts, { ...vcenter, password });
    const ofVcenter = login.severity === "failure" ? [problemOf(login)] : [];
    await checkConnections(spec, facts, Promise.resolve(ofVcenter), emptyState);
    const management = facts.managementCluster(address);
    const found = await findTemplate(spec, management, facts.vcenter({ ...vcenter, password }));
    const refused = (await variablesAtPreview(environment)).filter(({ severity }) => severity === "failure");
    if (refused.length > 0) return refused.map((finding) => problemOf(finding));
    return found ? failuresOf(environment.site ?? site, found).map((finding) => problemOf(finding)) : [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

/** What a preview finds about the variables of the site's Cluster. */
export function variablesAtPreview(environment: Environment): Promise<readonly Finding[]> {
  const spec = specOf(environment);
  const { name } = spec.site ?? site;
  const liveCluster = environment.objects.find(
    ({ kind, metadata }) => kind === "Cluster" && metadata.name === name,
  );
  const management = factsOf(environment).managementCluster(address);
  const seen = Promise.resolve(liveCluster ? { liveCluster } : {});
  const recorded = () => Promise.resolve({ cluster: undefined, gate: undefined });
  return checkClassVariablesAtPreview(spec, management, seen, recorded);
}

/** What a preflight reports of one check. */
export async function preflighted(environment: Environment, name: string): Promise<readonly Finding[]> {
  const state = () =>
    environment.view ? Promise.resolve(environment.view) : Promise.reject(new Error("the state is not read"));
  const context = new CheckContext(
    specOf(environment),
    { vcenterPassword: password },
    state,
    factsOf(environment),
  );
  const checks = allChecks.filter((check) => check.name === name);
  const selection = { skip: new Set<string>(), only: new Set<string>() };
  return (await runChecks(checks, context, selection)).flatMap(({ findings }) => findings);
}

/** What stands in the way of a rebuild, or of a roll, by the name of the proof. */
export async function gated(
  environment: Environment,
  what: string,
  all: readonly Proof[] = proofs,
): Promise<string | undefined> {
  const proof = all.find((one) => one.what === what);
  if (!proof) throw new Error(`the gate has no proof ${what}`);
  const cluster = clusterManifest(environment.site ?? site, vcenter);
  const input: GateInputs = {
    management: address,
    vcenter,
    vcenterPassword: password,
    cluster,
    tkrVersion: (environment.site ?? site).tkrVersion,
    os: site.os,
    controlPlaneEndpoint: site.controlPlaneEndpoint,
    apiPort: 6443,
    datacenter: site.placement.datacenter,
    ownCredentials: true,
    beforeRebuildSeconds: 10,
    createdBy: undefined,
  };
  const live = environment.objects.find(
    ({ kind, metadata }) => kind === "Cluster" && metadata.name === site.name,
  );
  if (!live) throw new Error("a rebuild needs a Cluster that runs");
  return proof.test({
    input,
    management: new ManagementCluster(address),
    facts: factsOf(environment),
    cluster,
    live,
  });
}
