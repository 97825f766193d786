import assert from "node:assert/strict";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildTool } from "../../../sandbox/toolchain/go-build.js";
import { cacheRoot } from "../../../sandbox/toolchain/locations.js";
import { useScratchCache } from "./scratch-cache.js";

/** A Go command that writes its output file, after it has run the lines given. */
const goCommand = (lines: string): string => `#!/bin/sh
${lines}
while [ "$1" != "-o" ]; do shift; done
echo binary > "$2"
`;

describe("building a tool", () => {
  useScratchCache();
  const { PATH = "" } = process.env;
  let root = "";
  const source = () => join(root, "tool", "main.go");
  const build = () =>
    buildTool(
      {
        name: "tool",
        version: "1",
        build: { module: "tool", package: ".", megabytes: 1 },
        go: "go1.26.0",
        root,
      },
      () => undefined,
    );
  const useGo = (lines: string): void => {
    const bin = join(root, "bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, "go"), goCommand(lines));
    chmodSync(join(bin, "go"), 0o755);
    process.env.PATH = `${bin}:${PATH}`;
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "tkg-edge-build-"));
    mkdirSync(join(root, "tool"));
    writeFileSync(source(), "package main\n");
    for (const name of ["go.mod", "go.sum"]) writeFileSync(join(root, "tool", name), "");
  });
  afterEach(() => {
    process.env.PATH = PATH;
    rmSync(root, { recursive: true, force: true });
  });

  it("leaves its binary in the cache", async () => {
    useGo("");
    assert.ok(existsSync(await build()));
  });

  it("drops a binary whose sources changed while they were compiled, and builds the new ones the next time", async () => {
    useGo(`echo "// edited" >> "${source()}"`);
    await assert.rejects(
      build(),
      /the sources of tool changed while they were compiled; run make tools again/,
    );
    assert.deepEqual(readdirSync(join(cacheRoot(), "tools")), []);
    appendFileSync(source(), "// and saved\n");
    useGo("");
    assert.ok(existsSync(await build()));
  });
});
