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
  const silent = (tool: string): void => {
    writeFileSync(join(directory, tool), "#!/bin/sh\nexec sleep 60\n");
    chmodSync(join(directory, tool), 0o755);
  };

  /** What does nothing but last: begun together, and judged by a case each. */
  let lasting: ReturnType<typeof begin>;

  function begin() {
    const patience = { system: "it", key: "key", seconds: 0.8, of: "progress" } as const;
    const run = (script: string) =>
      runTool("sh", ["-c", script], {}, { patience, onOutput: (part) => /\d/.test(part) });
    const probed = (seconds: string, probe: () => Promise<number>) =>
      runTool("sleep", [seconds], {}, { patience: { ...patience, probeSeconds: 0.1, probe } });
    let bytes = 0;
    const pulled = pullTkrPackage("registry.example/tkg/tkr-repository", "v1.25.7+vmware.1-tiny.2-tkg.1", {});
    // Judged later.
    pulled.catch(() => undefined);
    return {
      pulled,
      found: withGovc({ ...vcenter, password: "p" }, (govc) => govc(["find", "/"])),
      login: checkLogin(new Facts(), { ...vcenter, password: "p" }),
      moving: run("for i in 1 2 3 4 5 6; do sleep 0.15; echo $i; done"),
      stuck: run("while :; do sleep 0.1; echo same; done"),
      grows: probed("1.2", () => Promise.resolve((bytes += 1))),
      stands: probed("30", () => Promise.resolve(7)),
    };
  }

  before("shorten the deadline, and begin what lasts", () => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-patience-test-"));
    process.env.PATH = `${directory}${delimiter}${path ?? ""}`;
    process.env[answerSecondsVariable] = "0.3";
    for (const tool of ["govc", "imgpkg"]) silent(tool);
    lasting = begin();
  });
  after(() => {
    process.env.PATH = path;
    if (usual === undefined) Reflect.deleteProperty(process.env, answerSecondsVariable);
    else process.env[answerSecondsVariable] = usual;
    rmSync(directory, { recursive: true });
  });

  it("ends a tool at its deadline, and names the system and the config key", async () => {
    const result = await lasting.found;
    assert.equal(result.ok, false);
    assert.match(
      result.stderr,
      /^no answer from vCenter vc\.example:443 \(tkg-edge:connection\.vcenter\.server\) within 0\.3 s/,
    );
  });

  it("is a problem of its config key at the login", async () => {
    const problem = await lasting.login;
    assert.equal(problem.path, "tkg-edge:connection.vcenter.server");
    assert.match(
      problem.expected ?? "",
      /a vCenter that answers at .*\(no answer from vCenter vc\.example:443/,
    );
  });

  it("may take as long as it makes progress", async () => {
    assert.deepEqual(await lasting.moving, { ok: true, stdout: "1\n2\n3\n4\n5\n6", stderr: "" });
    assert.match((await lasting.stuck).stderr, /^no progress with it \(key\) for 0\.8 s/);
  });

  it("is distinguished from a registry whose layers arrive slowly by the growing files", async () => {
    assert.equal((await lasting.grows).ok, true);
    assert.match((await lasting.stands).stderr, /^no progress/);
  });

  it("that is a registry is named with what was pulled", async () => {
    await assert.rejects(
      lasting.pulled,
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
