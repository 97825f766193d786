/** What becomes of each field of a manifest: mapped, or left out and reported with the reason. */
import assert from "node:assert/strict";
import { at, given, readChanged, topology, type Change } from "./changed-manifest.js";
import { put, variable } from "./manifest.js";

describe("fields of a manifest", () => {
  it("of a plain site are all mapped", () => {
    const { problems, notes, site, vcenterPassword } = readChanged(() => undefined);
    assert.deepEqual(problems, []);
    assert.equal(vcenterPassword, "Invented-Pw-3");
    assert.equal(site.namespace, "retail");
    assert.deepEqual(
      notes.filter((note) => !/edit \d of 3/.test(note)),
      [
        "m.yaml: ClusterBootstrap spec.kapp is left out: the TKr brings it, with its own values " +
          '(spec.kapp.refName "kapp-controller*")',
      ],
    );
  });

  const mapped: [string, Change, string, unknown][] = [
    ["a label", at("cluster", "metadata/labels/region", "north"), "labels", { region: "north" }],
    [
      "an annotation",
      at("cluster", "metadata/annotations/backup.example.com~policy", "x"),
      "annotations",
      { "backup.example.com/policy": "x" },
    ],
    [
      "a label of the control plane",
      topology("controlPlane/metadata/labels/zone", "a"),
      "controlPlaneMetadata",
      { labels: { zone: "a" } },
    ],
    [
      "an annotation of the control plane",
      topology("controlPlane/metadata/annotations/x.example.com~y", "a"),
      "controlPlaneMetadata",
      { annotations: { "x.example.com/y": "a" } },
    ],
    [
      "a drain timeout",
      topology("controlPlane/nodeDrainTimeout", "5m"),
      "nodeTimeouts",
      { drainSeconds: 300 },
    ],
    ["audit logging", given("auditLogging", { enabled: true }), "auditLogging", true],
    [
      "a class variable",
      given("ntpServers", ["t.example.com"]),
      "variables",
      { ntpServers: ["t.example.com"] },
    ],
    [
      "a version of the operating system",
      topology(
        "controlPlane/metadata/annotations/run.tanzu.vmware.com~resolve-os-image",
        "os-name=ubuntu,os-version=2204",
      ),
      "osVersion",
      "22.04",
    ],
    [
      "a variable of a later class",
      (manifest) => {
        topology("class", "tkg-vsphere-default-v1.1.0")(manifest);
        given("security", { systemCryptoPolicy: "default" })(manifest);
      },
      "variables",
      { security: { systemCryptoPolicy: "default" } },
    ],
    [
      "a variable of a later class with a field that is not public",
      (manifest) => {
        topology("class", "tkg-vsphere-default-v1.2.0")(manifest);
        given("security", { another: 1 })(manifest);
      },
      "extraVariables",
      { security: { another: 1 } },
    ],
    [
      "the size of a packet",
      at("cluster", "spec/topology/variables/4/value/network", { mtu: 9000 }),
      "node",
      { mtu: 9000 },
    ],
    [
      "a variable that is not known",
      given("security", { a: [1] }),
      "extraVariables",
      { security: { a: [1] } },
    ],
    [
      "the CNI of the bootstrap",
      at("bootstrap", "spec/cni/refName", "calico.tanzu.vmware.com.3.24"),
      "cni",
      "calico",
    ],
    [
      "additional packages",
      at("bootstrap", "spec/additionalPackages", [
        { refName: "metrics-server*" },
        { refName: "metrics-server.tanzu.vmware.com.0.6.2", valuesFrom: { inline: { a: 1 } } },
        { refName: "agent*", valuesFrom: { inline: { level: "info", sinks: ["a"] } } },
        { refName: "audit*", valuesFrom: { secretRef: "audit-values" } },
        { refName: "plain*" },
      ]),
      "packages",
      {
        additional: [
          { refName: "metrics-server.tanzu.vmware.com.0.6.2", valuesFrom: { inline: { a: 1 } } },
          { refName: "agent*", valuesFrom: { inline: { level: "info", sinks: ["a"] } } },
          { refName: "audit*", valuesFrom: { secretRef: "audit-values" } },
          { refName: "plain*" },
        ],
      },
    ],
    [
      "a shared identity",
      given("identityRef", { kind: "VSphereClusterIdentity", name: "s" }),
      "identityRef",
      { kind: "VSphereClusterIdentity", name: "s" },
    ],
    [
      "the image repository",
      given("imageRepository", { host: "r.example.com", tlsCertificateValidation: false }),
      "imageRepositoryTlsVerify",
      false,
    ],
  ];
  for (const [what, change, key, value] of mapped) {
    it(`are mapped: ${what}`, () => {
      const { problems, site } = readChanged(change);
      assert.deepEqual(problems, []);
      assert.deepEqual(site[key], value);
    });
  }

  const reported: [string, Change, RegExp][] = [
    [
      "workers",
      topology("workers", { machineDeployments: [{ class: "w", name: "md-0", replicas: 2 }] }),
      /workers.*\[0\]\.name "md-0".*replicas 2/,
    ],
    [
      "a health check",
      topology("controlPlane/machineHealthCheck/enable", false),
      /machineHealthCheck is left out: .*only node.*enable false/,
    ],
    [
      "a deletion timeout of an older Cluster API",
      topology("controlPlane/nodeDeletionTimeout", "1m"),
      /nodeDeletionTimeout "1m" is left out: Cluster API of TKG 2\.1 and 2\.2/,
    ],
    ["a pause", at("cluster", "spec/paused", true), /spec\.paused is left out.*true/],
    [
      "a usual service domain",
      at("cluster", "spec/clusterNetwork/serviceDomain", "cluster.local"),
      /serviceDomain is cluster\.local/,
    ],
    [
      "an architecture",
      topology(
        "controlPlane/metadata/annotations/run.tanzu.vmware.com~resolve-os-image",
        "image-type=ova,os-name=photon,os-arch=amd64",
      ),
      /os-arch=amd64 .*left out/,
    ],
    [
      "a variable's unknown part",
      given("auditLogging", { enabled: true, policy: "x" }),
      /variable auditLogging is left out.*policy "x"/,
    ],
    [
      "a variable's origin",
      (made) => {
        put(made.cluster, "spec/topology/variables/0/definitionFrom", "patch");
      },
      /definitionFrom "patch"/,
    ],
    [
      "a field of the Cluster",
      at("cluster", "spec/topology/rolloutAfter", "2030-01-01T00:00:00Z"),
      /rolloutAfter "2030/,
    ],
    [
      "additional packages of the TKr",
      at("bootstrap", "spec/additionalPackages", [{ refName: "pinniped*" }]),
      /additionalPackages is left out: the TKr brings it.*refName "pinniped\*"/,
    ],
    [
      "values of an additional package that TKG copied",
      at("bootstrap", "spec/additionalPackages", [
        { refName: "pinniped*", valuesFrom: { secretRef: "shop-3-pinniped-package" } },
      ]),
      /additionalPackages is left out: the TKr brings it.*secretRef/,
    ],
    [
      "an additional package with an object of its own",
      at("bootstrap", "spec/additionalPackages", [
        { refName: "lb*", valuesFrom: { providerRef: { apiGroup: "g", kind: "K", name: "n" } } },
      ]),
      /additionalPackages is left out: TKG deletes the object.*refName "lb\*".*kind "K"/,
    ],
    [
      "what else an additional package holds",
      at("bootstrap", "spec/additionalPackages", [{ refName: "agent*", version: "1.0" }]),
      /additionalPackages is left out: a package has a refName.*version "1\.0"/,
    ],
    [
      "values of a core package that the TKr brings",
      at("bootstrap", "spec/csi", { refName: "csi*", valuesFrom: { providerRef: { kind: "K", name: "z" } } }),
      /spec\.csi is left out.*name "z"/,
    ],
    [
      "values of a core package",
      at("bootstrap", "spec/csi", { refName: "csi*", valuesFrom: { inline: { zone: "z" } } }),
      /spec\.csi is left out: TKG never adopts.*zone "z"/,
    ],
    [
      "a Secret with values of a core package",
      at("bootstrap", "spec/kapp/valuesFrom", { secretRef: "kapp-values" }),
      /spec\.kapp is left out: TKG never adopts.*"kapp-values"/,
    ],
    [
      "the Secret that has to exist",
      at("bootstrap", "spec/additionalPackages", [{ refName: "agent*", valuesFrom: { secretRef: "v" } }]),
      /secretRef: Secret v has to exist in the namespace/,
    ],
    [
      "a template",
      (made) => {
        put(made.cluster, "spec/topology/variables/3/value/template", "/dc3/vm/t");
      },
      /vcenter\.template "\/dc3\/vm\/t" is left out/,
    ],
    [
      "a label of TKG",
      at("cluster", "metadata/labels/run.tanzu.vmware.com~tkr", "v1"),
      /controllers write are left out: label run\.tanzu\.vmware\.com\/tkr "v1"/,
    ],
    [
      "the type of the Secret's owner",
      at("secret", "immutable", true),
      /Secret retail\/shop-3 is left out: a stack has no key.*immutable true/,
    ],
    [
      "a long value, by its checksum",
      at("cluster", "spec/other", "x".repeat(500)),
      /of 500 characters, sha256 [0-9a-f]{8}/,
    ],
  ];
  for (const [what, change, expected] of reported) {
    it(`are reported as left out: ${what}`, () => {
      const { problems, notes } = readChanged(change);
      assert.deepEqual(problems, []);
      assert.match(notes.join("\n"), expected);
    });
  }

  const server: Readonly<Record<string, unknown>> = {
    uid: "u-1",
    resourceVersion: "7",
    generation: 3,
    creationTimestamp: "2024-01-31T10:00:00Z",
    managedFields: [{ manager: "kubectl" }],
    finalizers: ["cluster.cluster.x-k8s.io"],
  };

  it("that the API server writes are left out in one line", () => {
    const { problems, notes, site } = readChanged((made) => {
      for (const [key, value] of Object.entries(server)) put(made.cluster, `metadata/${key}`, value);
      put(made.cluster, "status", { phase: "Provisioned" });
      put(made.cluster, "spec/controlPlaneEndpoint", { host: "192.0.2.7", port: 6443 });
      put(made.cluster, "metadata/annotations/kubectl.kubernetes.io~last-applied-configuration", "{}");
      variable(made, "TKR_DATA", { "v1.25.7": {} });
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(site, readChanged(() => undefined).site);
    const line = notes.filter((note) => note.includes("controllers write are left out"));
    assert.equal(line.length, 1);
    for (const name of [
      ...Object.keys(server).map((key) => `metadata.${key}`),
      "status",
      "spec.controlPlaneEndpoint",
      "TKR_DATA",
    ]) {
      assert.ok(line[0]?.includes(name), name);
    }
  });
});
