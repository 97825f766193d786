/** What becomes of a Cluster that `tkg-edge fleet import --from-cluster` finds, by the plan of the fleet. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { releasedStack } from "../../upgrade/releases.js";
import { put } from "../config/object-spec/manifest.js";
import { elided } from "../example-site.js";
import { liveObjectsOf } from "../fleet/fake-fleet.js";
import { tkrObject, type Changes } from "../fleet/plan/live-site.js";
import { connection, defaults, ofPage, useClusterImport } from "./cluster-import.js";

/** A Cluster of a stack of this project. */
const ofStack = (name: string, endpoint: string, changes: Changes = {}): readonly LiveObject[] =>
  liveObjectsOf(name, endpoint, { protect: true, ...changes });

/** As a user without tkg-edge applies it. */
function withoutRecord(object: LiveObject): LiveObject {
  const kept = Object.entries(object.metadata.annotations ?? {}).filter(
    ([key]) => !key.startsWith("tkg-edge/"),
  );
  return { ...object, metadata: { ...object.metadata, annotations: Object.fromEntries(kept) } };
}

describe("a Cluster that fleet import finds", () => {
  const { text, write, live, run, refusal, words } = useClusterImport();

  const changes: Readonly<Record<string, Changes>> = {
    "as the example has it": {},
    "without protection": { protect: false },
    "with labels and annotations": {
      labels: { tier: "gold" },
      annotations: { "example.com/owner": "retail" },
    },
    "with Calico": { cni: "calico" },
    "as on the vendor page": { cpi: { excludeEndpoint: false } },
    "with a shared identity": { identityRef: { name: "shared" } },
    "rebuilt before": { rebuild: { generation: 3 } },
    "with another name": { name: "other-name" },
    "with more of the node": {
      node: { labels: { a: "b" }, nameservers: ["203.0.113.2"] },
      auditLogging: true,
    },
    "with timeouts of the node": { nodeTimeouts: { drainSeconds: 60 } },
    "with variables": {
      variables: { apiServerPort: 8443, controlPlaneCertificateRotation: { daysBefore: 60 } },
    },
    "with variables of its own": { extraVariables: { acmeAgent: { enabled: true } } },
    "with metadata of machines": { controlPlaneMetadata: { labels: { "example.com/a": "b" } } },
  };
  for (const [what, changed] of Object.entries(changes)) {
    it(`has a Cluster of a stack of this project as that stack has it: ${what}`, async () => {
      write("fleet.yaml", {
        ...{ defaults: { connection: { ...connection, vcenter: { username: elided.username } } }, sites: {} },
      });
      live(ofStack("one", "192.0.2.1", changed));
      await run();
      assert.deepEqual(await words(), { one: "nothing" }, text("fleet.yaml"));
      assert.ok(!text("fleet.yaml").includes("adopt"));
    });

    it(`takes over a Cluster that kubectl made of the same manifests: ${what}`, async () => {
      write("fleet.yaml", {
        ...{ defaults: { connection: { ...connection, vcenter: { username: elided.username } } }, sites: {} },
      });
      live(ofStack("one", "192.0.2.1", changed).map(withoutRecord));
      await run();
      assert.deepEqual(Object.values(await words()), ["adopt"], text("fleet.yaml"));
    });
  }

  for (const kind of ["site", "calico", "identity", "standard"]) {
    it(`imports a Cluster of release 0.1.0 with a warning, and plans it as unknown: ${kind}`, async () => {
      write("fleet.yaml", {
        ...{ defaults: { connection: { ...connection, vcenter: { username: elided.username } } }, sites: {} },
      });
      const { resources } = releasedStack("0.1.0", kind).state.deployment;
      const objects = resources.flatMap(({ type, outputs }) =>
        type.startsWith("kubernetes:") && !type.endsWith(":Secret") && outputs !== undefined
          ? [outputs as unknown as LiveObject]
          : [],
      );
      const standard = { ...tkrObject, metadata: { name: "v1.25.7---vmware.2-tkg.1" } };
      live([...objects, standard]);
      const { err } = await run();
      assert.match(err, /was created with tkg-edge and names no stack, as release 0\.1\.0 leaves it/);
      assert.match(err, /fleet plan: unknown \(its Cluster was made by a release before 0\.2\.0/);
      assert.deepEqual(
        Object.values(await words()).filter((word) => !word.startsWith("unknown")),
        [],
      );
    });
  }

  it("leaves out what belongs to other projects and the management cluster's own, and reports what it cannot express", async () => {
    write("fleet.yaml", { defaults, sites: {} });
    const marked = ofPage("theirs", "192.0.2.2", (cluster) => {
      put(cluster, "metadata/annotations/tkg-edge~made-by", "acme/theirs");
    });
    const management = ofPage("mgmt", "192.0.2.3", (cluster) => {
      put(cluster, "metadata/labels/cluster-role.tkg.tanzu.vmware.com~management", "");
    });
    const paused = ofPage("east", "192.0.2.1", (cluster) => {
      put(cluster, "spec/paused", true);
    });
    live([...marked, ...management, ...paused]);
    const { err } = await run();
    assert.match(err, /retail\/theirs is left out: it belongs to the stack acme\/theirs of another project/);
    assert.match(err, /retail\/east: spec\.paused is left out/);
    assert.match(err, /retail\/east: the defaults of its class are not known/);
    assert.deepEqual(await words(), { east: "adopt" });
  });

  it("reads a Cluster without its Secret, whose user is that of the others", async () => {
    write("fleet.yaml", { defaults, sites: {} });
    const [lonely] = ofPage("lonely", "192.0.2.3");
    live([...ofPage("east", "192.0.2.1"), ...ofPage("south", "192.0.2.2"), ...(lonely ? [lonely] : [])]);
    const { err } = await run();
    assert.match(err, /retail\/lonely: it has no Secret with its name/);
    assert.match(err, /retail\/east, retail\/south, retail\/lonely: the defaults of its class are not known/);
    assert.deepEqual(new Set(Object.values(await words())), new Set(["adopt"]));
    live(lonely ? [lonely] : []);
    write("fleet.yaml", { defaults, sites: {} });
    assert.match(await refusal(), /connection\.vcenter\.username/);
  });
});
