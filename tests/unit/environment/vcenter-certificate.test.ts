import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectVerified } from "../../../src/clients/server-certificate.js";
import { userPrivileges } from "../../../src/clients/vcenter-privileges.js";
import type { VcenterConnection } from "../../../src/config/connection.js";
import { parseStack } from "../../../src/config/parse-stack.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import { problemOf } from "../../../src/environment/finding.js";
import { checkCertificate } from "../../../src/environment/questions/vcenter.js";
import { checkConnections, vcenterProblems } from "../../../src/preflight/connections.js";
import { emptyState } from "../empty-state.js";
import { pageStack } from "../example-site.js";
import { authority, tlsServer, type Authority, type TlsServer } from "../tls-servers.js";

const password = "must-never-be-sent";
const username = "administrator@vsphere.local";
/** What is wrong with it. */
async function lookAt(vcenter: VcenterConnection) {
  const finding = await checkCertificate(new Facts(), vcenter);
  return { problems: finding.severity === "failure" ? [problemOf(finding)] : [] };
}

const wrongThumbprint = `${"00:".repeat(19)}01`;

describe("vCenter's certificate", () => {
  let directory: string;
  let own: Authority;
  let other: Authority;
  const servers: TlsServer[] = [];
  const serve = async (...args: Parameters<typeof tlsServer>) => {
    const server = await tlsServer(...args);
    servers.push(server);
    return server;
  };

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-tls-"));
    [own, other] = await Promise.all([authority(directory, "own"), authority(directory, "other")]);
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.close()));
    rmSync(directory, { recursive: true });
  });

  interface Case {
    readonly title: string;
    readonly verification: (server: TlsServer) => {
      readonly thumbprint?: string;
      readonly caFile?: string;
      readonly insecure?: boolean;
    };
    readonly certificate?: { readonly address?: string; readonly daysLeft?: number };
    /** Key of the problem; none where the server is the one expected. */
    readonly key?: string;
    readonly pattern?: RegExp;
  }

  const cases: readonly Case[] = [
    { title: "has the thumbprint", verification: ({ thumbprint }) => ({ thumbprint }) },
    {
      title: "has the thumbprint, in lower case",
      verification: ({ thumbprint }) => ({ thumbprint: thumbprint.toLowerCase() }),
    },
    { title: "is signed by the CA", verification: () => ({ caFile: own.file }) },
    { title: "is not checked when the stack sets `insecure`", verification: () => ({ insecure: true }) },
    {
      title: "has the thumbprint and has expired: it is the one that was pinned",
      verification: ({ thumbprint }) => ({ thumbprint }),
      certificate: { daysLeft: -1 },
    },
    {
      title: "has another thumbprint",
      verification: () => ({ thumbprint: wrongThumbprint }),
      key: "thumbprint",
      pattern: /It shows "[0-9A-F]{2}(:[0-9A-F]{2}){19}" \(vcenter\.example\)/,
    },
    {
      title: "has another thumbprint, though the CA signed it",
      verification: () => ({ thumbprint: wrongThumbprint, caFile: own.file }),
      key: "thumbprint",
    },
    {
      title: "is signed by another CA",
      verification: () => ({ caFile: other.file }),
      key: "caFile",
      pattern: /issued by own/,
    },
    {
      title: "is signed by another CA, though it has the thumbprint",
      verification: ({ thumbprint }) => ({ thumbprint, caFile: other.file }),
      key: "caFile",
    },
    {
      title: "has expired",
      verification: () => ({ caFile: own.file }),
      certificate: { daysLeft: -1 },
      key: "caFile",
      pattern: /expired at 20/,
    },
    {
      title: "is for another address",
      verification: () => ({ caFile: own.file }),
      certificate: { address: "127.0.0.9" },
      key: "caFile",
    },
  ];

  for (const { title, verification, certificate, key, pattern } of cases) {
    it(title, async () => {
      const server = await serve(own, certificate);
      const expected = { insecure: false, ...verification(server) };
      const vcenter = { server: server.server, username, ...expected };
      const { problems } = await lookAt(vcenter);
      const path = key === undefined ? [] : [`tkg-edge:connection.vcenter.${key}`];
      assert.deepEqual(
        problems.map((problem) => problem.path),
        path,
      );
      if (pattern) assert.match(problems[0]?.expected ?? "", pattern);
      if (key === undefined) {
        (await connectVerified(server.server, expected)).destroy();
      } else {
        await assert.rejects(connectVerified(server.server, expected), /not the one expected/);
        await assert.rejects(userPrivileges({ ...vcenter, password }, ["Folder:group-1"]));
      }
      assert.equal(server.received(), "", "something was sent");
    });
  }

  it("is judged before the program logs in: a server that does not match is sent nothing at all", async () => {
    const server = await serve(own);
    const raw = {
      ...pageStack,
      management: undefined,
      site: undefined,
      connection: { vcenter: { server: server.server, username, thumbprint: wrongThumbprint } },
      template: { ...pageStack.template, tkrVersion: pageStack.management.tkr.version },
      secretsSet: new Set(["vcenterPassword"]),
    };
    const spec = parseStack(raw, directory, "pinned");
    const facts = new Facts();
    await assert.rejects(
      checkConnections(spec, facts, vcenterProblems(spec, facts, password), emptyState),
      (error: Error) => {
        assert.match(error.message, /tkg-edge:connection\.vcenter\.thumbprint/);
        assert.match(error.message, /No password was sent/);
        return true;
      },
    );
    assert.equal(server.received(), "");
  });

  it("sends the login to the server that is the one expected", async () => {
    const server = await serve(own);
    const vcenter = { server: server.server, username, password, thumbprint: server.thumbprint };
    await assert.rejects(userPrivileges(vcenter, ["Folder:group-1"]));
    assert.match(server.received(), /^POST \/sdk HTTP\/1\.1/);
  });

  it("reports a CA file that does not exist, and a server that does not answer", async () => {
    const base = { server: "127.0.0.1:1", username, insecure: false };
    const missing = await lookAt({ ...base, caFile: join(directory, "nope.pem") });
    assert.equal(missing.problems[0]?.path, "tkg-edge:connection.vcenter.caFile");
    const silent = await lookAt({ ...base, thumbprint: wrongThumbprint });
    assert.equal(silent.problems[0]?.path, "tkg-edge:connection.vcenter.server");
    assert.match(silent.problems[0].expected, /ECONNREFUSED 127\.0\.0\.1:1/);
  });
});
