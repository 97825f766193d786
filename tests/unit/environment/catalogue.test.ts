/**
 * Every check of the catalogue: the environment is changed once, and a preflight, the preview that makes the check too, and the
 * gate that asks it find the same. A check without a row fails.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { proofsOfRoll } from "../../../src/commands/gate/proofs.js";
import { sentenceOf, type Finding } from "../../../src/environment/finding.js";
import { allChecks } from "../../../src/preflight/checks.js";
import { exampleCa } from "../example-ca.js";
import { catalogueRows, everything, management, type Row } from "./catalogue-rows.js";
import { foundByPreview, readApart } from "./preview-of.js";
import { gated, preflighted, running, site, whole, type Environment } from "./surfaces.js";

describe("every check of the catalogue", () => {
  let directory: string;
  let caFile: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-catalogue-"));
    caFile = join(directory, "ca.pem");
    writeFileSync(caFile, Buffer.from(exampleCa, "base64"));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  const rows = () => catalogueRows(caFile);

  const worldOf = ({ seen: _, key: __, gate: ___, ...changed }: Row): Environment => ({
    objects: whole,
    ...changed,
  });

  for (const { name, preview, rebuild, roll } of allChecks) {
    const row = (): Row => rows()[name] ?? assert.fail(`the check ${name} has no row: write one`);

    it(`${name} finds what was changed`, async () => {
      const { seen, key } = row();
      const found = (await preflighted(worldOf(row()), name)).filter(
        (finding) => seen.test(finding.seen) && (key === undefined || finding.path === key),
      );
      assert.ok(found.length > 0, JSON.stringify(await preflighted(worldOf(row()), name)));
      for (const { severity } of found) assert.match(severity, /^(?:failure|warning)$/);
    });

    if (preview !== undefined) {
      it(`${name} is found by a preview as by a preflight`, async () => {
        const { seen, key } = row();
        const [finding] = (await preflighted(worldOf(row()), name)).filter((one) => seen.test(one.seen));
        const found = await foundByPreview(worldOf(row()), name);
        const same = found.find(
          (one) =>
            (key === undefined || [key, ""].includes(one.path)) &&
            // A secret value is in no problem, which then has only what is expected.
            (one.found ?? one.expected).includes(sameText(finding)),
        );
        assert.ok(same, JSON.stringify({ finding, found }));
      });
    }

    if (rebuild) {
      it(`${name} stands in the way of a rebuild with the same words`, async () => {
        const { seen, gate } = row();
        const environment = worldOf(row());
        const others = environment.objects.filter(({ metadata }) => metadata.name !== site.name);
        const asked = { ...environment, objects: [...others, running("127.0.0.99")] };
        const [finding] = (await preflighted(environment, name)).filter((one) => seen.test(one.seen));
        const inTheWay = (await gated(asked, rebuild.proves)) ?? "";
        if (gate) assert.match(inTheWay, gate);
        else
          assert.ok(
            inTheWay.includes(finding ? sentenceOf(finding) : "(nothing)"),
            `${inTheWay}\n${JSON.stringify(finding)}`,
          );
      });
    }

    if (roll) {
      it(`${name} stands in the way of a roll with the same words`, async () => {
        const environment = worldOf(row());
        const runs = environment.objects.some(({ kind }) => kind === "Cluster");
        const objects = runs ? environment.objects : [...environment.objects, running("127.0.0.99")];
        const [finding] = (await preflighted(environment, name)).filter((one) => row().seen.test(one.seen));
        const inTheWay = (await gated({ ...environment, objects }, roll.proves, proofsOfRoll)) ?? "";
        assert.ok(inTheWay.includes(finding ? sentenceOf(finding) : "(nothing)"), inTheWay);
      });
    }
  }

  /** What both phrase of a finding. */
  const sameText = (finding: Finding | undefined): string =>
    finding?.isUnread ? (finding.expected ?? "") : (finding?.seen ?? "(nothing)");

  it("has rows for its checks alone, and a question of the preview for each that it reads apart", () => {
    const names = allChecks.map(({ name }) => name);
    assert.deepEqual(Object.keys(rows()).toSorted(), names.toSorted());
    const apart = allChecks.flatMap(({ name, preview }) => (preview === "apart" ? [name] : []));
    assert.deepEqual(readApart.toSorted(), apart.toSorted());
  });

  it("finds nothing where nothing was changed", async () => {
    const good: Environment = { objects: whole, places: everything, view: { mark: "a/b", records: [] } };
    for (const { name, sections } of allChecks) {
      // An OVA is a file, and this user has no privileges.
      if (["vcenter-privileges", "ova"].includes(name)) continue;
      const found = await preflighted(sections.includes("site") ? good : { ...good, management }, name);
      assert.ok(found.length > 0, name);
      for (const { severity, seen } of found) assert.match(severity, /^(?:ok|skipped)$/, `${name}: ${seen}`);
    }
  });
});
