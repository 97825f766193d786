/** What becomes of each field of a manifest: mapped, reported with the reason, or refused. */
import assert from "node:assert/strict";
import { readObjectSpec } from "../../../../config/object-spec/read-object-spec.js";
import type { ReadingOptions } from "../../../../config/object-spec/reading.js";
import type { Problem } from "../../../../config/problem.js";
import { asYaml, manifest, put, variable, type Manifest } from "./manifest.js";

const texts = (problems: readonly Problem[]) =>
  problems.map(({ path, found = "", expected }) => `${path}: ${found}: ${expected}`).join("\n");

function read(change: (manifest: Manifest) => void, options: ReadingOptions = {}) {
  const made = manifest();
  change(made);
  return readObjectSpec(asYaml(made.cluster, made.secret, made.bootstrap), "m.yaml", options);
}

const at = (part: keyof Manifest, path: string, value: unknown) => (made: Manifest) => {
  put(made[part], path, value);
};
const topology = (path: string, value: unknown) => at("cluster", `spec/topology/${path}`, value);
const given = (name: string, value: unknown) => (made: Manifest) => {
  variable(made, name, value);
};

describe("fields of a manifest", () => {
  it("of a plain site are all mapped", () => {
    const { problems, notes, site, vcenterPassword } = read(() => undefined);
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

  const mapped: [string, (made: Manifest) => void, string, unknown][] = [
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
      const { problems, site } = read(change);
      assert.deepEqual(problems, []);
      assert.deepEqual(site[key], value);
    });
  }

  const reported: [string, (made: Manifest) => void, RegExp][] = [
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
      "additional packages",
      at("bootstrap", "spec/additionalPackages", [{ refName: "agent*", valuesFrom: { inline: { a: 1 } } }]),
      /additionalPackages is left out.*refName "agent\*".*inline\.a 1/,
    ],
    [
      "values of a core package",
      at("bootstrap", "spec/csi", { refName: "csi*", valuesFrom: { inline: { zone: "z" } } }),
      /spec\.csi is left out.*zone "z"/,
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
      const { problems, notes } = read(change);
      assert.deepEqual(problems, []);
      assert.match(notes.join("\n"), expected);
    });
  }

  const refused: [string, (made: Manifest) => void, RegExp][] = [
    [
      "a taint that is neither",
      given("controlPlaneTaint", "maybe"),
      /variables\[0\]\.value: "maybe": true or false/,
    ],
    ["a load balancer that is neither", given("aviAPIServerHAProvider", "no"), /true or false/],
    ["NSX ALB", given("aviAPIServerHAProvider", true), /not compatible with NSX .*--edit-load-balancer/],
    [
      "a service domain",
      at("cluster", "spec/clusterNetwork/serviceDomain", "shop.local"),
      /serviceDomain: "shop\.local": "cluster\.local" or nothing/,
    ],
    [
      "a port of the network",
      at("cluster", "spec/clusterNetwork/apiServerPort", 8443),
      /apiServerPort: 8443: nothing: the variable apiServerPort/,
    ],
    [
      "another selector of a TKr",
      at("cluster", "metadata/annotations/run.tanzu.vmware.com~resolve-tkr", "!tkr.tanzu.vmware.com/tiny"),
      /resolve-tkr.*no other selector/,
    ],
    [
      "another selector of an image",
      topology(
        "controlPlane/metadata/annotations/run.tanzu.vmware.com~resolve-os-image",
        "image-type=ova,os-name=photon,os-arch=arm64",
      ),
      /os-arch=arm64.*no other requirements/,
    ],
    [
      "another version of the API",
      at("cluster", "apiVersion", "cluster.x-k8s.io/v1beta2"),
      /apiVersion: "cluster\.x-k8s\.io\/v1beta2"/,
    ],
    [
      "an endpoint that the annotation contradicts",
      at("cluster", "metadata/annotations/tkg.tanzu.vmware.com~cluster-controlplane-endpoint", "192.0.2.8"),
      /192\.0\.2\.7.*the address in the annotation/,
    ],
    [
      "a name label of another cluster",
      at("cluster", "metadata/labels/tkg.tanzu.vmware.com~cluster-name", "x"),
      /cluster-name.*the name of the Cluster/,
    ],
    [
      "a TKr of another version in the bootstrap",
      at(
        "bootstrap",
        "metadata/annotations/tkg.tanzu.vmware.com~add-missing-fields-from-tkr",
        "v1.24.10---vmware.1-tiny.1-tkg.1",
      ),
      /the TKr of the Cluster/,
    ],
    [
      "a CNI that is neither",
      at("bootstrap", "spec/cni/refName", "cilium*"),
      /a package of antrea or calico/,
    ],
    ["a CNI variable that is neither", given("cni", "none"), /"antrea" or "calico"/],
    [
      "a Secret of another name as identity",
      given("identityRef", { kind: "Secret", name: "other" }),
      /the Secret that has the Cluster's name/,
    ],
    [
      "a duration that is none",
      topology("controlPlane/nodeDrainTimeout", "soon"),
      /a duration in whole seconds/,
    ],
    [
      "a variable without a name",
      (made) => {
        put(made.cluster, "spec/topology/variables/5", { value: 1 });
      },
      /a variable with a name and a value/,
    ],
    ["an unknown version", topology("version", "v1.30"), /ending in -tkg\.N/],
    [
      "a key beside user and password",
      at("secret", "stringData/token", "Hidden-9"),
      /stringData\.token: : username and password/,
    ],
  ];
  for (const [what, change, expected] of refused) {
    it(`are refused: ${what}`, () => {
      const { problems } = read(change);
      assert.equal(problems.length, 1, texts(problems));
      assert.match(texts(problems), expected);
      assert.match(problems[0]?.path ?? "", /^m\.yaml:\d+:\d+ /);
      assert.doesNotMatch(texts(problems), /Hidden-9|Invented-Pw/);
    });
  }

  it("turn NSX ALB into kube-vip when asked for, with a report", () => {
    const { problems, notes } = read(given("aviAPIServerHAProvider", true), { editLoadBalancer: true });
    assert.deepEqual(problems, []);
    assert.match(notes.join("\n"), /aviAPIServerHAProvider is edited: kube-vip/);
  });

  const server: Readonly<Record<string, unknown>> = {
    uid: "u-1",
    resourceVersion: "7",
    generation: 3,
    creationTimestamp: "2024-01-31T10:00:00Z",
    managedFields: [{ manager: "kubectl" }],
    finalizers: ["cluster.cluster.x-k8s.io"],
  };

  it("that the API server writes are left out in one line", () => {
    const { problems, notes, site } = read((made) => {
      for (const [key, value] of Object.entries(server)) put(made.cluster, `metadata/${key}`, value);
      put(made.cluster, "status", { phase: "Provisioned" });
      put(made.cluster, "spec/controlPlaneEndpoint", { host: "192.0.2.7", port: 6443 });
      put(made.cluster, "metadata/annotations/kubectl.kubernetes.io~last-applied-configuration", "{}");
      variable(made, "TKR_DATA", { "v1.25.7": {} });
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(site, read(() => undefined).site);
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
