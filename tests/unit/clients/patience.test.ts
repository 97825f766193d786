import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { answerSecondsVariable, withPatience } from "../../../src/clients/patience.js";
import { connectVerified } from "../../../src/clients/server-certificate.js";
import { pullTkrPackage } from "../../../src/clients/tkr-bundle.js";
import { runTool } from "../../../src/clients/tool.js";
import { withGovc } from "../../../src/clients/vcenter.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import { checkLogin } from "../../../src/environment/questions/vcenter.js";
import { authority, tlsServer } from "../tls-servers.js";

const vcenter = { server: "vc.example:443", username: "u", insecure: true };

describe("a system that does not answer", () => {
  let directory: string;
  const { PATH: path, [answerSecondsVariable]: usual } = process.env;

  /** Puts a program on the PATH in the place of a tool. */
  const inPlaceOf = (tool: string, script: string): void => {
    writeFileSync(join(directory, tool), `#!/bin/sh\n${script}\n`);
    chmodSync(join(directory, tool), 0o755);
  };

  before("shorten the deadline", () => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-patience-test-"));
    process.env.PATH = `${directory}${delimiter}${path ?? ""}`;
    process.env[answerSecondsVariable] = "0.3";
  });
  after(() => {
    process.env.PATH = path;
    if (usual === undefined) Reflect.deleteProperty(process.env, answerSecondsVariable);
    else process.env[answerSecondsVariable] = usual;
    rmSync(directory, { recursive: true });
  });

  it("ends a tool at its deadline, and names the system and the config key", async () => {
    inPlaceOf("govc", "exec sleep 60");
    const result = await withGovc({ ...vcenter, password: "p" }, (govc) => govc(["find", "/"]));
    assert.equal(result.ok, false);
    assert.match(
      result.stderr,
      /^no answer from vCenter vc\.example:443 \(tkg-edge:connection\.vcenter\.server\) within 0\.3 s/,
    );
  });

  it("is a problem of its config key at the login", async () => {
    inPlaceOf("govc", "exec sleep 60");
    const problem = await checkLogin(new Facts(), { ...vcenter, password: "p" });
    assert.equal(problem.path, "tkg-edge:connection.vcenter.server");
    assert.match(
      problem.expected ?? "",
      /a vCenter that answers at .*\(no answer from vCenter vc\.example:443/,
    );
  });

  it("may take as long as it makes progress", async () => {
    const patience = { system: "it", key: "key", seconds: 0.8, of: "progress" } as const;
    const moving = "for i in 1 2 3 4 5 6; do sleep 0.15; echo $i; done";
    const run = (script: string) =>
      runTool("sh", ["-c", script], {}, { patience, onOutput: (part) => /\d/.test(part) });
    assert.deepEqual(await run(moving), { ok: true, stdout: "1\n2\n3\n4\n5\n6", stderr: "" });
    const stuck = await run("while :; do sleep 0.1; echo same; done");
    assert.match(stuck.stderr, /^no progress with it \(key\) for 0\.8 s/);
  });

  it("is distinguished from a registry whose layers arrive slowly by the growing files", async () => {
    const patience = { system: "it", key: "key", seconds: 0.8, probeSeconds: 0.1, of: "progress" } as const;
    let bytes = 0;
    const probe = () => Promise.resolve((bytes += 1));
    const grows = await runTool("sleep", ["1.2"], {}, { patience: { ...patience, probe } });
    assert.equal(grows.ok, true);
    const stands = { ...patience, probe: () => Promise.resolve(7) };
    assert.match((await runTool("sleep", ["30"], {}, { patience: stands })).stderr, /^no progress/);
  });

  it("that is a registry is named with what was pulled", async () => {
    inPlaceOf("imgpkg", "exec sleep 60");
    await assert.rejects(
      pullTkrPackage("registry.example/tkg/tkr-repository", "v1.25.7+vmware.1-tiny.2-tkg.1", {}),
      /was not pulled: no progress with the registry registry\.example \(tkg-edge:connection\.registry\.host\)/,
    );
  });

  it("ends the requests of the engine", async () => {
    const patience = { system: "vCenter", key: "key", seconds: 0.1 };
    const never = new Promise<string>(() => undefined);
    await assert.rejects(withPatience(patience, never), /no answer from vCenter \(key\) within 0\.1 s/);
    assert.equal(await withPatience(patience, Promise.resolve("soon")), "soon");
  });

  it("ends a request of ours after the TLS handshake", async () => {
    const server = await tlsServer(await authority(directory, "ca"), { silent: true });
    try {
      const verification = { thumbprint: server.thumbprint };
      const socket = await connectVerified(server.server, verification, { silence: 0.2 });
      const answered = new Promise((resolve, reject) => {
        request({ path: "/v2/", createConnection: () => socket }, resolve)
          .on("error", reject)
          .end();
      });
      await assert.rejects(answered, /accepted the connection and sent no answer within 0\.2 s/);
      assert.match(server.received(), /^GET \/v2\//);
    } finally {
      await server.close();
    }
  });
});
