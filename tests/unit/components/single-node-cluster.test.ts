/** The resources of a site: their names, which a state knows them by, and the order and options that a rebuild rests on. */
import assert from "node:assert/strict";
import type { Existing } from "../../../components/adoption.js";
import { nothingDue } from "../../../components/gate-task.js";
import { drifted } from "../../../src/environment/finding.js";
import { cluster as clusterManifest } from "../../../src/manifests/cluster.js";
import { rebuildDigest, rebuildInputs, replacingFields } from "../../../src/manifests/rebuild.js";
import { exampleSite } from "../example-site.js";
import { environmentOf, inputOf } from "./planned-resources.js";
import {
  always,
  command,
  credentials,
  management,
  packages,
  password,
  usePlannedSite,
} from "./planned-site.js";

describe("the component SingleNodeCluster", () => {
  const make = usePlannedSite();

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

  it("hands the gate the windows of rebuilds where there are any, which are part of no digest", async () => {
    const windows = [{ from: "22:00", to: "05:00", days: ["sat"] }];
    const rebuild = { windows, timeZone: "Europe/Berlin" };
    const made = await make({ site: { rebuild } });
    const gate = made.get("edge-rebuild-gate");
    assert.deepEqual(inputOf(gate).windows, { timeZone: "Europe/Berlin", windows });
    const plain = (await make()).get("edge-rebuild-gate");
    assert.deepEqual(gate.inputs.triggers, plain.inputs.triggers);
    const none = (await make({ site: { rebuild: { windows: [] } } })).get("edge-rebuild-gate");
    assert.equal(environmentOf(none).TKG_EDGE_INPUT, environmentOf(plain).TKG_EDGE_INPUT);
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
