import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foreignConnections, refuseLoginProgram } from "../../../src/clients/foreign-connections.js";
import { operatorFilesVariable } from "../../../src/clients/operator-files.js";
import type { RawStack } from "../../../src/config/stack-spec.js";

describe("with connection files that the operator names", () => {
  let directory: string;
  let project: string;
  const before = process.env[operatorFilesVariable];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-foreign-"));
    project = join(directory, "repository", "project");
    mkdirSync(project, { recursive: true });
    mkdirSync(join(directory, "repository", ".git"));
    const managementCluster = { kubeconfig: "mgmt.kubeconfig", context: "mgmt" };
    const vcenter = { server: "vc.example.com", username: "edge", insecure: true };
    write("eu.yaml", { managementCluster, vcenter, registry: { host: "r.example.com/tkg" } });
  });
  afterEach(() => {
    if (before === undefined) Reflect.deleteProperty(process.env, operatorFilesVariable);
    else process.env[operatorFilesVariable] = before;
    rmSync(directory, { recursive: true });
  });

  const write = (name: string, content: object) => {
    writeFileSync(join(project, name), JSON.stringify(content));
  };
  const foreign = (raw: Partial<RawStack>) =>
    foreignConnections({ secretsSet: new Set(), connectionFile: "eu.yaml", ...raw }, project).map(
      ({ path, found = "" }) => `${path}: ${found}`,
    );

  it("nothing is refused where they set every destination, or none is named", () => {
    assert.deepEqual(foreign({ connection: { vcenter: { server: "other.example.com" } } }), []);
    process.env[operatorFilesVariable] = "eu.yaml";
    assert.deepEqual(foreign({ connection: { vcenter: { username: "other" } } }), []);
    assert.deepEqual(foreign({ connection: { vcenter: { server: "vc.example.com" } } }), []);
  });

  it("passwords and kubeconfigs go only where these lead", () => {
    process.env[operatorFilesVariable] = "eu.yaml";
    const values: Record<string, Record<string, unknown>> = {
      managementCluster: { kubeconfig: "other.kubeconfig", context: "other" },
      vcenter: { server: "evil.example.com", thumbprint: "AA", caFile: "evil.pem", insecure: false },
      registry: { host: "evil.example.com", caFile: "evil.pem" },
    };
    for (const [part, keys] of Object.entries(values)) {
      for (const [key, value] of Object.entries(keys)) {
        assert.deepEqual(foreign({ connection: { [part]: { [key]: value } } }), [
          `tkg-edge:connection.${part}.${key}: a value in the stack file, which is none of the files in ${operatorFilesVariable}`,
        ]);
      }
    }
    write("evil.yaml", { vcenter: { server: "evil.example.com" } });
    assert.deepEqual(foreign({ connectionFile: "evil.yaml" }), [
      `tkg-edge:connection.vcenter.server: a value in connectionFile of the stack file, which is none of the files in ${operatorFilesVariable}`,
    ]);
  });

  describe("a kubeconfig that starts a program", () => {
    const kubeconfig = (user: object) => ({
      contexts: [{ name: "mgmt", context: { cluster: "mgmt", user: "admin" } }],
      clusters: [{ name: "mgmt", cluster: { server: "https://127.0.0.8:6443" } }],
      users: [
        { name: "admin", user },
        { name: "other", user: { exec: { command: "other" } } },
      ],
    });
    const raw: RawStack = { secretsSet: new Set(), connectionFile: "eu.yaml" };
    const refused = (file = "mgmt.kubeconfig") => {
      refuseLoginProgram({ kubeconfig: file, context: "mgmt" }, raw, project);
    };
    const program =
      /mgmt\.kubeconfig starts a program to log in \(\.\/evil\), which a command that only reads does not do/;

    it("is refused in the repository where another reader may find a program in it", () => {
      const whole = JSON.stringify(kubeconfig({}));
      const exec = '"users": [{"name": "admin", "user": {"exec": {"command": "./evil"}}}]';
      const hidden = [
        `${whole.slice(0, -1)}, ${exec}}`,
        `{${exec}, ${exec}}\n---\n${whole}`,
        `${whole}\n---\n${whole}`,
        `${whole}\n#${"x".repeat(2 * 1024 * 1024)}`,
        `__proto__: {}\n${whole}`,
        "[]",
        "",
      ];
      for (const text of hidden) {
        writeFileSync(join(project, "mgmt.kubeconfig"), text);
        assert.throws(
          refused,
          /mgmt\.kubeconfig may start a program to log in \(it is no single YAML mapping\), which/,
          text.slice(0, 80),
        );
      }
      const { contexts, users } = kubeconfig({ exec: { command: "./evil" } });
      write("mgmt.kubeconfig", { contexts, users });
      assert.throws(refused, program, "without a cluster");
      refused("none.kubeconfig");
    });

    it("is refused in the repository, whatever the way to start it", () => {
      for (const user of [
        { exec: { command: "./evil" } },
        { "auth-provider": { name: "gcp", config: { "cmd-path": "./evil" } } },
      ]) {
        write("mgmt.kubeconfig", kubeconfig(user));
        assert.throws(() => {
          refused();
        }, program);
        assert.throws(() => {
          refused(join(project, "mgmt.kubeconfig"));
        }, program);
      }
      write("../mgmt.kubeconfig", kubeconfig({ exec: { command: "./evil" } }));
      assert.throws(() => {
        refused("../mgmt.kubeconfig");
      }, program);
    });

    it("is used where it starts none, is outside of the repository, or the operator names its connection file", () => {
      write("mgmt.kubeconfig", kubeconfig({ token: "t", "auth-provider": { name: "oidc", config: {} } }));
      refused();
      refused("none.kubeconfig");
      write("../../mgmt.kubeconfig", kubeconfig({ exec: { command: "tanzu" } }));
      refused("../../mgmt.kubeconfig");
      symlinkSync("../../mgmt.kubeconfig", join(project, "link"));
      refused("link");
      write("mgmt.kubeconfig", kubeconfig({ exec: { command: "tanzu" } }));
      process.env[operatorFilesVariable] = "eu.yaml";
      refused();
      process.env[operatorFilesVariable] = "other.yaml";
      assert.throws(() => {
        refused();
      }, /starts a program to log in \(tanzu\)/);
    });
  });
});
