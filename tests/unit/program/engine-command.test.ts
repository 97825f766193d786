import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { EngineCommand, engineCommand } from "../../../src/program/engine-command.js";
import { urnPattern } from "../../../src/program/engine-command.js";

const urn =
  "urn:pulumi:site::tkg-edge::tkg-edge:index:SingleNodeCluster$kubernetes:core/v1:Secret::edge-credentials";
const other = urn.replace("edge-credentials", "edge-cluster");
const called = (...args: string[]) => new EngineCommand(args);

describe("the engine's command line", () => {
  it("names what is replaced, in each form of the flags", () => {
    for (const args of [
      ["up", "--replace", urn],
      ["up", `--replace=${urn}`],
      ["up", "--replace", "urn:pulumi:x", "--replace", urn],
      ["--cwd", "/work", "up", "--yes", "--target-replace", urn],
      ["preview", "--replace", "**edge-credentials"],
      ["up", "--replace", "urn:pulumi:site::tkg-edge::**::*-credentials"],
    ]) {
      assert.equal(called(...args).replaces(urn), true, args.join(" "));
      assert.equal(called(...args).replaces(other), false, args.join(" "));
    }
    assert.equal(called("up", "--replace", "**").replaces(other), true);
    assert.equal(called("up", "--target", urn).replaces(urn), false);
    assert.equal(called("up", "--replace").replaces(urn), false);
  });

  it("names it in the environment as well, as the engine takes flags from there", () => {
    const command = new EngineCommand(["up"], { PULUMI_OPTION_TARGET_REPLACE: `urn:pulumi:x,${urn}` });
    assert.equal(command.replaces(urn), true);
    assert.equal(command.isPartial, true);
    assert.equal(new EngineCommand(["up"], { PULUMI_OPTION_REFRESH: "true" }).refreshes, true);
    assert.equal(new EngineCommand(["up"], { PULUMI_OPTION_REFRESH: "false" }).refreshes, false);
  });

  it("knows which resources a partial run may work on", () => {
    assert.equal(called("up").isPartial, false);
    for (const args of [["-t", urn], [`-t${urn}`], ["-yt", urn], ["--target", urn], [`--target=${urn}`]]) {
      const command = called("up", ...args);
      assert.equal(command.isPartial, true, args.join(" "));
      assert.deepEqual([command.mayInclude(urn), command.mayInclude(other)], [true, false], args.join(" "));
    }
    assert.equal(called("up", "--target", urn, "--target-dependents").mayInclude(other), true);
    const excluding = called("up", "--exclude", urn);
    assert.deepEqual([excluding.mayInclude(urn), excluding.mayInclude(other)], [false, true]);
  });

  it("knows whether the engine has checked protection before it runs a command", () => {
    for (const args of [["up"], ["up", "--yes"], ["update"], ["up", "-f", "--ignore-protect"]]) {
      assert.equal(called(...args).protectionIsSettled, true, args.join(" "));
    }
    for (const args of [
      ["up", "-f"],
      ["up", "-yf"],
      ["up", "--skip-preview"],
      ["up", "--plan=p"],
      ["watch"],
    ]) {
      assert.equal(called(...args).protectionIsSettled, false, args.join(" "));
    }
    const skipped = new EngineCommand(["up"], { PULUMI_OPTION_SKIP_PREVIEW: "true" });
    assert.equal(skipped.protectionIsSettled, false);
  });

  it("knows whether a deployment is refreshed by the program", () => {
    assert.equal(called("up", "--refresh", "--run-program").refreshesByProgram, true);
    assert.equal(called("preview", "-r", "--run-program=true").refreshesByProgram, true);
    assert.equal(new EngineCommand(["up", "-r"], { PULUMI_RUN_PROGRAM: "true" }).refreshesByProgram, true);
    for (const args of [
      ["up", "--refresh"],
      ["up", "--run-program"],
      ["refresh", "--run-program"],
    ]) {
      assert.equal(called(...args).refreshesByProgram, false, args.join(" "));
    }
  });

  it("knows whether the run carries out what the program describes", () => {
    for (const verb of ["up", "update", "preview", "pre", "watch"])
      assert.equal(called(verb).deploys, true, verb);
    for (const verb of ["refresh", "destroy", "down"]) {
      assert.equal(called(verb, "--run-program").deploys, false, verb);
    }
    assert.equal(called().deploys, true);
  });

  it("is read from an ancestor of the program, past the language host", () => {
    assert.equal(engineCommand(), undefined);
    const module = fileURLToPath(new URL("../../../src/program/engine-command.js", import.meta.url));
    const program = `import(${JSON.stringify(module)}).then(({ engineCommand }) => console.log(engineCommand()?.replaces("a b") + " " + engineCommand()?.verb))`;
    const host = `require("node:child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(program)}], { stdio: "inherit" })`;
    const args = ["-e", host, "--", "up", "--stack", "edge", "--replace", "a b"];
    const engine = spawnSync(process.execPath, args, { argv0: "/usr/bin/pulumi", encoding: "utf8" });
    assert.equal(engine.stdout, "true up\n", engine.stderr);
  });
});

describe("a pattern of URNs", () => {
  it("is what the engine takes it for", () => {
    assert.equal(urnPattern("**").test(urn), true);
    assert.equal(urnPattern("*").test(urn), false);
    assert.equal(urnPattern("**::edge-*").test(urn), true);
    assert.equal(urnPattern(urn).test(urn), true);
    assert.equal(urnPattern(urn.replace("$", ".")).test(urn), false);
  });
});
