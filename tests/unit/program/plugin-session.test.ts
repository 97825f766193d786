import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { thisProcess } from "../../../src/clients/process-identity.js";
import { sessionsIn, withPluginSession } from "../../../src/program/plugin-session.js";
import { authority, tlsServer, type TlsServer } from "../tls-servers.js";

/** As govmomi writes a client down (soap and rest packages). */
const written = (cookie: object, more: object = {}) =>
  JSON.stringify({ SoapClient: { cookies: [cookie], url: "https://vc/sdk" }, ...more });
const soap = (id: string) => written({ Name: "vmware_soap_session", Value: id });

describe("the vSphere plugin's session", () => {
  let project: string;
  let server: TlsServer;

  before(async () => {
    project = mkdtempSync(join(tmpdir(), "tkg-edge-session-test-"));
    server = await tlsServer(await authority(project, "ca"));
  });
  after(async () => {
    await server.close();
    rmSync(project, { recursive: true });
  });

  const folder = (stack: string) => join(project, ".tkg-edge", "vcenter-sessions", stack);
  const run = <T>(stack: string, body: Parameters<typeof withPluginSession<T>>[2]) =>
    withPluginSession(server, stack, body, project);
  const leave = (stack: string, kind: "vim" | "rest", text: string): void => {
    mkdirSync(join(folder(stack), kind), { recursive: true });
    writeFileSync(join(folder(stack), kind, "0123"), text);
  };

  it("is read from what govmomi writes, whatever its version", () => {
    assert.deepEqual(sessionsIn(soap("abc")), ["abc"]);
    assert.deepEqual(sessionsIn(`${soap("abc")}\n`), ["abc"]);
    const quoted = written({ Name: "vmware_soap_session", Value: "abc", Quoted: true });
    assert.deepEqual(sessionsIn(quoted), ['"abc"']);
    assert.deepEqual(sessionsIn(written({ Name: "other", Value: "x" }, { SessionID: "rest-1" })), ["rest-1"]);
    assert.deepEqual(sessionsIn(written({ Name: "vmware-api-session-id", Value: "rest-2" })), ["rest-2"]);
    assert.deepEqual(sessionsIn('{"SoapClient": {"cook'), []);
  });

  it("is written into a private folder, ended after the queries, and gone", async () => {
    const paths = await run("edge", (given) => {
      assert.equal(statSync(folder("edge")).mode & 0o777, 0o700);
      leave("edge", "vim", soap("vim-of-edge"));
      leave("edge", "rest", written({}, { SessionID: "rest-of-edge" }));
      return Promise.resolve(given);
    });
    assert.deepEqual(paths, {
      persistSession: true,
      vimSessionPath: ".tkg-edge/vcenter-sessions/edge/vim",
      restSessionPath: ".tkg-edge/vcenter-sessions/edge/rest",
    });
    const received = server.received();
    assert.match(received, /POST \/sdk[\s\S]*vmware_soap_session=vim-of-edge[\s\S]*<Logout/);
    assert.match(
      received,
      /DELETE \/rest\/com\/vmware\/cis\/session[\s\S]*vmware-api-session-id: rest-of-edge/,
    );
    assert.equal(existsSync(folder("edge")), false);
  });

  it("is ended although the plugin writes it down while others are being ended", async () => {
    let late: NodeJS.Timeout | undefined;
    await run("late", () => {
      leave("late", "vim", soap("the-first"));
      late = setInterval(() => {
        if (!server.received().includes("the-first")) return;
        clearInterval(late);
        writeFileSync(join(folder("late"), "vim", "4567"), soap("the-second"));
      }, 1);
      return Promise.resolve();
    });
    clearInterval(late);
    assert.match(server.received(), /the-second/);
    assert.equal(existsSync(folder("late")), false);
  });

  it("does not fail a run that leaves something else in the folder, nor touches the next run's session", async () => {
    let second: Promise<void> | undefined;
    const first = run("odd", () => {
      mkdirSync(join(folder("odd"), "another"), { recursive: true });
      second = run("odd", async () => {
        leave("odd", "vim", soap("of-the-next-run"));
        await first;
        assert.doesNotMatch(server.received(), /of-the-next-run/);
        assert.ok(existsSync(join(folder("odd"), "run.json")), "its turn was taken from it");
      });
      return Promise.resolve();
    });
    await first;
    await second;
    assert.match(server.received(), /of-the-next-run/);
    assert.ok(existsSync(join(folder("odd"), "another")));
  });

  it("is ended where the queries fail, and where an earlier run was killed", async () => {
    leave("failing", "vim", soap("of-a-killed-run"));
    writeFileSync(
      join(folder("failing"), "run.json"),
      JSON.stringify({ ...thisProcess(), start: "earlier" }),
    );
    const failing = run("failing", () => {
      assert.match(server.received(), /of-a-killed-run/);
      leave("failing", "vim", soap("of-a-failing-run"));
      return Promise.reject(new Error("no such folder"));
    });
    await assert.rejects(failing, /no such folder/);
    assert.match(server.received(), /of-a-failing-run/);
    assert.equal(existsSync(folder("failing")), false);
  });

  it("is one run's alone: a second run of the stack waits for its turn", async () => {
    let running = 0;
    let most = 0;
    const body = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    await Promise.all([run("turns", body), run("turns", body), run("turns", body)]);
    assert.equal(most, 1);
  });

  it("is left to vCenter where nothing can be written", async () => {
    const blocked = join(project, "blocked");
    mkdirSync(blocked);
    writeFileSync(join(blocked, ".tkg-edge"), "a file");
    const paths = await withPluginSession(server, "edge", (given) => Promise.resolve(given), blocked);
    assert.equal(paths, undefined);
  });
});
