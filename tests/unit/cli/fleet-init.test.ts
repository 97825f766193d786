import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "js-yaml";
import { run } from "../../../src/cli/tkg-edge.js";
import { stackFileName } from "../../../src/config/stack-file.js";
import { defaults } from "../fleet/fleet-folder.js";

describe("tkg-edge fleet init", () => {
  let directory: string;
  /** Names that the backend has. */
  let stacks: Set<string>;
  /** What `pulumi stack init` fails with, by stack. */
  let failures: Map<string, string>;
  let atOnce: number;
  let mostAtOnce: number;
  let backendAnswers: boolean;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-fleet-init-"));
    stacks = new Set();
    failures = new Map();
    [atOnce, mostAtOnce, backendAnswers] = [0, 0, true];
    writeFleet(["one", "two", "three"]);
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const file = (stack: string) => join(directory, stackFileName(stack));
  const textOf = (stack: string) => readFileSync(file(stack), "utf8");
  const configOf = (stack: string) => (load(textOf(stack)) as { config: Record<string, unknown> }).config;
  const writeFleet = (sites: readonly string[]) => {
    const own = sites.map((site, index) => [site, { site: { controlPlaneEndpoint: `10.0.0.${index + 1}` } }]);
    writeFileSync(
      join(directory, "fleet.yaml"),
      JSON.stringify({ defaults, sites: Object.fromEntries(own) as object }),
    );
  };

  /** As `pulumi stack ls` and `pulumi stack init` do it with a passphrase. */
  async function pulumi(args: readonly string[]) {
    if (!backendAnswers) return { ok: false, stdout: "", stderr: "error: no backend" };
    if (args[1] === "ls") {
      const all = [...stacks].map((name) => ({ name: `organization/tkg-edge/${name}`, current: false }));
      return { ok: true, stdout: JSON.stringify(all), stderr: "" };
    }
    assert.deepEqual(args.slice(0, 2), ["stack", "init"]);
    const [, , name = ""] = args;
    mostAtOnce = Math.max(mostAtOnce, (atOnce += 1));
    await new Promise(setImmediate);
    atOnce -= 1;
    const stderr = failures.get(name);
    if (stderr !== undefined) return { ok: false, stdout: "", stderr };
    stacks.add(name);
    const before = existsSync(file(name)) ? textOf(name) : "";
    writeFileSync(file(name), `encryptionsalt: v1:${name}\n${before}`);
    return { ok: true, stdout: "", stderr: "" };
  }

  async function init(...args: string[]) {
    let [out, err] = ["", ""];
    const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
    const all = ["fleet", "init", "-C", directory, ...args];
    return { code: await run(all, { terminal, pulumi, version: "1.2.3" }), out, err };
  }

  it("creates every stack with a file that names the fleet, and a second run changes nothing", async () => {
    const { code, out } = await init("--parallel", "2");
    assert.equal(code, 0);
    assert.match(out, /^3 sites of fleet\.yaml: 3 stacks created, 3 stack files completed$/m);
    assert.match(out, /^created: one, three, two$/m);
    assert.match(out, /^next, for each new stack: pulumi config set --secret tkg-edge:vcenterPassword/m);
    assert.equal(mostAtOnce, 2);
    assert.deepEqual(configOf("one"), { "tkg-edge:fleetFile": "fleet.yaml" });
    const before = textOf("two");
    assert.match(before, /^encryptionsalt: v1:two$/m);
    const again = await init();
    assert.equal(again.code, 0);
    assert.match(again.out, /^3 sites of fleet\.yaml: 0 stacks created, 0 stack files completed\n$/);
    assert.equal(textOf("two"), before);
  });

  it("completes what a killed run left: a stack without a file, a file without the fleet", async () => {
    stacks.add("one").add("two");
    writeFileSync(file("two"), "# mine\nencryptionsalt: v1:x\n");
    const { code, out } = await init();
    assert.equal(code, 0);
    assert.match(out, /: 1 stack created, 3 stack files completed$/m);
    assert.match(
      textOf("two"),
      /^# mine\nencryptionsalt: v1:x\nconfig:\n {2}tkg-edge:fleetFile: fleet\.yaml\n$/,
    );
  });

  it("leaves a stack of its own with the name of a site alone, and does the others", async () => {
    stacks.add("one");
    const own = "config:\n  tkg-edge:site: {name: one}\n";
    writeFileSync(file("one"), own);
    writeFileSync(file("two"), "config:\n  tkg-edge:fleetFile: other.yaml\n");
    const { code, out, err } = await init();
    assert.equal(code, 1);
    assert.match(out, /: 1 stack created, 1 stack file completed$/m);
    assert.match(
      err,
      /^Pulumi\.one\.yaml: a stack that names no fleet has the name of a site of fleet\.yaml; expected: /m,
    );
    assert.match(err, /^Pulumi\.two\.yaml: tkg-edge:fleetFile is other\.yaml; expected: fleet\.yaml/m);
    assert.equal(textOf("one"), own);
    assert.deepEqual([...stacks].sort(), ["one", "three"]);
  });

  it("names the stacks that have no site any more, and leaves them", async () => {
    await init();
    writeFleet(["one"]);
    const { code, out } = await init();
    assert.equal(code, 0);
    assert.match(out, /^stacks without a site in this fleet, left as they are: three, two$/m);
    assert.deepEqual([...stacks].sort(), ["one", "three", "two"]);
  });

  it("ends with 1 where a stack cannot be created, names it, and does the others", async () => {
    failures.set("two", "error: no room").set("three", "error: stack 'three' already exists");
    const { code, out, err } = await init();
    assert.equal(code, 1);
    assert.match(err, /^stack two was not created: error: no room$/m);
    assert.ok(!existsSync(file("two")));
    assert.match(out, /^3 sites of fleet\.yaml: 1 stack created, 2 stack files completed$/m);
  });

  it("creates nothing for a fleet or a stack file that cannot be read, or a backend that does not answer", async () => {
    writeFileSync(join(directory, "fleet.yaml"), "sites: [\n");
    assert.equal((await init()).code, 1);
    writeFleet(["one"]);
    backendAnswers = false;
    const { code, err } = await init();
    assert.equal(code, 1);
    assert.match(err, /the stacks of the project in .* cannot be listed: error: no backend/);
    assert.equal(stacks.size, 0);
    backendAnswers = true;
    writeFileSync(file("one"), "config: [\n");
    assert.match((await init()).err, /^Pulumi\.one\.yaml: line /m);
    assert.equal(stacks.size, 0);
  });

  it("takes a number from 1 to 64 for --parallel", async () => {
    for (const wrong of ["0", "65", "x", "1.5"])
      assert.equal((await init("--parallel", wrong)).code, 2, wrong);
  });
});
