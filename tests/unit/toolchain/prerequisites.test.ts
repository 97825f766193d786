import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { executablesNamed } from "../../../sandbox/toolchain/find-on-path.js";
import { toolchainFolder } from "../../../sandbox/toolchain/locations.js";

/** A machine that has bash, uname and what is given: program -> what it prints. */
class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), "tkg-edge-machine-"));
  private readonly bash = executablesNamed("bash")[0] ?? assert.fail("there is no bash");

  constructor(programs: Readonly<Record<string, string>>) {
    mkdirSync(join(this.folder, "bin"));
    for (const [name, output] of Object.entries({ uname: "Linux", ...programs })) {
      const file = join(this.folder, "bin", name);
      writeFileSync(file, `#!${this.bash}\necho '${output}'\n`);
      chmodSync(file, 0o755);
    }
    symlinkSync(this.bash, join(this.folder, "bin", "bash"));
  }

  /** Runs the check. */
  check(...args: string[]): { code: number | null; complaint: string[] } {
    const result = spawnSync(this.bash, [join(toolchainFolder, "prerequisites.sh"), ...args], {
      encoding: "utf8",
      env: { PATH: join(this.folder, "bin"), HOME: this.folder },
    });
    return { code: result.status, complaint: result.stderr.trimEnd().split("\n") };
  }
}

const complete = { make: "", git: "", node: "v20.9.0", npm: "11.0.0", go: "go1.26.0" };

describe("the check of the prerequisites", () => {
  const machines: Machine[] = [];
  const machine = (programs: Readonly<Record<string, string>>): Machine => {
    const made = new Machine(programs);
    machines.push(made);
    return made;
  };
  after(() => {
    for (const { folder } of machines) rmSync(folder, { recursive: true, force: true });
  });

  it("is content with a machine that has the lowest versions of all", () => {
    assert.deepEqual(machine(complete).check("sandbox"), { code: 0, complaint: [""] });
  });

  it("reports everything that is missing at once, each with the way to get it", () => {
    const { code, complaint } = machine({}).check();
    assert.equal(code, 1);
    const [title, ...lines] = complaint;
    assert.equal(title, "This machine lacks:");
    assert.deepEqual(
      lines.map((line) => line.trim().split(":")[0]),
      ["make", "git", "node >= 20.9", "npm", "go >= 1.26"],
    );
    for (const line of lines) assert.match(line, /(apt-get|https:)/);
  });

  it("names what is too old, with its version", () => {
    const { code, complaint } = machine({ ...complete, node: "v18.20.4", go: "go1.9.7" }).check();
    assert.equal(code, 1);
    assert.match(complaint.join("\n"), /node >= 20\.9: .*\/node is 18\.20\.4/);
    assert.match(complaint.join("\n"), /go >= 1\.26: .*\/go is 1\.9\.7/);
  });

  it("requires Go only while no version of the toolchain is complete", () => {
    const { go: _, ...withoutGo } = complete;
    const made = machine(withoutGo);
    assert.equal(made.check().code, 1);
    const records = join(made.folder, ".cache", "tkg-edge", "records");
    mkdirSync(records, { recursive: true });
    writeFileSync(join(records, "one.json"), "{}");
    assert.equal(made.check().code, 0);
  });

  it("requires Linux only for the sandbox", () => {
    const made = machine({ ...complete, uname: "Darwin" });
    assert.equal(made.check().code, 0);
    const { code, complaint } = made.check("sandbox");
    assert.equal(code, 1);
    assert.match(complaint.join("\n"), /Linux: the sandbox binds loopback addresses .* which Darwin has not/);
  });
});
