/**
 * The answers of TKG's webhooks to a Cluster, letter for letter as measured on the vendor's real controllers. Each row is
 * a Cluster that differs from the page's in one thing, sent as a dry run: the webhooks are asked, nothing is created.
 * Rows whose answer comes from Cluster API itself are tested with the full profile, not here.
 */
import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { connect as tlsConnect } from "node:tls";
import type { Sandbox } from "../../sandbox/sandbox.js";
import type { KubeClient } from "../../sandbox/stand-ins/runtime/kube-client.js";
import { KubeError } from "../../sandbox/stand-ins/runtime/kube-error.js";
import { namespaces } from "../../sandbox/stand-ins/runtime/resources.js";
import { clusterClasses, clusters, packages, type Cluster } from "../../sandbox/stand-ins/tkg/api.js";
import { getVariable } from "../../sandbox/stand-ins/tkg/variables.js";
import { LivingApis } from "./harness/living-apis.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";
import {
  connect,
  createCredentials,
  importOva,
  installTkr,
  pageCluster,
  setVcenter,
  tiny12410,
  tiny125,
  tinyPackage,
  tkrName,
} from "./harness/tiny-site.js";
import { eventually } from "./harness/wait.js";

const r = 'admission webhook "tkr-resolver-cluster-webhook.tanzu.vmware.com" denied the request: ';
const v = 'admission webhook "tkr-vsphere-resolver-webhook.tanzu.vmware.com" denied the request: ';
const resolveTkr = "run.tanzu.vmware.com/resolve-tkr";
const resolveOsImage = "run.tanzu.vmware.com/resolve-os-image";

function unresolved(version: string, tkrSelector: string, osImageSelector: string, result: string): string {
  return (
    `could not resolve TKR/OSImage for controlPlane, machineDeployments: [], query: {controlPlane: ` +
    `{k8sVersionPrefix: '${version}', tkrSelector: '${tkrSelector}', osImageSelector: '${osImageSelector}'}, ` +
    `machineDeployments: []}, result: {controlPlane: ${result}, machineDeployments: []}`
  );
}
const nothing = "{k8sVersion: '', tkrName: '', osImagesByTKR: map[]}";
const photon = "image-type=ova,os-name=photon";
const tiny = "tkr.tanzu.vmware.com/tiny";

interface Row {
  readonly title: string;
  /** Secret that the Cluster finds: its name is the Cluster's. @default "workload-snc", with the right password */
  readonly name?: string;
  change?(cluster: Cluster, sandbox: Sandbox): void | Promise<void>;
  /** The whole message of the API server. */
  expected(sandbox: Sandbox): string | RegExp;
}

function topology(cluster: Cluster): NonNullable<Cluster["spec"]["topology"]> {
  assert.ok(cluster.spec.topology);
  return cluster.spec.topology;
}
function setOsSelector(cluster: Cluster, selector: string): void {
  topology(cluster).controlPlane = { replicas: 1, metadata: { annotations: { [resolveOsImage]: selector } } };
}

