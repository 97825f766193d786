/** Steps: what the policy pack refuses, warns of and lets pass at a preview and at an `up`, started by the real engine. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { vcenterPassword } from "../../../sandbox/demo-values.js";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { inventory } from "../harness/inventory.js";
import { LiveApis } from "../harness/live-apis.js";
import { checkout } from "../harness/project.js";
import type { Outcome, RunOptions, TestStack } from "../harness/test-stack.js";

interface Script {
  readonly layOutPolicyPack: (folder: string) => string;
}

export function policyRefusals(given: () => { readonly sandbox: Sandbox; readonly stack: TestStack }): void {
  /** The executable of the pack. */
  let pack: string;

  before("lay out the pack, and the example of a user's", async () => {
    const { stack } = given();
    stack.reset({ site: { protect: true, labels: { tier: "production" } } });
    const script = pathToFileURL(join(checkout, "scripts", "policy-pack.js")).href;
    const { layOutPolicyPack } = (await import(script)) as Script;
    pack = layOutPolicyPack(join(stack.project, "pack"));
  });

  /** Options of a run with a pack and a policy file in the project. */
  function under(policies: object, executable = pack): RunOptions {
    const { project } = given().stack;
    writeFileSync(join(project, "policies.yaml"), JSON.stringify({ policies }));
    const environment = { TKG_EDGE_POLICY_FILE: "policies.yaml", PWD: project };
    return { args: ["--policy-pack", executable], environment };
  }

  function assertRefused({ exitCode, all }: Outcome, texts: readonly RegExp[]): void {
    assert.notEqual(exitCode, 0, all);
    for (const text of texts) assert.match(all, text);
    assert.ok(!all.includes(vcenterPassword), "the password is printed");
  }

  const kept = {
    ...{ protection: { sites: "tier=production" }, verifiedVcenter: {}, names: { pattern: "workload-.*" } },
    ...{ machine: { numCPUs: { max: 4 } }, sshKeyTypes: { allowed: ["ssh-ed25519"] } },
    ...{
      tkrVersions: { allowed: ["v1.25.7+vmware.1-tiny.*"] },
      classNames: { allowed: ["tkg-vsphere-default-*"] },
    },
    ...{ labels: { required: { tier: "production|test" } } },
  };

  it("let a site pass that keeps them", async () => {
    const { exitCode, all } = await given().stack.preview(under(kept));
    assert.equal(exitCode, 0, all);
    assert.match(all, /tkg-edge@v/);
    assert.doesNotMatch(all, /\[mandatory\]|\[advisory\]/);
  });

  it("refuse an up with every violation at once, and change nothing", async () => {
    const { sandbox, stack } = given();
    const apis = new LiveApis(sandbox);
    const [before, state] = [await inventory(apis), stack.state()];
    stack.configure({ site: { protect: false } });
    const violated = {
      ...{ protection: { sites: "tier=production" }, names: { pattern: "shop-.*" } },
      ...{ machine: { numCPUs: { max: 2 } }, registries: { allowed: ["registry.example.com"] } },
      ...{ tkrVersions: { allowed: ["v1.26.*"] }, classNames: { allowed: ["other-*"] } },
      ...{ sshKeyTypes: { allowed: ["ssh-rsa"] }, labels: { required: { owner: null } } },
    };
    const outcome = await stack.up({ preview: true, ...under(violated) });
    stack.configure({ site: { protect: true } });
    assertRefused(outcome, [
      ...Object.keys(violated).map((name) => new RegExp(`\\[mandatory\\] +${name} `)),
      /tkg-edge:site\.protect is false; expected: true \(policies\.yaml\)/,
      /tkg-edge:site\.machine\.numCPUs is 4; expected: at most 2/,
      /tkg-edge:site\.labels\.owner is not set; expected: a label with this name/,
      /tkg-edge:management\.tkr\.bundle is /,
    ]);
    assert.deepEqual(await inventory(apis), before);
    assert.equal(stack.state(), state);
  });

  it("warn of what an advisory one finds", async () => {
    const policies = { machine: { enforcement: "advisory", numCPUs: { max: 2 } } };
    const { exitCode, all } = await given().stack.preview(under(policies));
    assert.equal(exitCode, 0, all);
    assert.match(all, /\[advisory\] +machine /);
    assert.match(all, /tkg-edge:site\.machine\.numCPUs is 4; expected: at most 2/);
  });

  it("refuse by a rule of the user's pack", async () => {
    const { stack } = given();
    const own = join(stack.project, "our-policies");
    cpSync(join(checkout, "examples", "policy"), own, { recursive: true });
    mkdirSync(join(own, "node_modules"));
    symlinkSync(join(stack.project, "pack"), join(own, "node_modules", "tkg-edge-policy"));
    const executable = join(own, "pulumi-analyzer-ours");
    writeFileSync(executable, '#!/usr/bin/env node\nprocess.chdir(__dirname);\nrequire("./index.js");\n');
    chmodSync(executable, 0o755);
    assertRefused(await stack.preview(under({}, executable)), [
      /our-policies@v1\.0\.0/,
      /\[mandatory\] +endpointRange /,
      /tkg-edge:site\.controlPlaneEndpoint is 127\.\S+; expected: an address of 10\.20\.0\.0\/16 for workload-snc/,
    ]);
  });

  it("are started as the language host of today's Pulumi starts them, which the tests do not have", async () => {
    const folder = dirname(pack);
    const { project } = given().stack;
    writeFileSync(join(project, "policies.yaml"), JSON.stringify({ policies: kept }));
    const host = join(checkout, "node_modules/@pulumi/pulumi/cmd/run-policy-pack/index.js");
    const started = execa(process.execPath, [host, "127.0.0.1:1", folder], {
      ...{ cwd: folder, reject: false, timeout: 60_000 },
      env: { TKG_EDGE_POLICY_FILE: "policies.yaml", PWD: project },
    });
    const ended = started.then(({ stderr }) => assert.fail(stderr));
    const [port] = (await Promise.race([once(started.stdout, "data"), ended])) as [Buffer];
    ended.catch(() => undefined);
    started.kill();
    assert.match(port.toString(), /^\d+\n$/);
  });

  it("refuse every run where their file is wrong or not named", async () => {
    const { stack } = given();
    assertRefused(await stack.preview(under({ protecton: {} })), [
      /policies\.yaml[\s\S]*did you mean "protection"\?/,
    ]);
    const { args = [] } = under({});
    const environment = { TKG_EDGE_POLICY_FILE: "" };
    assertRefused(await stack.preview({ args, environment }), [/TKG_EDGE_POLICY_FILE is not set; expected/]);
  });
}
