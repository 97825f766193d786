/**
 * `tkg-edge preflight` on an environment in which nothing is wrong, in which one thing is wrong, and in which six are. The
 * checks are made in this process, against the sandbox; the command itself is run where its output or exit code counts.
 */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { dump } from "js-yaml";
import { parseStack } from "../../src/config/parse-stack.js";
import { readStackFile } from "../../src/config/stack-file.js";
import type { StackView } from "../../src/environment/judgements/standing.js";
import { CheckContext } from "../../src/preflight/check-context.js";
import { allChecks } from "../../src/preflight/checks.js";
import { runChecks, type Result } from "../../src/preflight/run-checks.js";
import { pulumiRunEnvironment } from "./harness/environments.js";
import { everyObject } from "./harness/every-object.js";
import { LiveApis } from "./harness/live-apis.js";
import { preflightFaults } from "./harness/preflight-faults/faults.js";
import {
  deadController,
  occupyEndpoint,
  switchFaults,
  type PreflightFault,
  type Scene,
} from "./harness/preflight-faults/scene.js";
import { templateFaults } from "./harness/preflight-faults/template-faults.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";
import { exampleSite, type Tree } from "./harness/stack-settings.js";
import { TestStack } from "./harness/test-stack.js";
import { provideTemplate } from "./harness/tiny-tkr.js";

interface JsonReport {
  readonly ok: boolean;
  readonly summary: Readonly<Record<string, number>>;
  readonly checks: readonly {
    readonly name: string;
    readonly status: string;
    readonly because?: string;
    readonly findings: readonly { readonly severity: string; readonly seen: string }[];
  }[];
}

