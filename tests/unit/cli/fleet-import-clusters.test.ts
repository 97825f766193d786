/** What `tkg-edge fleet import --from-cluster` writes: the defaults, groups and sites, followed by the plan of the fleet. */
import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { load } from "js-yaml";
import { put } from "../config/object-spec/manifest.js";
import { elided, pageStack } from "../example-site.js";
import { liveObjectsOf } from "../fleet/fake-fleet.js";
import { password } from "./adopt-command.js";
import { connection, defaults, ofPage, useClusterImport } from "./cluster-import.js";

/** Sets a field of the variable `vcenter`. */
const placed = (field: string, value: string) => (cluster: Record<string, unknown>) => {
  const { topology } = cluster.spec as { topology: { variables: { name: string; value: object }[] } };
  const vcenter = topology.variables.find((one) => one.name === "vcenter");
  if (vcenter) vcenter.value = { ...vcenter.value, [field]: value };
};

/** All in another datacenter. */
const north = (cluster: Record<string, unknown>) => {
  const where = {
    ...{ datacenter: "/north", datastore: "/north/datastore/ssd", folder: "/north/vm/edge" },
    ...{ network: "/north/network/shop", resourcePool: "/north/host/c/Resources" },
  };
  for (const [field, value] of Object.entries(where)) placed(field, value)(cluster);
};