const rows: readonly Row[] = [
  {
    title: "Secret missing",
    name: "no-secret",
    expected: () => `${v}could not get secret for key: default/no-secret: Secret "no-secret" not found`,
  },
  {
    title: "wrong password",
    name: "wrong-password",
    expected: () => `${v}failed to login to vSphere: cannot login to vc: ServerFaultCode: Login failure`,
  },
  {
    title: "the literal <encoded:…> for a password",
    name: "encoded-password",
    expected: () => `${v}failed to login to vSphere: cannot login to vc: ServerFaultCode: Login failure`,
  },
  {
    title: "VM imported but not a template",
    change: (cluster) => {
      setOsSelector(cluster, "image-type=ova,os-name=ubuntu");
    },
    expected: () =>
      `${v}unable to find VM Template associated with OVA Version ${tiny125}-87b1b3, but found these VM(s) [/dc0/vm/ubuntu-tiny] that can be used once converted to a VM Template`,
  },
  {
    title: "template missing (it is in another datacenter)",
    change: (cluster) => {
      setVcenter(cluster, "datacenter", "/dc1");
    },
    expected: () =>
      `${v}unable to find VM Template associated with OVA Version ${tiny125}-ac20b3. Please upload at least one VM Template to continue`,
  },
  {
    title: "datacenter wrong",
    change: (cluster) => {
      setVcenter(cluster, "datacenter", "/nope");
    },
    expected: () => `${v}failed to get the datacenter MOID: datacenter '/nope' not found`,
  },
  {
    title: "vCenter unreachable",
    change: (cluster) => {
      setVcenter(cluster, "server", "127.0.0.1:1");
    },
    expected: () =>
      `${v}failed to create vc client: Post "https://127.0.0.1:1/sdk": dial tcp 127.0.0.1:1: connect: connection refused`,
  },
  {
    title: "thumbprint wrong",
    change: (cluster) => {
      setVcenter(cluster, "tlsThumbprint", "AA:BB:CC");
    },
    expected: ({ vcenter: { server } }) =>
      `${v}failed to create vc client: Post "https://${server}/sdk": host "${server}" thumbprint does not match "AA:BB:CC"`,
  },
  {
    title: "thumbprint SHA-256",
    change: async (cluster, sandbox) => {
      setVcenter(cluster, "tlsThumbprint", await sha256Thumbprint(sandbox.vcenter.server));
    },
    expected: ({ vcenter: { server } }) =>
      new RegExp(
        `failed to create vc client: Post "https://${server}/sdk": host "${server}" thumbprint does not match`,
      ),
  },
  {
    title: "ConfigMap missing (TKr incompatible)",
    change: (cluster) => {
      topology(cluster).version = "v1.24.10+vmware.1-tiny.1";
    },
    expected: () => r + unresolved("v1.24.10+vmware.1-tiny.1", tiny, photon, nothing),
  },
  {
    title: "OS_NAME missing: two images match",
    change: (cluster) => {
      setOsSelector(cluster, "image-type=ova");
    },
    expected: () => {
      const name = tkrName(tiny125);
      const images = `{k8sVersion: 'v1.25.7+vmware.1-tiny.2', tkrName: '${name}', osImagesByTKR: map[${name}:[${name}-ac20b3 ${name}-87b1b3]]}`;
      return r + unresolved("v1.25.7+vmware.1-tiny.2", tiny, "image-type=ova", images);
    },
  },
  {
    title: "plain version with the tiny selector",
    change: (cluster) => {
      topology(cluster).version = "v1.25.7+vmware.2";
    },
    expected: () => r + unresolved("v1.25.7+vmware.2", tiny, photon, nothing),
  },
  {
    title: "class !tiny, Cluster without annotation, tiny version",
    change: (cluster) => {
      delete cluster.metadata.annotations?.[resolveTkr];
    },
    expected: () => r + unresolved("v1.25.7+vmware.1-tiny.2", `!${tiny}`, photon, nothing),
  },
  {
    title: "a selector that cannot be read",
    change: (cluster) => {
      cluster.metadata.annotations = { ...cluster.metadata.annotations, [resolveTkr]: "a b" };
    },
    expected: () =>
      /tkr-resolver-cluster-webhook.*error parsing selector: 'a b': unable to parse requirement/,
  },
  {
    title: "variable vcenter absent",
    change: (cluster) => {
      const { variables = [] } = topology(cluster);
      topology(cluster).variables = variables.filter(({ name }) => name !== "vcenter");
    },
    expected: () => `${v}failed to create vc client: Post "https:///sdk": http: no Host in request URL`,
  },
  {
    title: "identityRef of an unknown VSphereClusterIdentity",
    change: (cluster) => {
      topology(cluster).variables?.push({
        name: "identityRef",
        value: { kind: "VSphereClusterIdentity", name: "nobody" },
      });
    },
    expected: () =>
      `${v}could not get VSphereClusterIdentity nobody: VSphereClusterIdentity.infrastructure.cluster.x-k8s.io "nobody" not found`,
  },
];

