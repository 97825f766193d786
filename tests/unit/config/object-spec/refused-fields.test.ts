/** Fields of a manifest that a stack cannot take over: each is one problem, with its place and what is expected. */
import assert from "node:assert/strict";
import type { Problem } from "../../../../src/config/problem.js";
import { at, given, readChanged, topology, type Change } from "./changed-manifest.js";
import { put } from "./manifest.js";

const texts = (problems: readonly Problem[]) =>
  problems.map(({ path, found = "", expected }) => `${path}: ${found}: ${expected}`).join("\n");

describe("fields of a manifest", () => {
  const refused: [string, Change, RegExp][] = [
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
    [
      "a package with two sources of values",
      at("bootstrap", "spec/additionalPackages", [
        { refName: "agent*", valuesFrom: { inline: { a: 1 }, secretRef: "s" } },
      ]),
      /\[0\]\.valuesFrom: "inline, secretRef": one source of values/,
    ],
    [
      "values of a package that are none",
      at("bootstrap", "spec/additionalPackages", [{ refName: "agent*", valuesFrom: { inline: {} } }]),
      /inline: an empty mapping: a mapping of the package's data values/,
    ],
    [
      "a Secret of values that has no name",
      at("bootstrap", "spec/additionalPackages", [{ refName: "agent*", valuesFrom: { secretRef: 7 } }]),
      /secretRef: .*: the name of a Secret/,
    ],
    [
      "a package without a name",
      at("bootstrap", "spec/additionalPackages", [{ valuesFrom: { inline: { a: 1 } } }]),
      /refName: : the name of a package/,
    ],
    [
      "packages that are no list",
      at("bootstrap", "spec/additionalPackages", { refName: "agent*" }),
      /additionalPackages: .*: a list of packages/,
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
      const { problems } = readChanged(change);
      assert.equal(problems.length, 1, texts(problems));
      assert.match(texts(problems), expected);
      assert.match(problems[0]?.path ?? "", /^m\.yaml:\d+:\d+ /);
      assert.doesNotMatch(texts(problems), /Hidden-9|Invented-Pw/);
    });
  }

  it("replace NSX ALB with kube-vip on request, with a report", () => {
    const { problems, notes } = readChanged(given("aviAPIServerHAProvider", true), {
      editLoadBalancer: true,
    });
    assert.deepEqual(problems, []);
    assert.match(notes.join("\n"), /aviAPIServerHAProvider is edited: kube-vip/);
  });
});
