/** Which resource answers which policy, and what is not judged yet or cannot be. */
import assert from "node:assert/strict";
import * as policySdk from "@pulumi/policy";
import type { CustomRule } from "../../../policy/policies.js";
import { usePlannedSite } from "../components/planned-site.js";
import { reported, type GivenResource } from "./judged.js";

/** Exported by the SDK, but left out of its type declarations. */
const { unknownCheckingProxy } = policySdk as unknown as {
  readonly unknownCheckingProxy: (props: object) => object;
};

/** Stands for a text that is not known at a preview, as the engine sends it. */
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const command = (create: string, input: unknown): GivenResource => ({
  type: "command:local:Command",
  inputs: { create, environment: { TKG_EDGE_INPUT: JSON.stringify(input) } },
});

describe("a resource in the policy pack", () => {
  const bundle = (reference: string) =>
    command("node command.js pull-tkr-package", { tkrVersion: "v1", bundle: reference, registry: {} });
  const carvelPackage = (...images: readonly string[]): GivenResource => ({
    type: "kubernetes:data.packaging.carvel.dev/v1alpha1:Package",
    inputs: { spec: { template: { spec: { fetch: images.map((image) => ({ imgpkgBundle: { image } })) } } } },
  });
  const registries = { registries: { allowed: ["registry.example.com/tkg"] } };

  it("is a Cluster of another class, by what of it can be read", () => {
    const value = (name: string, of: unknown) => ({ name, value: of });
    const variables = [
      value("user", "admin"),
      value("imageRepository", "registry.example.com"),
      value("controlPlane", { machine: null }),
      "none",
    ];
    const cluster = {
      type: "kubernetes:cluster.x-k8s.io/v1beta1:Cluster",
      inputs: {
        metadata: { name: "theirs", labels: { tier: "lab", count: 1 } },
        spec: { topology: { class: "theirs", variables } },
      },
    };
    assert.deepEqual(reported({ classNames: { allowed: ["tkg-vsphere-default-v1.0.0"] } }, [cluster]), [
      'mandatory classNames: tkg-edge:site.className is "theirs"; expected: one of tkg-vsphere-default-v1.0.0 (policy.yaml)',
    ]);
  });

  it("is a TKr's bundle, by its registry", () => {
    assert.deepEqual(reported(registries, [bundle("registry.example.com/tkg/tkr-repository")]), []);
    assert.deepEqual(reported(registries, [bundle("other.example.com/tkr-repository")]), [
      'mandatory registries: tkg-edge:management.tkr.bundle is "other.example.com/tkr-repository"; ' +
        "expected: one of registry.example.com/tkg (policy.yaml)",
    ]);
  });

  it("is a Package, by its images without tags and digests", () => {
    const digest = `@sha256:${"0".repeat(64)}`;
    const allowed = { registries: { allowed: ["registry.example.com:5000/tkg/tkr"] } };
    for (const end of ["", digest, ":v1", `:v1${digest}`, `/inner${digest}`])
      assert.deepEqual(reported(allowed, [carvelPackage(`registry.example.com:5000/tkg/tkr${end}`)]), []);
    const found = reported(registries, [
      carvelPackage(`registry.example.com/tkg/a${digest}`, "docker.io/b:1"),
    ]);
    assert.equal(found.length, 1);
    assert.match(found[0] ?? "", /spec\.template\.spec\.fetch\[1\] is "docker\.io\/b"/);
  });

  it("is a Package whose images a preview does not know: they are judged when they are known", () => {
    const { type } = carvelPackage();
    const inputs = unknownCheckingProxy({ spec: unknownText, metadata: { name: "p" } });
    assert.deepEqual(reported(registries, [{ type, inputs }]), []);
  });

  it("is an import of an OVA, by the connection to vCenter; of no site, so that no policy for some sites holds", () => {
    const place = {
      datacenter: "/d",
      datastore: "/d/s",
      folder: "/d/f",
      network: "/d/n",
      resourcePool: "/d/p",
    };
    const imported = (vcenter: object) =>
      command("node ./node_modules/x/command.js import-ova", {
        ...{ vcenter: { server: "v", username: "u", ...vcenter }, tkrVersion: "v1", tkrIsPending: false },
        ...{ os: "photon", ova: "a.ova", ovaSha256: "0", templateName: "t", ...place },
      });
    const verified = { verifiedVcenter: {} };
    assert.deepEqual(
      reported(verified, [imported({ caFile: "ca.pem" }), imported({ thumbprint: "AA" })]),
      [],
    );
    assert.equal(reported(verified, [imported({})]).length, 1);
    assert.deepEqual(reported({ verifiedVcenter: { sites: "tier=production" } }, [imported({})]), []);
  });

  it("is a Cluster that others made, by all that it shows, also where a preview does not know all", () => {
    const inputs = unknownCheckingProxy({
      metadata: { name: "other", labels: { tier: "test", of: unknownText } },
      spec: {
        topology: { class: unknownText, version: "v1.25.7", variables: [{ name: "user", value: {} }] },
      },
    });
    const policies = {
      ...{ protection: {}, names: { pattern: "shop-.*" }, classNames: { allowed: ["a"] } },
      ...{ machine: { numCPUs: { max: 1 } }, tkrVersions: { allowed: ["v1"] }, verifiedVcenter: {} },
    };
    const type = "kubernetes:cluster.x-k8s.io/v1beta1:Cluster";
    const names = (protect: boolean) =>
      reported(policies, [{ type, inputs, protect }]).map((text) => text.split(":")[0]);
    assert.deepEqual(names(false), ["mandatory protection", "mandatory names"]);
    assert.deepEqual(names(true), ["mandatory names"]);
  });

  it("violates a mandatory policy where the input of a command cannot be read, without showing it", () => {
    const [found = "", ...others] = reported({ verifiedVcenter: {} }, [
      command("node command.js rebuild-gate", { vcenter: "s3cret-marker" }),
    ]);
    assert.deepEqual(others, []);
    assert.match(found, /^mandatory verifiedVcenter: the input of rebuild-gate cannot be read/);
    assert.ok(!found.includes("s3cret-marker"));
  });

  it("is judged by no policy where it is something else", () => {
    const others: GivenResource[] = [
      { type: "command:local:Command", inputs: { create: "echo rebuild-gate", environment: { HOME: "/h" } } },
      { type: "command:local:Command", inputs: { create: "node command.js await-tkr", environment: {} } },
      {
        type: "kubernetes:core/v1:Secret",
        inputs: { type: "Opaque", stringData: { password: "s3cret-marker" } },
      },
      { type: "pulumi:providers:vsphere", inputs: { allowUnverifiedSsl: true } },
    ];
    const all = {
      protection: {},
      verifiedVcenter: {},
      registries: { allowed: ["a"] },
      names: { pattern: "a" },
    };
    assert.deepEqual(reported(all, others), []);
  });
});