describe("tkg-edge fleet import --from-cluster", () => {
  const { path, text, write, live, run, refusal, words, fleetNow } = useClusterImport();

  it("writes what the Clusters share to the defaults of a fleet without sites, and the rest to each", async () => {
    write(
      "fleet.yaml",
      "# Ours.\ndefaults:\n  connection: # of all\n    managementCluster: {kubeconfig: mgmt.kubeconfig, context: mgmt}\n\n# The sites.\nsites: {}\n",
    );
    live([
      ...ofPage("east", "192.0.2.1"),
      ...ofPage("south", "192.0.2.2", placed("resourcePool", "/dc3/host/south/Resources")),
      ...ofPage("west", "192.0.2.3"),
    ]);
    const { out } = await run();
    const { sites, defaults: shared } = fleetNow();
    assert.deepEqual(sites, {
      east: { site: { controlPlaneEndpoint: "192.0.2.1", adopt: true } },
      south: {
        site: {
          placement: { resourcePool: "/dc3/host/south/Resources" },
          controlPlaneEndpoint: "192.0.2.2",
          adopt: true,
        },
      },
      west: { site: { controlPlaneEndpoint: "192.0.2.3", adopt: true } },
    });
    const { vcenter } = shared?.connection as { vcenter: object };
    assert.deepEqual(Object.keys(vcenter).sort(), ["server", "thumbprint", "username"]);
    assert.match(
      text("fleet.yaml"),
      /^# Ours\.\ndefaults:\n {2}connection: # of all\n[^]*\n# The sites\.\nsites:\n/,
    );
    assert.deepEqual(await words(), { east: "adopt", south: "adopt", west: "adopt" });
    assert.match(
      out,
      /3 Clusters added to fleet\.yaml as sites, 0 there already\nwhat they share is in defaults/,
    );
    assert.match(
      out,
      /next:\n {2}tkg-edge fleet validate\n {2}tkg-edge fleet init .*\n {2}tkg-edge fleet plan .*\n {2}pulumi up --stack east/,
    );
    assert.ok(!text("fleet.yaml").includes(password));

    const again = text("fleet.yaml");
    assert.match((await run()).out, /3 Clusters of management cluster mgmt in fleet\.yaml already/);
    assert.equal(text("fleet.yaml"), again);
  });

  it("writes it to a group of a fleet with sites, of which nothing changes", async () => {
    const one = {
      site: { ...pageStack.site, name: undefined, tkrVersion: pageStack.management.tkr.version },
    };
    const before = [
      `defaults: ${JSON.stringify(defaults)}`,
      "groups:",
      "  imported: {labels: {a: b}} # kept",
      "# Each its own.",
      "sites:",
      `  one: ${JSON.stringify({ ...one, connection: { vcenter: pageStack.connection.vcenter } })}`,
      "  files: [more/*.yaml]",
      "",
    ].join("\n");
    write("fleet.yaml", before);
    write("more/a.yaml", "{}\n");
    live([...ofPage("east", "192.0.2.1"), ...ofPage("south", "192.0.2.2")]);
    await run({ to: "more/b.yaml" });
    const after = text("fleet.yaml");
    const lines = new Set(after.split("\n"));
    assert.deepEqual(
      before.split("\n").filter((line) => !lines.has(line)),
      [],
    );
    assert.match(after, /\n {2}imported-2:\n/);
    const { east } = fleetNow("more/b.yaml");
    assert.deepEqual(east, {
      groups: ["imported-2"],
      site: { controlPlaneEndpoint: "192.0.2.1", adopt: true },
    });
    const { one: other, ...imported } = await words();
    assert.match(other ?? "", /^create|^refused/);
    assert.deepEqual(imported, { east: "adopt", south: "adopt" });
  });

  it("makes a group for each datacenter, and takes the group that leads to a management cluster and vCenter", async () => {
    write("connections/south.yaml", {
      managementCluster: { kubeconfig: "../s.kubeconfig", context: "south" },
    });
    write("fleet.yaml", {
      defaults,
      groups: { b: { connectionFile: "connections/south.yaml" } },
      sites: {},
    });
    live([...ofPage("a1", "192.0.2.1"), ...ofPage("a2", "192.0.2.2")]);
    live(
      [
        ...ofPage("b1", "192.0.2.1", north),
        ...ofPage("b2", "192.0.2.2", north),
        ...ofPage("a1", "192.0.2.3", north),
      ],
      "south",
    );
    await run({ cluster: ["retail/a2", "retail/b1", "retail/b2"] });
    const { sites, groups } = fleetNow();
    assert.deepEqual(sites?.b1, { groups: ["b"], site: { controlPlaneEndpoint: "192.0.2.1", adopt: true } });
    assert.deepEqual(Object.keys(groups ?? {}), ["b"]);
    assert.deepEqual(await words(), { a2: "adopt", b1: "adopt", b2: "adopt" });
    await run();
    const all = { a2: "adopt", b1: "adopt", b2: "adopt", "mgmt-a1": "adopt", "south-a1": "adopt" };
    assert.deepEqual(await words(), all);
  });

  it("groups what Clusters of one datacenter share", async () => {
    write("fleet.yaml", { defaults, sites: {} });
    live([
      ...["a1", "a2", "a3"].flatMap((name, index) => ofPage(name, `192.0.2.${index + 1}`)),
      ...["n1", "n2"].flatMap((name, index) => ofPage(name, `192.0.2.${index + 11}`, north)),
    ]);
    await run();
    const { groups, sites } = fleetNow();
    assert.deepEqual(Object.keys(groups ?? {}), ["north"]);
    assert.deepEqual(groups?.north, {
      site: {
        placement: {
          ...{ datacenter: "/north", datastore: "/north/datastore/ssd", folder: "/north/vm/edge" },
          ...{ network: "/north/network/shop", resourcePool: "/north/host/c/Resources" },
        },
      },
    });
    assert.deepEqual(sites?.n1, {
      groups: ["north"],
      site: { controlPlaneEndpoint: "192.0.2.11", adopt: true },
    });
    assert.deepEqual(new Set(Object.values(await words())), new Set(["adopt"]));
  });

  it("sets back what the defaults have and a Cluster does not", async () => {
    const vcenter = { username: elided.username };
    write("fleet.yaml", {
      defaults: {
        connection: { ...connection, vcenter, registry: { host: "registry.example.com/tkg" } },
        site: { auditLogging: true, machine: { numCPUs: 8 }, namespace: "elsewhere", protect: false },
      },
      sites: {},
    });
    live(liveObjectsOf("one", "192.0.2.1", { protect: false }));
    await run();
    assert.deepEqual(await words(), { one: "nothing" }, text("fleet.yaml"));
  });

  it("prints what it would add, and creates the first fleet file for the options that name a management cluster", async () => {
    write("c/mgmt.yaml", { managementCluster: { kubeconfig: "mgmt.kubeconfig", context: "mgmt" } });
    live([...ofPage("east", "192.0.2.1"), ...ofPage("south", "192.0.2.2")]);
    const printed = await run({ connectionFile: "c/mgmt.yaml", print: true });
    assert.ok(!existsSync(path("fleet.yaml")));
    await run({ connectionFile: "c/mgmt.yaml" });
    assert.deepEqual(load(printed.out), fleetNow());
    assert.match(
      text("fleet.yaml"),
      /^# yaml-language-server: \$schema=schema\/fleet\.schema\.json\ndefaults:\n {2}connectionFile: c\/mgmt\.yaml\n/,
    );
    assert.deepEqual(await words(), { east: "adopt", south: "adopt" });
    rmSync(path("fleet.yaml"));
    await run({ kubeconfig: "mgmt.kubeconfig", context: "mgmt", cluster: ["retail/east"] });
    assert.deepEqual(fleetNow().sites?.east && (await words()), { east: "adopt" });
  });

  it("takes the Clusters with a label, and refuses names of none", async () => {
    write("fleet.yaml", { defaults, sites: {} });
    const shop = ofPage("east", "192.0.2.1", (cluster) => {
      put(cluster, "metadata/labels/location", "shop");
    });
    live([...shop, ...ofPage("south", "192.0.2.2")]);
    assert.match(
      await refusal({ cluster: ["retail/none"] }),
      /--cluster\n +read: +"retail\/none"\n.*retail\/east, retail\/south/,
    );
    assert.match(await refusal({ group: ["none"] }), /--group\n +read: +"none"/);
    await run({ selector: "location=shop" });
    assert.deepEqual(Object.keys(fleetNow().sites ?? {}), ["east"]);
  });
});
