/** What Pulumi starts is packed: one file for the program and one for each command, with all that they need. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { checkout } from "../checkout.js";

const packed = join(checkout, "dist", "bundle");

describe("dist/bundle", () => {
  it("loads only Node's own modules and Pulumi's packages at run time", () => {
    const files = readdirSync(packed, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".js"),
    );
    assert.ok(files.length > 1);
    const foreign = files.flatMap((file) => {
      const text = readFileSync(join(packed, file), "utf8");
      // Behind a quote it is text: ajv has it for code that it would write to a file.
      const loaded = text.matchAll(
        /^import (?:[^"]*? from )?"([^"]+)";$|(?<!['`])\b(?:__)?(?:require|import)\("([^"]+)"\)/gm,
      );
      return (
        [...loaded]
          .map(([, name = "", required = ""]) => name || required)
          .filter((name) => !isBuiltin(name) && !name.startsWith("@pulumi/"))
          // What `tkg-edge init` writes into a project is text here.
          .filter((name) => !name.startsWith("tkg-edge/"))
          .map((name) => `${file}: ${name}`)
      );
    });
    assert.deepEqual(foreign, []);
  });

  it("has every command that a component runs", () => {
    const run = ["components", "src/contracts"].flatMap((room) =>
      readdirSync(join(checkout, room)).flatMap((file) => {
        const text = readFileSync(join(checkout, room, file), "utf8");
        return [...text.matchAll(/(?:command|onUpdate|onDelete): "([a-z-]+)"/g)].map(([, name = ""]) => name);
      }),
    );
    assert.ok(run.length > 5, run.join());
    const there = readdirSync(join(packed, "commands")).map((file) => basename(file, ".js"));
    assert.deepEqual(
      run.filter((name) => !there.includes(name)),
      [],
    );
  });

  it("has the tkg-edge command", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ["tkg-edge.js", "--version"], {
      cwd: checkout,
    });
    assert.match(stdout, /^\d+\.\d+\.\d+/);
    assert.match(readFileSync(join(checkout, "tkg-edge.js"), "utf8"), /dist\/bundle\/cli\.js/);
  });

  it("runs, and names all that a command misses", async () => {
    const command = ["command.js", "pull-tkr-package"];
    const ran = promisify(execFile)(process.execPath, command, { cwd: checkout, env: {} });
    await assert.rejects(ran, ({ code, stderr }: { code: number; stderr: string }) => {
      assert.equal(code, 2);
      assert.match(stderr, /TKG_EDGE_INPUT\.tkrVersion: Invalid input: expected string, received undefined/);
      assert.match(stderr, /TKG_EDGE_INPUT\.bundle: /);
      return true;
    });
  });
});
