/** The script of the recipe that carries objects over a rebuild, with a kubectl that answers what the test wants. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkout } from "../checkout.js";

/** Prints names, or a list; a patch of it prints what it was asked for. */
const kubectl = `#!/usr/bin/env bash
case "$*" in
  "get "*"--output name") cat names ;;
  "get "*"--output json") echo list ;;
  "patch --local "*) cat >/dev/null; echo "$@" ;;
  *) exit 1 ;;
esac
`;

describe("the script that carries objects over a rebuild", () => {
  let directory: string;
  const inDirectory = (name: string) => join(directory, name);
  const saved = (ending = "") => inDirectory(`carried/default.edge.json${ending}`);
  const save = (...names: readonly string[]): string => {
    writeFileSync(inDirectory("names"), names.map((name) => `${name}\n`).join(""));
    return execFileSync(join(checkout, "examples", "after-rebuild", "export-objects.sh"), {
      cwd: directory,
      encoding: "utf8",
      env: {
        PATH: `${directory}:${process.env.PATH ?? ""}`,
        TKG_EDGE_CLUSTER_NAMESPACE: "default",
        TKG_EDGE_CLUSTER_NAME: "edge",
      },
    });
  };

  before("make a kubectl", () => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-carried-"));
    writeFileSync(inDirectory("kubectl"), kubectl, { mode: 0o755 });
  });
  after("remove it", () => {
    rmSync(directory, { recursive: true, force: true });
  });

  it("saves all of them as JSON, without what the old cluster wrote", () => {
    assert.match(save("configmap/a", "configmap/b"), /saved 2 objects in carried\/default\.edge\.json/);
    const asked = readFileSync(saved(), "utf8");
    assert.match(asked, /--type merge .*"ownerReferences": null.* --output json$/m);
  });

  it("keeps what was saved before where a cluster has none of them", () => {
    assert.match(save(), /saved 0 objects/);
    assert.equal(readFileSync(saved(), "utf8"), "");
    assert.match(readFileSync(saved(".previous"), "utf8"), /patch --local/);
    save();
    assert.match(readFileSync(saved(".previous"), "utf8"), /patch --local/);
    assert.ok(!existsSync(saved(".part")));
  });
});