describe("a rule of the user in the policy pack", () => {
  const planned = usePlannedSite();
  const rule = (more: Partial<CustomRule> = {}): CustomRule => ({
    name: "endpointRange",
    description: "Endpoints are in the range of the edge.",
    judge: (site, { metadata }) => [
      {
        path: "tkg-edge:site.controlPlaneEndpoint",
        found: metadata.annotations["tkg.tanzu.vmware.com/cluster-controlplane-endpoint"] ?? "",
        expected: `an address of ${site.name ?? ""}`,
      },
    ],
    ...more,
  });

  it("judges the Cluster of a site once, with its manifest", async () => {
    const { resources } = await planned();
    assert.deepEqual(reported({}, resources, [rule()]), [
      "mandatory endpointRange: tkg-edge:site.controlPlaneEndpoint is 10.185.11.134; expected: an address of workload-snc",
    ]);
  });

  it("is advisory, or for some sites, as it sets", async () => {
    const { resources } = await planned({ site: { labels: { tier: "test" } } });
    assert.match(
      reported({}, resources, [rule({ enforcement: "advisory" })])[0] ?? "",
      /^advisory endpointRange/,
    );
    assert.deepEqual(reported({}, resources, [rule({ sites: "tier=production" })]), []);
    assert.equal(reported({}, resources, [rule({ sites: "tier=test" })]).length, 1);
  });
});
