/** The resources of a site: their names, which a state knows them by, and the order and options that a rebuild rests on. */
import assert from "node:assert/strict";
import { secret } from "@pulumi/pulumi";
import type { SitePool } from "../../../components/address-pool.js";
import type { Existing } from "../../../components/adoption.js";
import { nothingDue, type GateTask } from "../../../components/gate-task.js";
import { SingleNodeCluster } from "../../../components/single-node-cluster.js";
import type { SiteSpec } from "../../../src/config/stack-spec.js";
import { drifted } from "../../../src/environment/finding.js";
import type { AddressPoolObject } from "../../../src/manifests/address-pool.js";
import { cluster as clusterManifest } from "../../../src/manifests/cluster.js";
import { rebuildDigest, rebuildInputs, replacingFields } from "../../../src/manifests/rebuild.js";
import { exampleSite } from "../example-site.js";
import { environmentOf, inputOf, usePlan, type Plan } from "./planned-resources.js";

const password = "Passw0rd-of-the-test";
const management = { kubeconfig: "mgmt.kubeconfig", context: "mgmt-admin@mgmt" };
const command = "command:local:Command";
const cluster = "kubernetes:cluster.x-k8s.io/v1beta1:Cluster";
/** Of every site. */
const always = [
  `${command} edge-anchor`,
  `${command} edge-ready`,
  `${command} edge-rebuild-gate`,
  `${cluster} edge-cluster`,
  "tkg-edge:index:SingleNodeCluster edge",
];
const credentials = "kubernetes:core/v1:Secret edge-credentials";
/** Of a site whose TKr's packages need values of the site's own. */
const packages = [
  "kubernetes:cpi.tanzu.vmware.com/v1alpha1:VSphereCPIConfig edge-cpi",
  "kubernetes:run.tanzu.vmware.com/v1alpha3:ClusterBootstrap edge-bootstrap",
];

interface Given {
  readonly site?: Record<string, unknown>;
  readonly existing?: Existing;
  readonly gateTask?: GateTask;
  /** What the program found out about the site. */
  readonly known?: Pick<SiteSpec, "versionChange" | "builtFrom">;
  readonly addressPool?: SitePool;
}

