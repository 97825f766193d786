import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../src/cli/tkg-edge.js";
import { pageStack } from "../example-site.js";

const tkrVersion = "v1.25.7+vmware.1-tiny.2-tkg.1";

describe("tkg-edge, of a site that takes its TKr from another stack", () => {
  let directory: string;
  /** What `pulumi stack output` of a stack answers; without one it fails. */
  let outputs: Readonly<Record<string, object>>;

  beforeEach(() => {
    outputs = {};
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-from-"));
    const config = {
      "tkg-edge:connection": pageStack.connection,
      "tkg-edge:vcenterPassword": { secure: "v1:x" },
      "tkg-edge:site": { ...pageStack.site, from: { management: "acme/tkg-edge/management" } },
    };
    writeFileSync(join(directory, "Pulumi.site.yaml"), JSON.stringify({ config }));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  async function edge(...args: string[]) {
    let out = "";
    let err = "";
    const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
    const calls: string[] = [];
    const pulumi = (given: readonly string[]) => {
      const stack = given[given.indexOf("--stack") + 1] ?? "";
      calls.push(`${given.slice(0, 2).join(" ")} of ${stack}`);
      const answer = outputs[stack];
      const stderr = answer === undefined ? "error: no login" : "";
      return Promise.resolve({ ok: answer !== undefined, stdout: JSON.stringify(answer), stderr });
    };
    const code = await run([...args, "--stack", "site", "-C", directory], {
      terminal,
      pulumi,
      version: "1.2.3",
    });
    return { code, out, err, calls };
  }

  it("render reads the other stack's outputs, and prints the same as for a site that sets them itself", async () => {
    outputs = { "acme/tkg-edge/management": { tkrVersion, className: "tkg-vsphere-default-v1.0.0" } };
    const read = await edge("render");
    assert.equal(read.code, 0, read.err);
    assert.deepEqual(read.calls, ["stack output of acme/tkg-edge/management"]);
    const given = await edge("render", "--tkr-version", tkrVersion);
    assert.deepEqual(given.calls, []);
    assert.equal(given.out, read.out);
    assert.match(read.out, /version: v1\.25\.7\+vmware\.1-tiny\.2$/m);
  });

  it("render takes the class that the user gives", async () => {
    const { out } = await edge("render", "--tkr-version", tkrVersion, "--class-name", "another-class");
    assert.match(out, /class: another-class$/m);
  });

  it("render explains how to continue if the other stack cannot be read", async () => {
    const { code, err } = await edge("render");
    assert.equal(code, 1);
    assert.match(
      err,
      /tkg-edge:site\.from\.management: .*acme\/tkg-edge\/management cannot be read: error: no login/,
    );
    assert.match(err, /--tkr-version VERSION/);
  });

  it("validate contacts no system, and reports what it therefore did not check", async () => {
    const { code, out, err, calls } = await edge("validate");
    assert.equal(code, 0, err);
    assert.deepEqual(calls, []);
    assert.match(
      err,
      /acme\/tkg-edge\/management were not read.*rules about versions were not checked.*--tkr-version/,
    );
    assert.match(out, /stack site is valid: site/);
  });

  it("validate checks the versions that the user gives", async () => {
    const { code, err } = await edge("validate", "--tkr-version", "v1.25.7+vmware.2-tkg.1");
    assert.equal(code, 1);
    assert.match(err, /tkg-edge:site\.tkrVersion[\s\S]*a tiny TKr/);
    const good = await edge("validate", "--tkr-version", tkrVersion);
    assert.equal(good.code, 0, good.err);
    assert.doesNotMatch(good.err, /not checked/);
  });
});
