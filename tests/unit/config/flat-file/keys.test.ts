import assert from "node:assert/strict";
import { flatKeys } from "../../../../src/config/flat-file/keys.js";
import { readFlatFile } from "../../../../src/config/flat-file/sections.js";
import { siteSchema } from "../../../../src/config/site.js";

const read = (text: string) => readFlatFile(text, "f");
const problemsOf = (text: string) => read(text).problems.map(({ path, expected }) => `${path}: ${expected}`);

describe("keys of a flat file", () => {
  const mapped: [string, Record<string, unknown>][] = [
    ["CLUSTER_CIDR: 10.0.0.0/16,10.1.0.0/16", { network: { podCidrs: ["10.0.0.0/16", "10.1.0.0/16"] } }],
    [
      "KUBERNETES_RELEASE: v1.25.7---vmware.1-tiny.2-tkg.1",
      { tkrVersion: "v1.25.7+vmware.1-tiny.2-tkg.1", kind: "minimal" },
    ],
    [
      "KUBERNETES_RELEASE: v1.25.7---vmware.2-tkg.1",
      { tkrVersion: "v1.25.7+vmware.2-tkg.1", kind: "standard" },
    ],
    [
      "KUBERNETES_VERSION: v1.24.10+vmware.1-tiny.1",
      { tkrVersion: "v1.24.10+vmware.1-tiny.1-tkg.1", kind: "minimal" },
    ],
    ["TKG_CUSTOM_IMAGE_REPOSITORY_SKIP_TLS_VERIFY: true", { imageRepositoryTlsVerify: false }],
    [
      "VSPHERE_CONTROL_PLANE_CUSTOM_VMX_KEYS: a.b=1,c=x=y",
      { machine: { customVMXKeys: { "a.b": "1", c: "x=y" } } },
    ],
    [
      "APISERVER_EXTRA_ARGS: v=2;audit-log-maxage=9",
      { variables: { apiServerExtraArgs: { v: "2", "audit-log-maxage": "9" } } },
    ],
    [
      "CONTROL_PLANE_NODE_LABELS: site=north,tier=edge",
      { node: { labels: { site: "north", tier: "edge" } } },
    ],
    [
      "NODE_IPAM_IP_POOL_NAME: pool",
      {
        variables: {
          network: {
            addressesFromPools: [
              { apiGroup: "ipam.cluster.x-k8s.io", kind: "InClusterIPPool", name: "pool" },
            ],
          },
        },
      },
    ],
    [
      "TKG_HTTP_PROXY: http://p:3128\nTKG_NO_PROXY: a,b\nTKG_NODE_SYSTEM_WIDE_PROXY: true",
      {
        variables: {
          proxy: {
            httpProxy: "http://p:3128",
            httpsProxy: "http://p:3128",
            noProxy: ["a", "b"],
            systemWide: true,
          },
        },
      },
    ],
    ["TKG_HTTP_PROXY: http://p:3128\nTKG_HTTP_PROXY_ENABLED: false", {}],
    ["OS_NAME: photon\nOS_VERSION: 5", { os: "photon", osVersion: "5" }],
    ["OS_NAME: ubuntu\nOS_VERSION: 2204", { os: "ubuntu", osVersion: "22.04" }],
    ["OS_NAME: ubuntu\nOS_VERSION: 22.04", { os: "ubuntu", osVersion: "22.04" }],
    // Never taken by earlier versions: a selector that names it now would rebuild the clusters of such files.
    ["OS_NAME: photon\nOS_VERSION: 3", { os: "photon" }],
    ["OS_NAME: ubuntu\nOS_VERSION: 20.04", { os: "ubuntu" }],
    [
      "KUBERNETES_VERSION: v1.28.9+vmware.1-tiny.1",
      { tkrVersion: "v1.28.9+vmware.1-tiny.1-tkg.2", kind: "minimal" },
    ],
    [
      "ADDITIONAL_IMAGE_REGISTRY_1: r.example.com\nADDITIONAL_IMAGE_REGISTRY_1_SKIP_TLS_VERIFY: true\nADDITIONAL_IMAGE_REGISTRY_3: s.example.com",
      {
        variables: {
          additionalImageRegistries: [
            { host: "r.example.com", skipTlsVerify: true },
            { host: "s.example.com" },
          ],
        },
      },
    ],
    [
      "VSPHERE_CONTROL_PLANE_PCI_DEVICES: 0x10DE:0x1EB8",
      { variables: { pci: { controlPlane: { devices: [{ vendorId: 4318, deviceId: 7864 }] } } } },
    ],
  ];
  for (const [text, site] of mapped) {
    it(`maps ${text.replaceAll("\n", "; ")}`, () => {
      const result = read(text);
      assert.deepEqual(result.problems, []);
      assert.deepEqual(result.site, { placement: {}, ...site });
    });
  }

  const refused: [string, RegExp][] = [
    ["WORKER_MACHINE_COUNT: 1", /^f:1 WORKER_MACHINE_COUNT: 0: a single-node cluster has no workers/],
    ["CONTROL_PLANE_MACHINE_COUNT: 2", /^f:1 CONTROL_PLANE_MACHINE_COUNT: 1: .*never an even number/],
    ["CONTROL_PLANE_MACHINE_COUNT: 3", /^f:1 CONTROL_PLANE_MACHINE_COUNT: 1: /],
    ["AVI_CONTROL_PLANE_HA_PROVIDER: true", /not compatible with NSX Advanced Load Balancer/],
    ["VSPHERE_SEVER: x", /did you mean VSPHERE_SERVER\?/],
    ["SOMETHING_ELSE_ALTOGETHER: x", /a key of TKG's flat configuration \(docs/],
    ["VSPHERE_CONTROL_PLANE_NUM_CPUS: four", /a whole number/],
    ["ENABLE_AUDIT_LOGGING: maybe", /"true" or "false"/],
    ["OS_NAME: windows", /"photon" or "ubuntu"/],
    ["CNI: none", /"antrea" or "calico"/],
    [
      "KUBERNETES_VERSION: v1.30.1+vmware.1",
      /Kubernetes version of a known tiny TKr .*or the TKr in KUBERNETES_RELEASE/,
    ],
    ["KUBERNETES_RELEASE: latest", /a TKr such as/],
    ["APISERVER_EXTRA_ARGS: v2", /pairs such as "name=value;name=value"/],
    ["VSPHERE_CONTROL_PLANE_PCI_DEVICES: 10DE", /devices such as/],
    ["ADDITIONAL_IMAGE_REGISTRY_2_CA_CERTIFICATE: QQ==", /ADDITIONAL_IMAGE_REGISTRY_2 as well/],
    ["VSPHERE_PASSWORD: '<encoded:not base64>'", /<encoded:BASE64> with whole base64 in it/],
    ["TKG_IP_FAMILY: ipv6,ipv4", /"ipv4": clusters with IPv6/],
    ["OS_VERSION: bionic", /"3" or "5" for photon, "20\.04" or "22\.04" for ubuntu/],
    ["INFRASTRUCTURE_PROVIDER: aws", /"vsphere"/],
  ];
  for (const [text, expected] of refused) {
    it(`refuses ${text}`, () => {
      const problems = problemsOf(text);
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(problems[0] ?? "", expected);
    });
  }

  it("reports what is ignored, with the reason", () => {
    assert.deepEqual(read("VSPHERE_WORKER_NUM_CPUS: 2\nVSPHERE_TEMPLATE: t\nANTREA_EGRESS: true").notes, [
      "f:1 VSPHERE_WORKER_NUM_CPUS is ignored: a single-node cluster has no workers",
      "f:2 VSPHERE_TEMPLATE is ignored: TKG finds the template by its vApp properties, whatever its name (tkg-edge:template imports one)",
      "f:3 ANTREA_EGRESS is ignored: Antrea keeps the settings of the TKr's own AntreaConfig",
    ]);
  });

  it("verify vCenter wherever there is something to verify it by", () => {
    assert.deepEqual(read("VSPHERE_INSECURE: true").connection, { vcenter: { insecure: true } });
    const both = read("VSPHERE_INSECURE: true\nVSPHERE_TLS_THUMBPRINT: AA");
    assert.deepEqual(both.connection, { vcenter: { thumbprint: "AA" } });
    assert.match(both.notes[0] ?? "", /VSPHERE_INSECURE is ignored/);
  });

  it("map to keys that the site has", () => {
    const paths = Object.values(flatKeys).flatMap((rule) => ("to" in rule ? [rule.to] : []));
    const top = paths.filter((path) => path.startsWith("site.")).map((path) => path.split(".")[1] ?? "");
    assert.deepEqual(
      [...new Set(top)].filter((key) => !(key in siteSchema.shape)),
      [],
    );
  });

  it("report the line of a value that is invalid only for the stack", () => {
    const { origins } = read("\nCLUSTER_CIDR: 10.0.0.1/16");
    const problem = { path: "tkg-edge:site.network.podCidrs[0]", expected: "a block" };
    assert.equal(origins.locate(problem).path, "f:2 CLUSTER_CIDR (tkg-edge:site.network.podCidrs[0])");
  });
});
