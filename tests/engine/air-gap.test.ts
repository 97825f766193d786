/**
 * A registry of one's own, behind a CA of one's own, which the management cluster's TKr controller does not know yet; and
 * how the program and its tools verify vCenter, by a CA or by a thumbprint alone.
 */
import assert from "node:assert/strict";
import { execa } from "execa";
import { realChanges } from "./harness/engine-events.js";
import { toolRunEnvironment } from "./harness/environments.js";
import { conditionOf, LiveApis } from "./harness/live-apis.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";
import { TestStack } from "./harness/test-stack.js";

const tkrVersion = "v1.25.7+vmware.1-tiny.2-tkg.1";
const tag = tkrVersion.replace("+", "_");
const configMap = ["configmap", "tkr-controller-config", "-n", "tkg-system"];

describe("a registry and a vCenter with certificates of their own", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("light") });
  let apis: LiveApis;
  let management: TestStack;

  const tool = (name: string, ...args: string[]) =>
    execa(name, args, { env: toolRunEnvironment(file.sandbox), extendEnv: false, cwd: file.directory });
  const shell = (script: string) => tool("bash", "-euo", "pipefail", "-c", script);
  const authorities = async () =>
    (await apis.mustGet("configmap", "tkr-controller-config", "tkg-system")).data;
  const generation = () =>
    apis.kubectl([
      "get",
      "deploy",
      "tkr-source-controller-manager",
      "-n",
      "tkg-system",
      "-o",
      "jsonpath={.metadata.generation}",
    ]);

  /** As a management cluster is that was made without that CA. */
  async function forgetCa(): Promise<void> {
    await apis.kubectl(["patch", ...configMap, "--type=merge", "-p", '{"data": {"caCerts": ""}}']);
    await shell(
      "kubectl -n tkg-system rollout restart deployment tkr-source-controller-manager\n" +
        "kubectl -n tkg-system rollout status deployment tkr-source-controller-manager --timeout=60s",
    );
  }

  before("relocate the bundles, as to an air-gapped site", async () => {
    apis = new LiveApis(file.sandbox);
    const { host, caFile } = file.sandbox.registry;
    const mirror = `${host.split("/")[0] ?? ""}/mirror`;
    for (const name of ["tkr-repository-vsphere-edge", "tkr-vsphere-edge"]) {
      const to = ["--to-repo", `${mirror}/${name}`, "--registry-ca-cert-path", caFile];
      await tool("imgpkg", "copy", "-b", `${host}/${name}:${tag}`, ...to);
    }
    await forgetCa();
    management = await TestStack.create(file.sandbox, file.directory, "air-gap", {
      connection: { registry: { host: mirror } },
      management: { tkr: { bundle: `${mirror}/tkr-repository-vsphere-edge` } },
      template: undefined,
      site: undefined,
    });
  });

  it("prints, at preview, the commands that make the TKr controller trust the CA, and these work", async () => {
    const { exitCode, all } = await management.preview();
    assert.equal(exitCode, 0, all);
    assert.match(all, /TKr controller does not trust .*ca\.pem \(tkg-edge:connection\.registry\.caFile\)/);
    const commands = all.split("\n").filter((line) => /^\s*\(?kubectl .*-n tkg-system/.test(line));
    assert.equal(commands.length, 5, all);
    const before = await generation();
    await execa("bash", ["-euo", "pipefail", "-c", commands.join("\n")], {
      cwd: management.project,
      env: toolRunEnvironment(file.sandbox),
      extendEnv: false,
    });
    assert.match((await authorities())?.caCerts ?? "", /BEGIN CERTIFICATE/);
    assert.notEqual(await generation(), before, "the controller was restarted");
    const again = await management.preview();
    assert.doesNotMatch(again.all, /does not trust/);
    await forgetCa();
  });

  it("with trustRegistryCa: apply makes the controller trust it and installs the TKr of the relocated bundle", async () => {
    management.configure({ management: { trustRegistryCa: "apply" } });
    const before = await generation();
    const { exitCode, all } = await management.up();
    assert.equal(exitCode, 0, all);
    assert.match((await authorities())?.caCerts ?? "", /BEGIN CERTIFICATE/);
    assert.notEqual(await generation(), before, "the controller was restarted");
    const tkr = await apis.mustGet("tkr", tkrVersion.replace("+", "---"));
    assert.equal(conditionOf(tkr, "Ready"), "True");
    const [tkrPackage] = (await apis.list("packages.data.packaging.carvel.dev")).filter(({ metadata }) =>
      metadata.name.startsWith("tkr-vsphere-edge"),
    );
    assert.match(JSON.stringify(tkrPackage?.spec), /"image":"127\.[\d.]+:5000\/mirror\/tkr-vsphere-edge:/);
    const { retainedOnDestroy } = await management.outputs();
    assert.match(JSON.stringify(retainedOnDestroy), /ConfigMap tkg-system\/tkr-controller-config/);
  });

  it("touches nothing when it is run again", async () => {
    const before = await generation();
    const outcome = await management.up();
    assert.deepEqual(realChanges(outcome), {}, outcome.all);
    assert.equal(await generation(), before);
    const plugins = outcome.steps.map(({ type }) => type);
    assert.ok(
      !plugins.includes("pulumi:providers:vsphere"),
      "it has no business in vCenter, and no session there",
    );
  });

  describe("vCenter", () => {
    let site: TestStack;
    const template = { tkrVersion };
    const alone = { management: undefined, site: undefined };
    const withoutAuthorities = { SSL_CERT_DIR: "", SSL_CERT_FILE: "/dev/null" };
    const providers = ({ steps }: Awaited<ReturnType<TestStack["preview"]>>) =>
      steps.filter(({ type }) => type === "pulumi:providers:vsphere").length;

    before(async () => {
      site = await TestStack.create(file.sandbox, file.directory, "pinned", { ...alone, template });
    });

    it("is read by the plugin if the CAs of its environment verify it", async () => {
      const outcome = await site.preview();
      assert.equal(outcome.exitCode, 0, outcome.all);
      assert.equal(providers(outcome), 1);
    });

    it("is read by govc with the CA if the plugin could not verify it", async () => {
      const outcome = await site.preview({ environment: withoutAuthorities });
      assert.equal(outcome.exitCode, 0, outcome.all);
      assert.equal(providers(outcome), 0, "the plugin would send the password to an unverified server");
    });

    it("is read by govc if only the thumbprint is configured, and a wrong path is reported too", async () => {
      const { server, username, thumbprint } = file.sandbox.vcenter;
      const connection = { vcenter: { server, username, thumbprint } };
      site.reset({ ...alone, template, connectionFile: undefined, connection });
      const right = await site.preview({ environment: withoutAuthorities });
      assert.equal(right.exitCode, 0, right.all);
      assert.equal(providers(right), 0);
      site.configure({ template: { datastore: "/dc0/datastore/nope" } });
      const wrong = await site.preview({ environment: withoutAuthorities });
      assert.notEqual(wrong.exitCode, 0);
      assert.match(wrong.all, /tkg-edge:template\.datastore/);
    });

    it("is identified by its thumbprint before anything is sent", async () => {
      const thumbprint = `${"00:".repeat(19)}01`;
      site.reset({ ...alone, template, connection: { vcenter: { thumbprint } } });
      const outcome = await site.preview();
      assert.notEqual(outcome.exitCode, 0);
      assert.match(outcome.all, /tkg-edge:connection\.vcenter\.thumbprint/);
      assert.match(outcome.all, /No password was sent/);
      assert.equal(providers(outcome), 0);
    });
  });
});
