/** Steps: what can be done before a rollout changes a site. Two sites run, and each is to be rebuilt. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import type { RolledFleet } from "../harness/rolled-fleet.js";
import { newer } from "./tried-site.js";

interface PreparedSites {
  /** Its gate would let it pass. */
  readonly correct: string;
  /** It is given a datastore that does not exist. */
  readonly wrong: string;
  /** Chooses these two. */
  readonly selector: string;
}

const images = "images";

/** Call it inside a `describe`, after the cases that make the sites. */
export function prepares(
  fleetOf: () => RolledFleet,
  sandboxOf: () => Sandbox,
  { correct, wrong, selector }: PreparedSites,
): void {
  const sites = [correct, wrong];

  /** What must not change: the Clusters, and the states of the stacks. */
  async function standing(): Promise<object> {
    const fleet = fleetOf();
    const clusters = sites.map(async (name) => {
      const { metadata, spec } = await fleet.apis.mustGet("cluster", name, "default");
      const { uid, labels, annotations } = metadata;
      return { uid, labels, annotations, spec };
    });
    return { clusters: await Promise.all(clusters), states: fleet.statesOf(sites) };
  }

  const ends = (from: number): readonly (readonly string[])[] =>
    fleetOf()
      .events.slice(from)
      .flatMap((one) => (one.event === "site-ended" ? [[one.wave, one.site, one.outcome]] : []));

  const reportOf = ({ project }: RolledFleet): string => readFileSync(join(project, "report.md"), "utf8");

  it("brings up the stack first from which sites lack something, where its preparation is missing", async () => {
    const fleet = fleetOf();
    const { directory } = sandboxOf();
    const ova = join(directory, "ova", `ubuntu-2004-kube-${newer.replace(/-tkg\.\d$/, "")}.ova`);
    await fleet.addStack(images, { template: { tkrVersion: newer, os: "ubuntu", ova } });
    const onUbuntu = { site: { os: "ubuntu", from: { template: images } } };
    const elsewhere = { site: { placement: { datastore: "/dc0/datastore/none" } } };
    fleet.configure({ [correct]: onUbuntu, [wrong]: elsewhere });
    const [before, count] = [await standing(), fleet.events.length];
    const went = await fleet.roll(["--yes", "--selector", selector]);
    assert.equal(went.exitCode, 3, went.all);
    assert.deepEqual(ends(count), [["template stacks", images, "done"]]);
    assert.match(went.all, /refused: 2 sites would be REBUILT/);
    assert.match(reportOf(fleet), /^# Preparation [0-9a-f]{8} of fleet\.yaml: stacks\n/);
    assert.deepEqual(await standing(), before);
  });

  it("as a phase runs its stacks and asks what gates would refuse, and changes no site", async () => {
    const fleet = fleetOf();
    const [before, count] = [await standing(), fleet.events.length];
    const went = await fleet.roll(["--yes", "--phase", "prepare", "--selector", selector]);
    assert.equal(went.exitCode, 1, went.all);
    assert.deepEqual(ends(count).toSorted(), [
      ["questions", correct, "done"],
      ["questions", wrong, "failed"],
      ["template stacks", images, "done"],
    ]);
    const [stacks = "", questions = ""] = reportOf(fleet).split(/^(?=# Preparation .*: questions$)/m);
    assert.match(stacks, /\| images \| template stacks \| prepare \| done \|/);
    assert.match(questions, new RegExp(`\n## ${wrong}: failed\n[^#]*/dc0/datastore/none`));
    assert.ok(!questions.includes(`## ${correct}`), questions);
    assert.deepEqual(await standing(), before);
  });
}