describe("preflight", () => {
  const file = useSandbox({ profile: profileUnderTest("light") });
  let scene: Scene;
  let stack: TestStack;
  const pathBefore = process.env.PATH;
  const directoryBefore = process.cwd();

  before("install the TKr and its template, but no site", async () => {
    const { sandbox, directory } = file;
    const tools = join(directory, "other-tools");
    mkdirSync(tools);
    const apis = new LiveApis(sandbox);
    scene = { sandbox, apis, tools, endpoint: sandbox.endpoints[0] ?? assert.fail("no endpoint") };
    const environment = pulumiRunEnvironment(sandbox);
    process.env.PATH = `${tools}:${environment.PATH}`;
    process.env.IMGPKG_ENABLE_IAAS_AUTH = "false";
    await provideTemplate(sandbox, apis, "v1.25.7+vmware.1-tiny.2");
    stack = await TestStack.create(sandbox, directory, "preflight", { template: undefined, site: undefined });
    const up = await stack.up();
    assert.equal(up.exitCode, 0, up.all);
    stack.reset({});
  });

  after(() => {
    process.chdir(directoryBefore);
    process.env.PATH = pathBefore;
  });

  /** The results of one check and of what it needs. */
  async function runCheck(check: string, overrides: Tree): Promise<readonly Result[]> {
    const { sandbox, directory } = file;
    writeFileSync(join(directory, "Pulumi.checked.yaml"), dump(exampleSite(sandbox, overrides)));
    // The files that a stack names are relative to its project.
    process.chdir(directory);
    const { raw } = readStackFile(directory, "checked");
    const secretsSet = new Set(["vcenterPassword", "registryPassword"]);
    const spec = parseStack({ ...raw, secretsSet }, directory, "checked");
    const passwords = { vcenterPassword: sandbox.vcenter.password, registryPassword: "registry-password" };
    const selection = { skip: new Set<string>(), only: new Set([check]) };
    const state = JSON.parse(stack.state()) as {
      readonly deployment: { readonly resources: StackView["records"] };
    };
    const records = () =>
      Promise.resolve({ mark: "tkg-edge/preflight", records: state.deployment.resources });
    return runChecks(allChecks, new CheckContext(spec, passwords, records), selection);
  }

  async function command(...args: string[]) {
    return execa(process.execPath, ["tkg-edge.js", "preflight", "--stack", stack.name, ...args], {
      cwd: stack.project,
      env: { ...pulumiRunEnvironment(file.sandbox), PATH: process.env.PATH ?? "" },
      extendEnv: false,
      reject: false,
      all: true,
      stdin: "ignore",
    });
  }

  it("finds nothing wrong where nothing is, and changes nothing", async () => {
    const before = await everyObject(scene.sandbox, scene.apis);
    const { exitCode, stdout, all } = await command("--json");
    assert.equal(exitCode, 0, all);
    const report = JSON.parse(stdout) as JsonReport;
    assert.deepEqual(
      report.checks.filter(({ status }) => status !== "ok").map(({ name }) => name),
      // What the sandbox does not have, and what this site does not use.
      ["tkg-version", "identity", "address-pool", "version-change"],
      stdout,
    );
    assert.deepEqual(
      report.checks.map(({ name }) => name),
      allChecks.map(({ name }) => name),
    );
    assert.deepEqual(await everyObject(scene.sandbox, scene.apis), before);
  });

  it("every check has a fault in this file", () => {
    const shown = new Set([...preflightFaults, ...templateFaults].map(({ check }) => check));
    assert.deepEqual(
      allChecks.map(({ name }) => name).filter((name) => !shown.has(name)),
      [],
    );
  });

  const noticed = ({ title, check, status = "failure", overrides, make, texts }: PreflightFault): void => {
    it(`${check} reports ${title}`, async () => {
      const undo = await make?.(scene);
      try {
        const results = await runCheck(check, overrides?.(scene) ?? {});
        const result = results.find((one) => one.check.name === check);
        const text = results
          .map(({ check: { name }, findings }) => `${name} ${JSON.stringify(findings, undefined, 1)}`)
          .join("\n");
        assert.equal(result?.status, status, text);
        const findings = result.findings.filter(({ severity }) => severity === status);
        const words = findings
          .map(({ path, seen, expected }) => [path, seen, expected].join("\n"))
          .join("\n");
        for (const pattern of texts) assert.match(words, pattern);
        // It alone: what it needs is as it should be.
        for (const other of results) {
          if (other !== result) assert.notEqual(other.status, "failure", text);
        }
        assert.ok(!text.includes(file.sandbox.vcenter.password) && !text.includes("registry-password"), text);
      } finally {
        await undo?.();
      }
    });
  };
  preflightFaults.forEach(noticed);

  it("reports six faults in one run, skips the checks that depend on them, and changes nothing", async () => {
    stack.reset({ site: { machine: { diskGiB: 5000 } } });
    const undo = [
      switchFaults({ registryDown: true, vcenterVersion: "7.0.3", vcenterRole: "ReadOnly" })(scene),
      await occupyEndpoint(scene),
      await deadController(scene),
    ];
    try {
      const before = await everyObject(scene.sandbox, scene.apis);
      const { exitCode, stdout, all } = await command("--json");
      assert.equal(exitCode, 1, all);
      const report = JSON.parse(stdout) as JsonReport;
      const failed = report.checks.filter(({ status }) => status === "failure").map(({ name }) => name);
      assert.deepEqual(failed, [
        "controllers",
        "vcenter-version",
        "vcenter-privileges",
        "datastore-space",
        "registry-reachable",
        "endpoint-silent",
      ]);
      assert.equal(report.ok, false);
      assert.equal(report.summary.failure, 6);
      for (const name of ["bundle", "bundle-anonymous", "controller-trust"]) {
        const result = report.checks.find((check) => check.name === name);
        assert.equal(result?.because, "registry-reachable");
        assert.equal(result.findings[0]?.seen, "not checked because registry-reachable failed");
      }
      assert.ok(!all.includes(file.sandbox.vcenter.password));
      assert.deepEqual(await everyObject(scene.sandbox, scene.apis), before);

      const text = await command("--skip", "datastore-space", "controllers");
      assert.equal(text.exitCode, 1, text.all);
      assert.match(
        text.stdout,
        /FAILED +vcenter-version +vCenter reports version 7\.0\.3\n +key: .*\n +expected: version 8 \(TKG 2\.1, 2\.2\)\n/,
      );
      assert.match(text.stdout, /datastore-space +skipped on request/);
      assert.match(text.stdout, /^4 failed, /m);
    } finally {
      for (const step of undo) await step();
      stack.reset({});
    }
  });

  it("names the check that was meant", async () => {
    const { exitCode, stderr } = await command("--skip", "registry-reachble");
    assert.equal(exitCode, 1);
    assert.match(stderr, /no check "registry-reachble" \(did you mean registry-reachable\?\)/);
  });

  templateFaults.forEach(noticed);
});