describe("stand-ins: answers of the TKr resolver (r) and the template resolver (v)", () => {
  const file = useSandbox({ profile: profileUnderTest("light") });
  let client: KubeClient;
  let sandbox: Sandbox;

  const dryRun = async (cluster: Cluster): Promise<Cluster> =>
    (await client.request(
      "POST",
      `/apis/cluster.x-k8s.io/v1beta1/namespaces/${cluster.metadata.namespace}/clusters`,
      {
        body: cluster,
        query: { dryRun: "All" },
      },
    )) as Cluster;

  before("a compatible and an incompatible TKr, a template and a VM, Secrets", async function () {
    this.timeout(120_000);
    sandbox = file.sandbox;
    client = connect(sandbox);
    const apis = new LivingApis(sandbox);
    await installTkr(client, sandbox, tiny125);
    await client.create(packages, tinyPackage(sandbox, tiny12410));
    await importOva(apis, sandbox, "photon", "photon-tiny", { template: true });
    await importOva(apis, sandbox, "ubuntu", "ubuntu-tiny", { template: false });
    await createCredentials(client, sandbox, "workload-snc");
    await createCredentials(client, sandbox, "wrong-password", "wrong");
    await createCredentials(client, sandbox, "encoded-password", "<encoded:QWRtaW4hMjM=>");
    const source = await client.read(clusterClasses, {
      namespace: "tkg-system",
      name: "tkg-vsphere-default-v1.0.0",
    });
    const annotations = { ...source.metadata.annotations, [resolveTkr]: `!${tiny}` };
    await client.patch(clusterClasses, source, { ...source, metadata: { ...source.metadata, annotations } });
    await eventually("the guard in default", async () => {
      const copy = await client.get(clusterClasses, { namespace: "default", name: source.metadata.name });
      return copy?.metadata.annotations?.[resolveTkr] === `!${tiny}`;
    });
  });

  for (const row of rows) {
    it(row.title, async () => {
      const cluster = pageCluster(sandbox, row.name ?? "workload-snc");
      await row.change?.(cluster, sandbox);
      const expected = row.expected(sandbox);
      await assert.rejects(dryRun(cluster), (error: unknown) => {
        assert.ok(error instanceof KubeError, String(error));
        if (typeof expected === "string") assert.equal(error.message, expected);
        else assert.match(error.message, expected);
        // Clients such as Pulumi take a denial for a Forbidden by its code.
        assert.equal(error.code, 403);
        return true;
      });
    });
  }

  it("the page's Cluster: label, TKR_DATA with template, id and version, an empty endpoint", async () => {
    const admitted = await dryRun(pageCluster(sandbox, "workload-snc"));
    assert.equal(admitted.metadata.labels?.["run.tanzu.vmware.com/tkr"], tkrName(tiny125));
    assert.deepEqual(admitted.spec.controlPlaneEndpoint, { host: "", port: 0 });
    const data = getVariable(topology(admitted), "TKR_DATA") as Record<string, { osImageRef: object }>;
    const reference = data["v1.25.7+vmware.1-tiny.2"]?.osImageRef as Record<string, string>;
    assert.equal(reference.template, "/dc0/vm/photon-tiny");
    assert.match(reference.moid ?? "", /^vm-\d+$/);
    assert.equal(reference.version, `${tiny125}-ac20b3`);
  });

  for (const version of [
    "v1.25.7",
    "v1.25.7+vmware.1-tiny.2",
    "1.25.7+vmware.1-tiny.2",
    tiny125,
    "v1.25.7---vmware.1-tiny.2",
  ]) {
    it(`topology.version ${version} is accepted and rewritten`, async () => {
      const cluster = pageCluster(sandbox, "workload-snc");
      topology(cluster).version = version;
      assert.equal(topology(await dryRun(cluster)).version, "v1.25.7+vmware.1-tiny.2");
    });
  }

  it("beside a living cluster, a dry run under another name with identityRef {kind: Secret} is accepted", async () => {
    const cluster = pageCluster(sandbox, "workload-snc-probe");
    topology(cluster).variables?.push({
      name: "identityRef",
      value: { kind: "Secret", name: "workload-snc" },
    });
    assert.equal((await dryRun(cluster)).metadata.labels?.["run.tanzu.vmware.com/tkr"], tkrName(tiny125));
    assert.equal(await client.get(clusters, { namespace: "default", name: "workload-snc-probe" }), undefined);
  });

  it("no annotation on class and Cluster: admitted without label and TKR_DATA", async () => {
    const namespace = "unguarded";
    await client.create(namespaces, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    const key = { namespace, name: "tkg-vsphere-default-v1.0.0" };
    const copy = await eventually("the class in a new namespace", () => client.get(clusterClasses, key));
    const { [resolveTkr]: _dropped, ...annotations } = copy.metadata.annotations ?? {};
    await client.patch(clusterClasses, copy, { ...copy, metadata: { ...copy.metadata, annotations } });
    const cluster = pageCluster(sandbox, "unresolved");
    cluster.metadata.namespace = namespace;
    delete cluster.metadata.annotations?.[resolveTkr];
    const admitted = await dryRun(cluster);
    assert.equal(admitted.metadata.labels?.["run.tanzu.vmware.com/tkr"], undefined);
    assert.equal(getVariable(topology(admitted), "TKR_DATA"), undefined);
    // The other half of the row: with the annotation on the Cluster alone it is resolved, and needs a Secret there.
    const annotated = { ...pageCluster(sandbox, "unresolved") };
    annotated.metadata.namespace = namespace;
    await assert.rejects(dryRun(annotated), /could not get secret for key: unguarded\/unresolved/);
  });
});

async function sha256Thumbprint(server: string): Promise<string> {
  const [host = "", port = ""] = server.split(":");
  const certificate = await new Promise<X509Certificate>((resolve, reject) => {
    const socket = tlsConnect({ host, port: Number(port), rejectUnauthorized: false }, () => {
      resolve(new X509Certificate(socket.getPeerCertificate().raw));
      socket.end();
    });
    socket.once("error", reject);
  });
  const hex = createHash("sha256").update(certificate.raw).digest("hex").toUpperCase();
  return hex.match(/../g)?.join(":") ?? "";
}
