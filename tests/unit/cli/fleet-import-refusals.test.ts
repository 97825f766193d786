/** What `tkg-edge fleet import --from-cluster` refuses; it then writes nothing. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { put, variable } from "../config/object-spec/manifest.js";
import { password } from "./adopt-command.js";
import { defaults, ofPage, useClusterImport } from "./cluster-import.js";

describe("fleet import from clusters refuses, and writes nothing", () => {
  const { path, write, live, refusal } = useClusterImport();

  it("reports the problems of all Clusters at once, and writes nothing", async () => {
    write("fleet.yaml", { defaults: { ...defaults, site: { labels: { tier: "gold" } } }, sites: {} });
    const broken: readonly [string, (cluster: Record<string, unknown>) => void][] = [
      [
        "workers",
        (one) => {
          put(one, "spec/topology/workers", { machineDeployments: [{ class: "w", name: "w" }] });
        },
      ],
      [
        "three",
        (one) => {
          put(one, "spec/topology/controlPlane/replicas", 3);
        },
      ],
      [
        "classless",
        (one) => {
          put(one, "spec", {});
        },
      ],
      [
        "going",
        (one) => {
          put(one, "metadata/deletionTimestamp", "2026-01-01T00:00:00Z");
        },
      ],
      [
        "proxied",
        (one) => {
          variable({ cluster: one, secret: {}, bootstrap: {} }, "acme", {
            proxy: `http://u:${password}@proxy`,
          });
        },
      ],
    ];
    live(broken.flatMap(([name, change], index) => ofPage(name, `192.0.2.${index + 1}`, change)));
    const message = await refusal();
    for (const [name] of broken) assert.match(message, new RegExp(`Cluster retail/${name}\\b`), message);
    assert.match(message, /no password in a fleet file/);
    live([...ofPage("east", "192.0.2.1"), ...ofPage("south", "192.0.2.2")]);
    assert.match(
      await refusal(),
      /^1 problem .*\n {2}Clusters retail\/east, retail\/south tkg-edge:site\.labels\.tier\n +read: +"gold" in fleet\.yaml, line 1, which the Cluster does not have/,
    );
  });

  it("refuses where a management cluster does not answer, and where the fleet names none", async () => {
    write("fleet.yaml", {
      defaults,
      groups: { s: { connection: { managementCluster: { context: "south" } } } },
      sites: {},
    });
    live(ofPage("east", "192.0.2.1"));
    live([], "south", { silence: "dial tcp: connection refused" });
    assert.match(await refusal(), /management cluster south\n +read: .*connection refused/);
    write("fleet.yaml", { sites: {} });
    assert.match(await refusal(), /fleet\.yaml names no management cluster/);
    rmSync(path("fleet.yaml"));
    assert.match(await refusal(), /fleet\.yaml\n +read: +no such file/);
  });

  it("takes the management cluster of the options from them alone, and refuses a name that is none", async () => {
    write("fleet.yaml", { defaults, sites: {} });
    live(ofPage("east", "192.0.2.1"));
    assert.match(await refusal({ connectionFile: "none.yaml" }), /"none\.yaml", which does not exist/);
    assert.match(
      await refusal({ kubeconfig: "other.kubeconfig" }),
      /--kubeconfig and --context, or --connection-file/,
    );
    assert.match(await refusal({ context: "mgmt" }), /--kubeconfig and --context, or --connection-file/);
    assert.match(
      await refusal({ common: "a b" }),
      /--common\n +read: +"a b"\n +expected: a name of 1 to 63 letters/,
    );
  });

  it("starts no program that a kubeconfig of the repository names", async () => {
    write("fleet.yaml", { defaults, sites: {} });
    const exec = { command: "./steal", apiVersion: "client.authentication.k8s.io/v1" };
    write("mgmt.kubeconfig", {
      contexts: [{ name: "mgmt", context: { cluster: "c", user: "u" } }],
      clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
      users: [{ name: "u", user: { exec } }],
    });
    live(ofPage("east", "192.0.2.1"));
    assert.match(await refusal(), /starts a program to log in \(\.\/steal\)/);
  });
});
