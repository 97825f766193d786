/** How often the program reads the environment before it plans. */
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { secret } from "@pulumi/pulumi";
import { ManagementCluster } from "../../../src/clients/management-cluster.js";
import { parseStack } from "../../../src/config/parse-stack.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import { ManagementFacts } from "../../../src/environment/facts/management-facts.js";
import { checkConnections } from "../../../src/preflight/connections.js";
import { checkClassVariablesAtPreview } from "../../../src/program/class-variables.js";
import { readEnvironment } from "../../../src/program/read-environment.js";
import { stackOf } from "../../../src/program/stack.js";
import { emptyState } from "../empty-state.js";
import { pageStack } from "../example-site.js";
import { authority, tlsServer } from "../tls-servers.js";

describe("the environment of a stack", () => {
  let directory: string;
  const path = process.env.PATH;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-look-"));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });
  afterEach(() => {
    process.env.PATH = path;
  });

  /** Puts a tool on the PATH that writes down each call of it. @param script what it then does */
  function standIn(tool: string, script: string): () => readonly string[] {
    const log = join(directory, `${tool}.log`);
    const file = join(directory, tool);
    writeFileSync(file, `#!/bin/sh\necho "$*" >> ${log}\n${script}\n`);
    chmodSync(file, 0o700);
    process.env.PATH = `${directory}:${path ?? ""}`;
    return () => readFileSync(log, "utf8").trim().split("\n");
  }

  it("tries a password that vCenter does not take once, since many tries would lock the account", async () => {
    const server = await tlsServer(await authority(directory, "own"));
    const calls = standIn("govc", `echo "govc: ServerFaultCode: Login failure" >&2; exit 1`);
    const { server: address, thumbprint } = server;
    const raw = {
      ...pageStack,
      management: undefined,
      site: undefined,
      connection: { vcenter: { server: address, username: "administrator@vsphere.local", thumbprint } },
      template: { ...pageStack.template, tkrVersion: pageStack.management.tkr.version },
      secretsSet: new Set(["vcenterPassword"]),
    };
    const found = readEnvironment(
      stackOf(parseStack(raw, directory, "locked"), { vcenterPassword: secret("wrong") }),
    );
    await assert.rejects(found, /tkg-edge:vcenterPassword/);
    assert.equal(calls().length, 1);
    await server.close();
  });

  it("is read from the management cluster once for each question", async () => {
    const calls = standIn("kubectl", `echo '{"items":[],"metadata":{"name":"x"}}'`);
    const facts = new ManagementFacts(new ManagementCluster({ kubeconfig: "k", context: "c" }));
    await Promise.all([
      facts.list("osimages"),
      facts.list("osimages"),
      facts.list("osimages", "a=b"),
      facts.get("tkr", "one"),
      facts.get("tkr", "one"),
      facts.get("tkr", "two"),
      facts.getAll(["tkr/one"], "default"),
      facts.getAll(["tkr/one"], "default"),
    ]);
    assert.equal(calls().length, 5);
  });

  it("is not read again for a kind that one call for several kinds has read", async () => {
    const items = [
      { kind: "OSImage", metadata: { name: "photon" } },
      { kind: "Cluster", metadata: { name: "x" } },
    ];
    const calls = standIn("kubectl", `echo '${JSON.stringify({ items })}'`);
    const earlier = calls().length;
    const facts = new ManagementFacts(new ManagementCluster({ kubeconfig: "k", context: "c" }));
    const [found, images] = await Promise.all([
      facts.listKinds({ Cluster: "clusters", OSImage: "osimages" }),
      facts.list("osimages"),
    ]);
    assert.deepEqual(found, { Cluster: [items[1]], OSImage: [items[0]] });
    assert.deepEqual(images, found.OSImage);
    assert.equal(calls().length - earlier, 1);
  });

  it("takes one object from those of its name that were listed over all namespaces", async () => {
    const items = [
      { kind: "ClusterClass", metadata: { name: "edge", namespace: "default" } },
      { kind: "ClusterClass", metadata: { name: "edge", namespace: "shops" } },
    ];
    const calls = standIn("kubectl", `echo '${JSON.stringify({ items })}'`);
    const earlier = calls().length;
    const facts = new ManagementFacts(new ManagementCluster({ kubeconfig: "k", context: "c" }));
    const [, found, none] = await Promise.all([
      facts.listNamed("clusterclasses", "edge"),
      facts.get("clusterclasses", "edge", "shops"),
      facts.get("clusterclasses", "edge", "plants"),
    ]);
    assert.deepEqual([found, none], [items[1], undefined]);
    assert.equal(calls().length - earlier, 1);
  });

  it("reads an object by itself where those of its name may not be listed", async () => {
    const one = { kind: "ClusterClass", metadata: { name: "edge", namespace: "shops" } };
    standIn(
      "kubectl",
      `case "$*" in *" -A "*) echo Forbidden >&2; exit 1;; esac; echo '${JSON.stringify(one)}'`,
    );
    const facts = new ManagementFacts(new ManagementCluster({ kubeconfig: "k", context: "c" }));
    const [listed, found] = await Promise.allSettled([
      facts.listNamed("clusterclasses", "edge"),
      facts.get("clusterclasses", "edge", "shops"),
    ]);
    assert.equal(listed.status, "rejected");
    assert.deepEqual(found.status === "fulfilled" && found.value, one);
  });

  for (const [from, openClasses, className] of [
    ["configured", undefined, "tkg-vsphere-default-v1.0.0"],
    ["recorded in the state", { site: { offered: undefined } }, "recorded"],
  ] as const) {
    it(`reads the class that is ${from} without waiting for the Cluster`, async () => {
      let name: string | undefined;
      const facts = new ManagementFacts(new ManagementCluster({ kubeconfig: "k", context: "c" }));
      const asked = new Promise<void>((resolve) => {
        facts.clusterClass = (wanted) => {
          name ??= wanted;
          resolve();
          return Promise.resolve(undefined);
        };
      });
      const raw = { ...pageStack, secretsSet: new Set(["vcenterPassword"]) };
      const spec = { ...parseStack(raw, directory, "early"), openClasses };
      const recorded = () => Promise.resolve({ cluster: "recorded", gate: undefined });
      const found = checkClassVariablesAtPreview(
        spec,
        facts,
        asked.then(() => ({})),
        recorded,
      );
      assert.equal((await found)[0]?.severity, "skipped");
      assert.equal(name, className);
    });
  }

  const namespace = (name: string, uid: string) => ({ kind: "Namespace", metadata: { name, uid } });
  const { management, ...withoutManagement } = pageStack;
  for (const [what, stack] of [
    ["a site that runs", { ...withoutManagement, template: undefined }],
    ["a site that runs and installs its TKr", { ...pageStack, template: undefined }],
    ["a management cluster alone", { ...pageStack, site: undefined, template: undefined }],
  ] as const) {
    it(`learns the management cluster's identity for ${what} by one call`, async () => {
      const { name = "", namespace: home } = stack.site ?? {};
      const items = [
        namespace("kube-system", "uid-of-the-cluster"),
        namespace("default", "another"),
        { kind: "Cluster", metadata: { name, namespace: home } },
      ];
      const calls = standIn("kubectl", `echo '${JSON.stringify({ items })}'`);
      const earlier = calls().length;
      const raw = { ...stack, secretsSet: new Set(["vcenterPassword"]) };
      const site = stack.site && { ...stack.site, tkrVersion: management.tkr.version };
      const spec = parseStack({ ...raw, site }, directory, "edge");
      const seen = checkConnections(spec, new Facts(), Promise.resolve([]), emptyState);
      // The vendor page's TKr is not among the objects of this management cluster.
      if (!("management" in stack)) await assert.rejects(seen, /tkg-edge:site\.tkrVersion/);
      else {
        const { managementUid } = await seen;
        assert.equal(managementUid, "uid-of-the-cluster");
      }
      assert.equal(calls().length - earlier, 1);
    });
  }
});
