/** What a stack does at its vCenter: names of any kind, OVAs that are not whole, and sessions that end. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { exactly } from "../../src/clients/inventory-paths.js";
import { importEnvironment, startCommand, type Imported } from "./harness/import-by-hand.js";
import { LiveApis } from "./harness/live-apis.js";
import { profileUnderTest, useSandbox, withoutGuests } from "./harness/sandbox-of-file.js";
import { TestStack, type Outcome } from "./harness/test-stack.js";
import { connect, installTkr } from "./harness/tiny-site.js";
import { eventually } from "./harness/wait.js";

const tkrVersion = "v1.25.7+vmware.1-tiny.2-tkg.1";
const ovaName = "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova";

/** Read as patterns, all but the last few would match something else, or nothing. */
const oddNames = ["x[1]", "[a-z]", "x[", "x]1", "a*b", "a?b", "50%", "b\\s", "a b", "ümlaut-東京", "it's"];

describe("a stack at its vCenter", () => {
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let apis: LiveApis;
  let ova: string;
  let sha256: string;
  const succeeded = (outcome: Outcome): void => {
    assert.equal(outcome.exitCode, 0, outcome.all);
  };

  before(async () => {
    apis = new LiveApis(file.sandbox);
    await installTkr(connect(file.sandbox), file.sandbox, tkrVersion);
    ova = join(file.sandbox.directory, "ova", ovaName);
    sha256 = createHash("sha256").update(readFileSync(ova)).digest("hex");
  });

  /** Makes an object and gives the path that vCenter shows for it. */
  async function made(create: readonly string[], below: string): Promise<string> {
    const paths = async () => (await apis.govc(["find", below])).split("\n");
    const before = new Set(await paths());
    await apis.govc(create);
    const [path] = (await paths()).filter((one) => !before.has(one));
    assert.ok(path, `nothing is new below ${below}`);
    return path;
  }

  const host = "/dc0/host/cluster0/esx0.dc0.test";
  const pools = "/dc0/host/cluster0/Resources";

  async function place(name: string, number: number) {
    const disk = join(file.directory, `datastore-${number}`);
    mkdirSync(disk);
    // A datastore's name cannot hold the closing bracket, nor can the simulator read it.
    const datastore = ["-type", "local", "-name", `d${name.replaceAll("]", "")}`, "-path", disk, host];
    return {
      folder: await made(["folder.create", `/dc0/vm/f${name}`], "/dc0/vm"),
      resourcePool: await made(["pool.create", `${pools}/p${name}`], pools),
      datastore: await made(["datastore.create", ...datastore], "/dc0/datastore"),
    };
  }

  async function noTemplates(): Promise<void> {
    for (const path of await apis.vmPaths()) await apis.govc(["vm.destroy", exactly(path)]);
  }

  for (const [number, name] of oddNames.entries()) {
    it(`imports, finds and removes a template at places named ${name}`, async () => {
      await noTemplates();
      const { folder, resourcePool, datastore } = await place(name, number);
      // A new template's name cannot hold what vCenter stores otherwise.
      const template = `t${name.replaceAll(/[\\%]/g, "")}`;
      const env = importEnvironment(file.sandbox, ova, sha256, {
        ...{ folder, resourcePool, datastore },
        templateName: template,
        madeBy: "tkg-edge/odd-names",
      });
      const path = `${folder}/${template}`;
      const first = await startCommand("import-ova", env);
      assert.equal(first.exitCode, 0, first.stderr);
      assert.deepEqual(await apis.vmPaths(), [path]);
      const again = await startCommand("import-ova", env);
      assert.match(again.stderr, /is there already; nothing is uploaded/);
      assert.equal((JSON.parse(again.stdout) as Imported).imported, false);
      const removed = await startCommand("remove-template", env);
      assert.equal(removed.exitCode, 0, removed.stderr);
      assert.deepEqual(await apis.vmPaths(), []);
    });
  }

  it("finds places with such names at a preview, and refuses those that Cluster API would not find", async () => {
    const { folder, resourcePool, datastore } = await place("[q]*", 100);
    const stack = await TestStack.create(file.sandbox, file.directory, "names", {
      management: undefined,
      site: undefined,
      template: { ova, tkrVersion, folder, resourcePool, datastore },
    });
    succeeded(await stack.preview());
    stack.configure({ template: { folder: `${folder}x` } });
    const missing = await stack.preview();
    assert.notEqual(missing.exitCode, 0);
    assert.match(missing.all, /tkg-edge:template\.folder/);
    // A site's names are read by others: two folders match the first of these as a pattern, none the second.
    await apis.govc(["folder.create", "/dc0/vm/wild*"]);
    await apis.govc(["folder.create", "/dc0/vm/wilder"]);
    const nested = await made(["folder.create", "/dc0/vm/n[1]"], "/dc0/vm");
    await apis.govc(["folder.create", `${exactly(nested)}/inner`]);
    for (const refused of ["/dc0/vm/wild*", `${nested}/inner`]) {
      const site = { tkrVersion, placement: { folder: refused } };
      stack.reset({ management: undefined, template: undefined, site });
      const outcome = await stack.preview();
      assert.notEqual(outcome.exitCode, 0);
      assert.match(outcome.all, /tkg-edge:site\.placement\.folder[\s\S]*read as a pattern/, refused);
    }
  });

  it("takes no template that records another OVA, and leaves it alone", async () => {
    await noTemplates();
    const env = importEnvironment(file.sandbox, ova, "d".repeat(64));
    assert.equal((await startCommand("import-ova", env)).exitCode, 0);
    const stack = await TestStack.create(file.sandbox, file.directory, "digest", {
      management: undefined,
      site: undefined,
      template: { ova, name: "photon", tkrVersion },
    });
    const preview = await stack.preview();
    assert.notEqual(preview.exitCode, 0);
    assert.match(preview.all, /tkg-edge:template\.name[\s\S]*made of another OVA \(SHA-256 d{64}\)/);
    const byHand = await startCommand("import-ova", importEnvironment(file.sandbox, ova, sha256));
    assert.match(byHand.stderr, /made of another OVA/);
    stack.configure({ template: { name: "photon-good" } });
    const up = await stack.up();
    succeeded(up);
    assert.match(up.all, /made of another OVA: remove it yourself/);
    assert.deepEqual(await apis.vmPaths(), ["/dc0/vm/photon", "/dc0/vm/photon-good"]);
  });

  it("leaves no session in vCenter, and nothing of one on disk or in the state", async () => {
    const sessions = async () => {
      const text = await apis.govc(["session.ls", "-json"]);
      const { sessionList: all } = JSON.parse(text) as { sessionList: readonly { userAgent: string }[] };
      // The sandbox's own stand-ins, and this question itself, are govc.
      return all.map(({ userAgent }) => userAgent).filter((agent) => !agent.startsWith("govc"));
    };
    const stack = await TestStack.create(file.sandbox, file.directory, "sessions", {
      management: undefined,
      site: undefined,
      template: { ova, name: "photon-good", tkrVersion },
    });
    const before = await sessions();
    for (let run = 0; run < 2; run++) {
      succeeded(await stack.preview());
      succeeded(await stack.up({ preview: true }));
    }
    const unchanged = await stack.preview({ expectNoChanges: true });
    succeeded(unchanged);
    succeeded(await stack.refresh());
    assert.ok(stack.state().includes("vimSessionPath"), "the plugin was not used");
    succeeded(await stack.destroy());
    await eventually("the end of every session", async () => (await sessions()).length <= before.length);
    const left = join(stack.project, ".tkg-edge", "vcenter-sessions");
    assert.deepEqual(existsSync(left) ? readdirSync(left) : [], []);
    assert.doesNotMatch(stack.state(), /soap_session|api-session/);
  });
});
