/** The credentials of sites by a login that may not list the Secrets of all namespaces. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { UserError } from "../../../src/config/problem.js";
import { readLiveSites } from "../../../src/environment/facts/live-sites.js";
import { ManagementFacts } from "../../../src/environment/facts/management-facts.js";
import { FakeManagement } from "../fake-management.js";

const forbidden = (what: string) =>
  new UserError(
    `Error from server (Forbidden): secrets is forbidden: User "x" cannot ${what} resource "secrets"`,
  );

/** A login that may read Secrets of the namespace `edge` alone. */
class Reader extends FakeManagement {
  readonly asked: string[] = [];

  override listOfType(): Promise<readonly LiveObject[]> {
    return Promise.reject(forbidden("list"));
  }

  override getAll(references: readonly string[], namespace?: string): Promise<readonly LiveObject[]> {
    this.asked.push(`${namespace ?? ""}: ${references.join(" ")}`);
    return namespace === "edge" ? super.getAll(references) : Promise.reject(forbidden("get"));
  }
}

const object = (kind: string, name: string, namespace?: string): LiveObject => ({
  kind,
  metadata: { name, uid: name, ...(namespace !== undefined && { namespace }) },
});

describe("a login that may not list Secrets", () => {
  const objects = [
    object("Namespace", "kube-system"),
    ...["north", "south"].map((name) => object("Cluster", name, "edge")),
    object("Secret", "north", "edge"),
    object("Cluster", "tkg-mgmt", "tkg-system"),
  ];

  it("reads those of the Clusters, by one call for each namespace", async () => {
    const reader = new Reader(objects);
    const live = await readLiveSites(new ManagementFacts(reader));
    assert.deepEqual(reader.asked, ["edge: secrets/north secrets/south", "tkg-system: secrets/tkg-mgmt"]);
    assert.deepEqual(
      live.besideOf({ name: "north", namespace: "edge" }).map(({ kind }) => kind),
      ["Secret"],
    );
    assert.equal(live.secretsUnread("edge"), undefined);
    assert.match(live.secretsUnread("tkg-system") ?? "", /cannot get resource "secrets"/);
    assert.match(live.secretsUnread("elsewhere") ?? "", /cannot list resource "secrets"/);
  });

  it("reads those of many Clusters by several calls, four at a time", async () => {
    let [open, most] = [0, 0];
    class Counted extends Reader {
      override async getAll(references: readonly string[], namespace?: string) {
        open += 1;
        most = Math.max(most, open);
        await Promise.resolve();
        open -= 1;
        return super.getAll(references, namespace);
      }
    }
    const names = Array.from({ length: 950 }, (_, index) => `site-${index}`);
    const reader = new Counted([
      object("Namespace", "kube-system"),
      ...names.flatMap((name) => [object("Cluster", name, "edge"), object("Secret", name, "edge")]),
    ]);
    const live = await readLiveSites(new ManagementFacts(reader));
    assert.deepEqual(
      reader.asked.map((call) => call.split(" ").length - 1),
      [...Array.from({ length: 9 }, () => 100), 50],
    );
    assert.equal(most, 4);
    for (const name of names) assert.equal(live.besideOf({ name, namespace: "edge" }).length, 1, name);
    assert.equal(live.secretsUnread("edge"), undefined);
  });

  it("reads nothing more where the API does not answer", async () => {
    class Silent extends Reader {
      override listOfType(): Promise<readonly LiveObject[]> {
        return Promise.reject(new UserError("no answer"));
      }
    }
    const reader = new Silent(objects);
    const live = await readLiveSites(new ManagementFacts(reader));
    assert.deepEqual(reader.asked, []);
    assert.equal(live.secretsUnread("edge"), "no answer");
  });
});
