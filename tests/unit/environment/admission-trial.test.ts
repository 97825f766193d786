/** The trial of a Cluster: which object admission gets, and what preflight and gate make of one answer. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import type { ManagementReader } from "../../../src/clients/management-cluster.js";
import { readCluster } from "../../../src/environment/facts/cluster.js";
import * as credentials from "../../../src/environment/facts/credentials.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import { besideTheOld, trialOf } from "../../../src/environment/judgements/admission-trial.js";
import { checkAdmission, checkRebuildAdmission } from "../../../src/environment/questions/admission.js";
import { cluster, type Cluster } from "../../../src/manifests/cluster.js";
import { exampleSite } from "../example-site.js";
import { FakeManagement } from "../fake-management.js";

const dryRunClone = (wanted: Cluster, identity: credentials.Identity | undefined) =>
  trialOf(wanted, besideTheOld(wanted.metadata.name), identity);
const sharedIdentityOf = (live: LiveObject) => credentials.sharedIdentityOf(readCluster(live));

describe("the trial Cluster that the gate sends to admission", () => {
  const identityOf = ({ spec }: ReturnType<typeof dryRunClone>) =>
    spec.topology.variables.filter(({ name }) => name === "identityRef").map(({ value }) => value);

  it("has another name, and the credentials of the live Cluster", () => {
    const { site, vcenter } = exampleSite();
    const trial = dryRunClone(cluster(site, vcenter), { kind: "Secret", name: "workload-snc" });
    assert.equal(trial.metadata.name, "workload-snc-rebuild-check");
    assert.equal(trial.metadata.labels["tkg.tanzu.vmware.com/cluster-name"], trial.metadata.name);
    assert.deepEqual(identityOf(trial), [{ kind: "Secret", name: "workload-snc" }]);
    assert.deepEqual(trial.spec.clusterNetwork, cluster(site, vcenter).spec.clusterNetwork);
  });

  it("keeps a shared identity", () => {
    const { site, vcenter } = exampleSite({ identityRef: { name: "shared" } });
    const trial = dryRunClone(cluster(site, vcenter), undefined);
    assert.deepEqual(identityOf(trial), [{ kind: "VSphereClusterIdentity", name: "shared" }]);
  });

  it("has a name that Kubernetes takes, however long the cluster's is", () => {
    const { site, vcenter } = exampleSite({ name: `edge-${"x".repeat(34)}-yy` });
    const { name } = dryRunClone(cluster(site, vcenter), undefined).metadata;
    assert.match(name, /^[a-z][a-z0-9-]*[a-z0-9]$/);
    assert.ok(name.length <= 63, name);
  });

  it("uses the shared identity of the live Cluster if the new one gets a Secret of its own", () => {
    const { site, vcenter } = exampleSite({ identityRef: { name: "shared" } });
    const { metadata, spec } = cluster(site, vcenter);
    const identity = sharedIdentityOf({ metadata, spec: { ...spec } });
    assert.deepEqual(identity, { kind: "VSphereClusterIdentity", name: "shared" });
    const { site: own } = exampleSite();
    assert.deepEqual(identityOf(dryRunClone(cluster(own, vcenter), identity)), [identity]);
  });

  it("uses no identity of a live Cluster with a Secret of its own", () => {
    const { site, vcenter } = exampleSite();
    const { metadata, spec } = cluster(site, vcenter);
    assert.equal(sharedIdentityOf({ metadata, spec: { ...spec } }), undefined);
    const configured = { name: "identityRef", value: { kind: "Secret", name: "workload-snc" } };
    const topology = { ...spec.topology, variables: [...spec.topology.variables, configured] };
    assert.equal(sharedIdentityOf({ metadata, spec: { ...spec, topology } }), undefined);
  });
});

describe("the answer of admission to a Cluster", () => {
  const { site, vcenter } = exampleSite({ labels: { tier: "edge" } });
  const wanted = cluster(site, vcenter);
  const live: LiveObject = { kind: "Cluster", metadata: wanted.metadata, spec: { ...wanted.spec } };
  const secret: LiveObject = {
    kind: "Secret",
    metadata: { name: site.name, namespace: site.namespace },
    data: { username: "dQ==", password: "cA==" },
  };

  /** Both questions, of one management cluster. @param refusal of its admission; undefined: it admits */
  async function tried(objects: readonly LiveObject[], refusal?: string) {
    const trials: Cluster[] = [];
    const management: ManagementReader = Object.assign(new FakeManagement(objects), {
      dryRunCreate: (object: object) => {
        if ("spec" in object) trials.push(object as Cluster);
        const isRefused = refusal !== undefined && "spec" in object;
        return Promise.resolve(isRefused ? { ok: false as const, text: refusal } : { ok: true as const });
      },
    });
    const facts = new Facts({
      managementCluster: () => management,
      knock: () => Promise.resolve("silent"),
    }).managementCluster({ kubeconfig: "k", context: "c" });
    const found = objects.includes(live) ? readCluster(live) : undefined;
    const [ofCreate] = (
      await checkAdmission(facts, { cluster: wanted, sharesIdentity: false, live: found })
    ).slice(-1);
    const ofRebuild =
      found && (await checkRebuildAdmission(facts, { cluster: wanted, sharesIdentity: false, live: found }));
    return { ofCreate, ofRebuild, trials };
  }

  it("sends the same object from preflight and gate, but for its name", async () => {
    const { ofCreate, ofRebuild, trials } = await tried([live, secret]);
    assert.deepEqual([ofCreate?.severity, ofRebuild?.severity], ["ok", "ok"]);
    assert.deepEqual(
      trials.map(({ metadata }) => metadata.name),
      ["tkg-edge-preflight", "workload-snc-rebuild-check"],
    );
    const [first, second] = trials.map((trial) => ({ ...trial, metadata: undefined }));
    assert.deepEqual(first, second);
    for (const { metadata } of trials) {
      assert.deepEqual(metadata.labels, { tier: "edge", "tkg.tanzu.vmware.com/cluster-name": metadata.name });
    }
  });

  it("that refuses is in the finding of each", async () => {
    const { ofCreate, ofRebuild } = await tried([live, secret], "no TKr");
    assert.deepEqual([ofCreate?.severity, ofCreate?.seen], ["failure", "the Cluster is refused: no TKr"]);
    assert.deepEqual([ofRebuild?.severity, ofRebuild?.seen], ["failure", "no TKr"]);
  });

  it("that refuses the password in use names the way on where that Cluster is to be deleted", async () => {
    const { ofRebuild } = await tried([live, secret], "Login failure");
    assert.match(
      ofRebuild?.seen ?? "",
      /vCenter refuses the password in Secret workload-snc, which Cluster API/,
    );
  });

  it("that lacks only the Secret is no refusal before the Secret is created", async () => {
    const text = 'could not get secret for key: default/workload-snc: Secret "workload-snc" not found';
    const { ofCreate, trials } = await tried([], text);
    assert.equal(ofCreate?.severity, "ok");
    assert.equal(trials[0]?.metadata.name, site.name);
    assert.equal((await tried([live, secret], text)).ofRebuild?.severity, "failure");
  });
});