describe("the component SingleNodeCluster", () => {
  const plan = usePlan();
  const make = (given: Given = {}): Promise<Plan> => {
    const { site: configured, vcenter } = exampleSite(given.site);
    const site = { ...configured, ...given.known };
    return plan(
      () =>
        new SingleNodeCluster("edge", {
          ...{ site, vcenter, existing: given.existing, gateTask: given.gateTask },
          addressPool: given.addressPool,
          vcenterPassword: secret(password),
          managementCluster: management,
          toolVersion: "1.2.3",
          bootstrapPackages: ["calico.tanzu.vmware.com.3.24.1", "vsphere-cpi.tanzu.vmware.com.1.25.1"],
        }),
    );
  };

  it("has resources by these names, from release to release", async () => {
    assert.deepEqual((await make()).names, [...always, ...packages, credentials].sort());
  });

  it("has no Secret where the credentials are a shared identity", async () => {
    const identityRef = { kind: "VSphereClusterIdentity", name: "shared" };
    assert.deepEqual((await make({ site: { identityRef } })).names, [...always, ...packages].sort());
  });

  it("has a command that adds packages of the user's, once the cluster is ready", async () => {
    const additional = [{ refName: "agent.example.com.1.0.0", valuesFrom: { inline: { interval: 30 } } }];
    const { names } = await make({ site: { packages: { additional } } });
    assert.deepEqual(names, [...always, ...packages, credentials, `${command} edge-packages`].sort());
  });

  it("has the objects of another CNI, before the Cluster", async () => {
    const made = await make({ site: { cni: "calico" } });
    assert.deepEqual(
      made.names.filter((name) => ![...always, credentials].includes(name)),
      ["kubernetes:cni.tanzu.vmware.com/v1alpha1:CalicoConfig edge-calico", ...packages],
    );
    for (const name of ["edge-calico", "edge-bootstrap"])
      assert.ok(made.comesAfter("edge-cluster", name), name);
    assert.ok(made.comesAfter("edge-bootstrap", "edge-calico"));
  });

  describe("with a pool of addresses", () => {
    const manifest: AddressPoolObject = {
      apiVersion: "ipam.cluster.x-k8s.io/v1alpha1",
      kind: "InClusterIPPool",
      metadata: { name: "edge", namespace: "default" },
      spec: { start: "10.0.0.10", end: "10.0.0.19", prefix: 24, gateway: "10.0.0.1" },
    };
    const pool: SitePool = { manifest, isInterrupted: false, found: [] };

    it("has the pool before everything of the Cluster, and outside of what a rebuild replaces", async () => {
      const made = await make({ addressPool: pool });
      const added = [
        `${command} edge-address-pool-use`,
        "kubernetes:ipam.cluster.x-k8s.io/v1alpha1:InClusterIPPool edge-address-pool",
        "tkg-edge:index:AddressPool edge-pool",
      ];
      assert.deepEqual(made.names, [...always, ...packages, credentials, ...added].sort());
      for (const later of ["edge-rebuild-gate", "edge-anchor", "edge-credentials", "edge-cluster"])
        assert.ok(made.comesAfter(later, "edge-address-pool"), later);
      const { inputs, replaceWith, replacementTrigger } = made.get("edge-address-pool");
      assert.deepEqual(inputs.spec, manifest.spec);
      assert.deepEqual([replaceWith, replacementTrigger], [[], undefined]);
    });

    it("leaves its removal to a command, which keeps what others use", async () => {
      const made = await make({ addressPool: pool });
      assert.ok(made.get("edge-address-pool").retainOnDelete);
      const use = made.get("edge-address-pool-use");
      assert.equal(use.inputs.delete, "node command.js remove-address-pool");
      assert.deepEqual(use.dependsOn, ["edge-address-pool"]);
      assert.deepEqual(inputOf(use), {
        ...{ management, poolName: "edge", namespace: "default", clusterName: "workload-snc" },
        timeoutSeconds: 2400,
      });
      assert.equal(environmentOf(use).TKG_EDGE_MADE_BY, "tkg-edge/site-0042");
    });

    it("imports what an interrupted run created, and keeps the resource of another version of the API", async () => {
      const earlierType = "kubernetes:ipam.cluster.x-k8s.io/v1alpha0:InClusterIPPool";
      const made = await make({ addressPool: { ...pool, isInterrupted: true, earlierType } });
      const { import: imported, aliasTypes } = made.get("edge-address-pool");
      assert.deepEqual([imported, aliasTypes], ["default/edge", [earlierType]]);
    });

    it("creates it again where it is missing", async () => {
      const found = [drifted("InClusterIPPool default/edge is missing")];
      const { deleteBeforeReplace, replaceOnChanges } = (await make({ addressPool: { ...pool, found } })).get(
        "edge-address-pool",
      );
      assert.ok(deleteBeforeReplace);
      assert.equal(replaceOnChanges.length, 1);
    });
  });

  it("has the component as parent of all", async () => {
    for (const { name, parent } of (await make()).resources)
      assert.equal(parent, name === "edge" ? undefined : "edge", name);
  });

  it("makes nothing of a cluster before the gate, and waits after the Cluster", async () => {
    const made = await make({ site: { cni: "calico" } });
    for (const name of ["edge-anchor", "edge-credentials", "edge-calico", "edge-bootstrap", "edge-cluster"])
      assert.ok(made.comesAfter(name, "edge-rebuild-gate"), name);
    assert.ok(made.comesAfter("edge-cluster", "edge-credentials"));
    assert.ok(made.comesAfter("edge-ready", "edge-cluster"));
  });

  it("replaces everything of a cluster for one digest, deleting first, and the Cluster with the anchor", async () => {
    const { site, vcenter } = exampleSite();
    const digest = rebuildDigest(rebuildInputs(site, vcenter.server));
    const made = await make();
    for (const name of ["edge-anchor", "edge-credentials"]) {
      assert.equal(made.get(name).replacementTrigger, digest, name);
      assert.ok(made.get(name).deleteBeforeReplace, name);
    }
    const planned = made.get("edge-cluster");
    assert.deepEqual(planned.replaceWith, ["edge-anchor"]);
    assert.ok(planned.deleteBeforeReplace);
    assert.deepEqual(planned.replaceOnChanges, [...replacingFields]);
    assert.ok(!planned.replaceOnChanges.includes("*"));
    assert.deepEqual(made.get("edge-rebuild-gate").inputs.triggers, [digest]);
  });

  describe("of a standard cluster that is rolled to another version", () => {
    const [first, next] = ["v1.25.7+vmware.2-tkg.1", "v1.26.5+vmware.2-tkg.1"];
    const standard = { kind: "standard", tkrVersion: first };
    const known = { versionChange: "roll", builtFrom: { tkrVersion: first } } as const;
    const rolled = { site: { ...standard, tkrVersion: next }, known };
    const triggersOf = (made: Plan) => [
      made.get("edge-rebuild-gate").inputs.triggers,
      ...["edge-anchor", "edge-credentials", "edge-bootstrap"].map(
        (name) => made.get(name).replacementTrigger,
      ),
    ];

    it("keeps every trigger, and changes the version of the Cluster in place", async () => {
      const [before, after] = [await make({ site: standard }), await make(rolled)];
      assert.deepEqual(triggersOf(after), triggersOf(before));
      const { inputs, replaceOnChanges } = after.get("edge-cluster");
      const { topology } = inputs.spec as { readonly topology: { readonly version: string } };
      assert.equal(topology.version, "v1.26.5+vmware.2");
      const others = replacingFields.filter((field) => field !== "spec.topology.version");
      assert.deepEqual(replaceOnChanges, others);
    });

    it("has the gate prove it before anything else, and the wait run again afterwards", async () => {
      const found = [drifted("it is rolled")];
      const made = await make({
        ...rolled,
        gateTask: { ...nothingDue, found, rollOf: "uid-of-the-cluster" },
      });
      const gate = made.get("edge-rebuild-gate");
      assert.deepEqual(JSON.parse(environmentOf(gate).TKG_EDGE_TASK ?? ""), { rollOf: "uid-of-the-cluster" });
      assert.equal(inputOf(gate).versionChange, "roll");
      for (const name of ["edge-bootstrap", "edge-cluster"])
        assert.ok(made.comesAfter(name, "edge-rebuild-gate"));
      const digestOf = (of: Plan) => environmentOf(of.get("edge-ready")).TKG_EDGE_CLUSTER_DIGEST;
      // Another build of the same Kubernetes version.
      const build = { ...rolled, site: { ...standard, tkrVersion: "v1.25.7+vmware.2-tkg.2" } };
      const digests = [await make({ site: standard }), made, await make(build)].map(digestOf);
      assert.equal(new Set(digests).size, 3);
    });

    it("has nothing of its own while the way is all that changed", async () => {
      const before = await make({ site: standard });
      for (const versionChange of ["rebuild", "roll"] as const) {
        const made = await make({ site: standard, known: { versionChange } });
        assert.deepEqual(triggersOf(made), triggersOf(before));
        assert.deepEqual(made.get("edge-cluster").inputs, before.get("edge-cluster").inputs);
        const { versionChange: recorded, ...input } = inputOf(made.get("edge-rebuild-gate"));
        assert.deepEqual(input, inputOf(before.get("edge-rebuild-gate")));
        assert.equal(recorded, versionChange === "roll" ? "roll" : undefined);
      }
    });
  });

  it("keeps the trigger that a run which replaces nothing has to record", async () => {
    const made = await make({ gateTask: { ...nothingDue, keptTrigger: "of-before" } });
    for (const name of ["edge-anchor", "edge-credentials"])
      assert.equal(made.get(name).replacementTrigger, "of-before", name);
  });

  for (const protect of [true, false]) {
    it(`protects what a cluster consists of only as the site has it: ${protect}`, async () => {
      const made = await make({ site: { protect, cni: "calico" } });
      const isProtected = made.resources
        .filter((resource) => resource.protect)
        .map(({ name }) => name)
        .sort();
      const parts = ["edge-bootstrap", "edge-calico", "edge-cluster", "edge-cpi", "edge-credentials"];
      assert.deepEqual(isProtected, protect ? parts : []);
    });
  }

  it("imports what exists, and protects what it adopts, also against the site's own key", async () => {
    const existing: Existing = new Map([
      ["Cluster", "adopted"],
      ["Secret", "interrupted"],
    ]);
    const made = await make({ existing, site: { protect: false, adopt: true } });
    assert.equal(made.get("edge-cluster").import, "default/workload-snc");
    assert.ok(made.get("edge-cluster").protect);
    assert.equal(made.get("edge-credentials").import, "default/workload-snc");
    assert.ok(!made.get("edge-credentials").protect);
  });

  it("has the Cluster deleted in the background, within the site's time", async () => {
    const { inputs, deleteTimeout } = (await make({ site: { timeouts: { deleteSeconds: 1801 } } })).get(
      "edge-cluster",
    );
    const { annotations } = inputs.metadata as { readonly annotations: Readonly<Record<string, string>> };
    assert.equal(annotations["pulumi.com/deletionPropagationPolicy"], "background");
    assert.equal(annotations["tkg-edge/made-by"], "tkg-edge/site-0042");
    assert.equal(deleteTimeout, "1801s");
  });

  it("has the Cluster record protection and version, outside of what its machines carry", async () => {
    const { inputs } = (await make({ site: { protect: true } })).get("edge-cluster");
    const { annotations } = inputs.metadata as { readonly annotations: Readonly<Record<string, string>> };
    assert.equal(annotations["tkg-edge/protected"], "true");
    assert.equal(annotations["tkg-edge/tool-version"], "1.2.3");
    assert.equal(annotations["tkg-edge/in-place-inputs"], '{"v":1}');
    assert.doesNotMatch(JSON.stringify(inputs.spec), /tkg-edge\/(protected|tool-version|in-place-inputs)/);
  });

  it("hands the password on as a secret alone", async () => {
    const holders = (await make()).resources.flatMap(({ name, inputs, secretInputs }) =>
      Object.keys(inputs)
        .filter((key) => JSON.stringify({ value: inputs[key] }).includes(password))
        .map((key) => ({ at: `${name}: ${key}`, secret: secretInputs.includes(key) })),
    );
    assert.deepEqual(holders.map(({ at }) => at).sort(), [
      "edge-credentials: stringData",
      "edge-rebuild-gate: environment",
    ]);
    assert.ok(holders.every((holder) => holder.secret));
  });

  it("hands the gate what the new cluster is made of and needs, without the password", async () => {
    const rebuild = { beforeCommand: "make backup", beforeTimeoutSeconds: 90 };
    const { site, vcenter } = exampleSite({ rebuild });
    const gate = (await make({ site: { rebuild } })).get("edge-rebuild-gate");
    const { username, server, thumbprint } = vcenter;
    const { vcenter: given, ...rest } = inputOf(gate);
    assert.deepEqual(given, { server, thumbprint, username });
    assert.deepEqual(rest, {
      ...{ management, cluster: clusterManifest(site, vcenter) },
      ...{ tkrVersion: site.tkrVersion, os: site.os, controlPlaneEndpoint: site.controlPlaneEndpoint },
      ...{ apiPort: 6443, datacenter: site.placement.datacenter, ownCredentials: true },
      ...{ beforeRebuild: "make backup", beforeRebuildSeconds: 90 },
    });
    assert.equal(environmentOf(gate).TKG_EDGE_VCENTER_PASSWORD, password);
    assert.doesNotMatch(environmentOf(gate).TKG_EDGE_INPUT ?? "", new RegExp(password));
  });

  it("hands the waits the Cluster's name and time, and the packages that are added", async () => {
    const additional = [{ refName: "agent.example.com.1.0.0", valuesFrom: { inline: { interval: 30 } } }];
    const made = await make({ site: { packages: { additional }, timeouts: { createSeconds: 4000 } } });
    const { site } = exampleSite();
    const waited = {
      ...{ management, clusterName: site.name, clusterNamespace: site.namespace },
      timeoutSeconds: 4000,
    };
    const { vcenter, ...ready } = inputOf(made.get("edge-ready"));
    assert.deepEqual(ready, waited);
    assert.deepEqual(Object.keys(vcenter as object), ["server", "thumbprint"]);
    assert.deepEqual(inputOf(made.get("edge-packages")), { ...waited, packages: additional });
  });

  it("has the gate write again what is missing, in the order in which it is needed", async () => {
    const found = [drifted("there is no Secret")];
    const missing = new Set(["Secret", "VSphereCPIConfig"]);
    const gate = (await make({ gateTask: { ...nothingDue, found, missing } })).get("edge-rebuild-gate");
    const { missingObjects } = JSON.parse(environmentOf(gate).TKG_EDGE_TASK ?? "") as {
      readonly missingObjects: readonly { readonly kind: string }[];
    };
    assert.deepEqual(
      missingObjects.map(({ kind }) => kind),
      ["Secret", "VSphereCPIConfig"],
    );
  });

  it("does nothing when the gate goes: a plain destroy works", async () => {
    assert.equal((await make()).get("edge-rebuild-gate").inputs.delete, undefined);
  });

  it("ignores what only a run for a finding has, unless something was found", async () => {
    const reason = "environment.TKG_EDGE_REASON";
    assert.ok((await make()).get("edge-rebuild-gate").ignoreChanges.includes(reason));
    const found = [drifted("an interrupted rebuild goes on")];
    const due = await make({ gateTask: { ...nothingDue, found, rebuildOf: "uid-of-the-old" } });
    const gate = due.get("edge-rebuild-gate");
    assert.ok(!gate.ignoreChanges.includes(reason));
    assert.deepEqual(JSON.parse(environmentOf(gate).TKG_EDGE_TASK ?? ""), { rebuildOf: "uid-of-the-old" });
  });
});
