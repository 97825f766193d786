/** Commands that only read, with passwords that are read at run time: they run no program of the repository. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pageStack } from "../example-site.js";
import { defaults } from "../fleet/fleet-folder.js";
import { tkr, toManagement, useEdgeCommand } from "./edge-command.js";

const marker = "s3cr3t-Marker";
const operatorFiles = "TKG_EDGE_CONNECTION_FILES";

describe("tkg-edge with the source of a password", () => {
  const command = useEdgeCommand();
  const { edge } = command;
  const path = (name: string) => join(command.directory, name);
  const write = (name: string, content: object | string) => {
    writeFileSync(path(name), typeof content === "string" ? content : JSON.stringify(content));
  };
  const { vcenter } = defaults.connection;
  const passwordFrom = () => ({ command: ["sh", "-c", `touch ${path("ran")}; echo ${marker}`] });

  /** A fleet of one site, whose connection file names a program. */
  function writeFleet(source: object = passwordFrom()) {
    write("eu.yaml", { ...defaults.connection, vcenter: { ...vcenter, passwordFrom: source } });
    const { site } = defaults;
    write("fleet.yaml", {
      defaults: { connectionFile: "eu.yaml", site },
      sites: { one: { site: { controlPlaneEndpoint: "10.0.0.1" } } },
    });
    write("Pulumi.one.yaml", { config: { "tkg-edge:fleetFile": "fleet.yaml" } });
  }
  afterEach(() => {
    Reflect.deleteProperty(process.env, operatorFiles);
  });

  it("runs no program in validate, fleet validate, fleet show and render", async () => {
    writeFleet();
    process.env[operatorFiles] = path("eu.yaml");
    for (const args of [
      ["validate", "--stack", "one"],
      ["fleet", "validate"],
      ["fleet", "show", "one"],
      ["render", "--stack", "one"],
    ]) {
      const { code, out, err } = await edge(...args);
      assert.equal(code, 0, `${args.join(" ")}: ${out}${err}`);
    }
    assert.ok(!existsSync(path("ran")));
  });

  it("runs none in preflight unless the operator names its connection file", async () => {
    writeFleet();
    const { code, out, err } = await edge("preflight", "--stack", "one");
    assert.equal(code, 1);
    assert.match(err, /passwordFrom: sh was not run, since its command is in .*eu\.yaml/);
    assert.ok(!existsSync(path("ran")));
    assert.ok(!`${out}${err}`.includes(marker));
  });

  it("starts no login program of a kubeconfig in the repository", async () => {
    writeFleet({ environment: "HOME" });
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "touch", args: [path("ran")] };
    write("mgmt.kubeconfig", {
      contexts: [{ name: "mgmt", context: { cluster: "mgmt", user: "admin" } }],
      clusters: [{ name: "mgmt", cluster: { server: "https://127.0.0.8:6443" } }],
      users: [{ name: "admin", user: { exec } }],
    });
    for (const name of ["preflight", "explain"]) {
      const { code, err } = await edge(name, "--stack", "one");
      assert.equal(code, 1);
      assert.match(err, /kubeconfig: mgmt\.kubeconfig starts a program to log in \(touch\)/);
    }
    assert.ok(!existsSync(path("ran")));
  });

  it("sends no token of a file outside of the repository where a kubeconfig in it leads", async () => {
    writeFleet({ environment: "HOME" });
    const kubeconfig = (tokenFile: string) => {
      write("mgmt.kubeconfig", {
        contexts: [{ name: "mgmt", context: { cluster: "mgmt", user: "admin" } }],
        clusters: [{ name: "mgmt", cluster: { server: "https://127.0.0.8:6443" } }],
        users: [{ name: "admin", user: { tokenFile } }],
      });
    };
    symlinkSync("/proc/self/status", path("token"));
    for (const tokenFile of ["/run/secrets/token", "../token", "token"]) {
      kubeconfig(tokenFile);
      const { code, err } = await edge("explain", "--stack", "one");
      assert.equal(code, 1);
      assert.match(
        err,
        /kubeconfig: mgmt\.kubeconfig sends the token in \S+ to the server that it names, which/,
      );
    }
  });

  it("sends nothing elsewhere than the operator's connection files lead", async () => {
    writeFleet({ environment: "HOME" });
    write("Pulumi.one.yaml", {
      config: {
        "tkg-edge:fleetFile": "fleet.yaml",
        "tkg-edge:connection": { managementCluster: { context: "other" } },
      },
    });
    process.env[operatorFiles] = "eu.yaml";
    for (const name of ["preflight", "explain"]) {
      const { code, err } = await edge(name, "--stack", "one");
      assert.equal(code, 1);
      assert.match(err, /managementCluster\.context\n +read: +a value in the stack file, which is none of/);
    }
  });

  it("shows the password in render --show-secrets alone", async () => {
    writeFleet();
    process.env[operatorFiles] = path("eu.yaml");
    const shown = await edge("render", "--stack", "one", "--show-secrets");
    assert.match(shown.out, new RegExp(`password: ${marker}$`, "m"));
    assert.deepEqual(command.calls, []);
    write("pw", marker);
    writeFleet({ file: "pw" });
    const warned = await edge("render", "--stack", "one", "--show-secrets");
    assert.match(warned.out, new RegExp(`password: ${marker}$`, "m"));
    assert.match(warned.err, /^warning: .*passwordFrom: pw can be read by every user/m);
  });

  it("stores none in convert for a connection file with a source", async () => {
    const { connection } = pageStack;
    const source = { passwordFrom: { environment: "VC" } };
    write("eu.yaml", { ...connection, vcenter: { ...connection.vcenter, ...source } });
    const { code, out, err } = await edge(
      ...["convert", "page.sh", "--stack", "made", "--connection-file", "eu.yaml", ...tkr, ...toManagement],
    );
    assert.equal(code, 0, err);
    assert.match(out, /^no password is stored: connection\.vcenter\.passwordFrom is its source$/m);
    assert.deepEqual(command.calls, []);
    assert.doesNotMatch(readFileSync(command.stackFile("made"), "utf8"), /Password/);
  });
});
