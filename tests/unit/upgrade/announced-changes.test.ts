import assert from "node:assert/strict";
import type { Step } from "../../engine/harness/engine-events.js";
import { announcedSince, unannounced } from "../../upgrade/announced-changes.js";
import { releases } from "../../upgrade/releases.js";

const text = `# Changelog

## 0.3.0 (unreleased)

### What the first \`pulumi up\` after the upgrade shows

| step | resource | fields | why |
|---|---|---|---|
| update | \`kubernetes:core/v1:Secret\` | \`metadata.annotations["tkg-edge/made-by"]\` | a mark |

## 0.2.0

### What the first \`pulumi up\` after the upgrade shows

| step | resource | fields | why |
|---|---|---|---|
| update | \`command:local:Command\` \`-gate\` | \`environment.A\`, \`environment.B\` | more to read |
| replace | \`pulumi:providers:kubernetes\` | | another name |

### Changes

| a | table | of | others |

## 0.1.0
`;

const step = (op: string, type: string, name: string, ...fields: string[]): Step => ({
  ...{ op, type, fields },
  urn: `urn:pulumi:s::tkg-edge::${type}::${name}`,
});

describe("the changes that CHANGELOG.md announces", () => {
  it("are those of every release after the one that is left", () => {
    assert.equal(announcedSince("0.1.0", text).length, 3);
    assert.deepEqual(
      announcedSince("0.2.0", text).map(({ type }) => type),
      ["kubernetes:core/v1:Secret"],
    );
    assert.deepEqual(announcedSince("0.3.0", text), []);
  });

  it("can be read in the file as it stands", () => {
    for (const version of releases) announcedSince(version);
  });

  it("are rows that the test understands, or the row is named", () => {
    const vague = text.replace("| update | `kubernetes:core/v1:Secret`", "| some update of | Secrets");
    assert.throws(
      () => announcedSince("0.2.0", vague),
      /some update of \| Secrets[\s\S]*expected: \| update/,
    );
  });

  const rows = announcedSince("0.1.0", text);

  it("cover an update whose fields are all named, a replaced provider, and what changes nothing", () => {
    const covered = [
      step("update", "command:local:Command", "x-gate", "environment.A"),
      step("create-replacement", "pulumi:providers:kubernetes", "management-cluster"),
      step("delete-replaced", "pulumi:providers:kubernetes", "management-cluster"),
      step("same", "kubernetes:cluster.x-k8s.io/v1beta1:Cluster", "x-cluster"),
    ];
    assert.deepEqual(unannounced(rows, covered), []);
  });

  for (const [what, unexpected] of Object.entries({
    "another field": step("update", "command:local:Command", "x-gate", "environment.A", "environment.C"),
    "another resource of the type": step("update", "command:local:Command", "x-ready", "environment.A"),
    "a replacement of what is only updated": step("replace", "kubernetes:core/v1:Secret", "x", "metadata"),
    "an update without a known field": step("update", "kubernetes:core/v1:Secret", "x"),
    "another type": step("update", "kubernetes:cluster.x-k8s.io/v1beta1:Cluster", "x-cluster", "spec"),
  })) {
    it(`do not cover ${what}`, () => {
      assert.equal(unannounced(rows, [unexpected]).length, 1);
    });
  }
});
