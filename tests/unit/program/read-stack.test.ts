/** A stack whose password is read at run time, from Pulumi's configuration to the secret that resources get. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runtime, type Output } from "@pulumi/pulumi";
import { ConfigurationError } from "../../../src/config/problem.js";
import { readStack, reveal } from "../../../src/program/read-stack.js";
import { pageStack } from "../example-site.js";

const marker = "Marker-of-a-password";
const variable = "TEST_PASSWORD_OF_A_VCENTER";
const operatorFiles = "TKG_EDGE_CONNECTION_FILES";

describe("a stack with the source of a password", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-read-stack-"));
    process.env[variable] = marker;
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
    runtime.setAllConfig({});
    for (const name of [variable, operatorFiles]) Reflect.deleteProperty(process.env, name);
  });

  const isSecret = (output: Output<string>) => (output as unknown as { isSecret: Promise<boolean> }).isSecret;

  function read(vcenter: object, more: Readonly<Record<string, string>> = {}) {
    const { connection, ...sections } = pageStack;
    const config = {
      ...sections,
      connection: { ...connection, vcenter: { ...connection.vcenter, ...vcenter } },
    };
    const texts = Object.entries(config).map(([key, value]) => [`tkg-edge:${key}`, JSON.stringify(value)]);
    runtime.setAllConfig({ ...(Object.fromEntries(texts) as Record<string, string>), ...more }, [
      "tkg-edge:vcenterPassword",
    ]);
    return readStack(directory);
  }

  it("has it as a secret, and nowhere else", async () => {
    const stack = await read({ passwordFrom: { environment: variable } });
    const password = stack.secrets.vcenterPassword ?? assert.fail();
    assert.equal(await isSecret(password), true);
    assert.equal(await reveal(password), marker);
    assert.equal(stack.site?.vcenterPassword, password);
    assert.ok(!JSON.stringify([stack.spec, stack.site.vcenter, stack.site.site]).includes(marker));
    assert.ok(!JSON.stringify(stack.site.vcenter).includes("passwordFrom"));
  });

  it("has the same resources' inputs as one that holds the password", async () => {
    const held = await read({}, { "tkg-edge:vcenterPassword": marker });
    const from = await read({ passwordFrom: { environment: variable } });
    const { passwordSources: _, ...spec } = from.spec;
    assert.deepEqual(spec, held.spec);
    assert.equal(await reveal(held.secrets.vcenterPassword), await reveal(from.secrets.vcenterPassword));
  });

  it("is refused where it has both, or the source has none", async () => {
    const both = read({ passwordFrom: { environment: variable } }, { "tkg-edge:vcenterPassword": marker });
    await assert.rejects(both, (error) => {
      assert.ok(error instanceof ConfigurationError && !error.message.includes(marker));
      assert.match(error.message, /tkg-edge:vcenterPassword\n.*a password in the stack, in addition to/);
      return true;
    });
    await assert.rejects(
      read({ passwordFrom: { environment: "NOT_SET_ANYWHERE" } }),
      /the environment variable NOT_SET_ANYWHERE is not set/,
    );
  });

  it("is refused where its vCenter is none of the operator's connection files", async () => {
    process.env[operatorFiles] = "eu.yaml";
    await assert.rejects(
      read({ passwordFrom: { environment: variable } }),
      /connection\.vcenter\.server\n +read: +a value in the stack file, which is none of the files in TKG_EDGE_CONNECTION_FILES/,
    );
  });

  it("runs a program of a connection file that the operator names, and no other", async () => {
    const { connection, ...sections } = pageStack;
    const passwordFrom = { command: ["sh", "-c", `touch ran; printenv ${variable}`] };
    const file = { ...connection, vcenter: { ...connection.vcenter, passwordFrom } };
    writeFileSync(join(directory, "eu.yaml"), JSON.stringify(file));
    const texts = Object.entries(sections).map(([key, value]) => [`tkg-edge:${key}`, JSON.stringify(value)]);
    const config = Object.fromEntries(texts) as Record<string, string>;
    runtime.setAllConfig({ ...config, "tkg-edge:connectionFile": "eu.yaml" });
    await assert.rejects(
      readStack(directory),
      /sh was not run, since its command is in .*eu\.yaml, which the/,
    );
    process.env[operatorFiles] = join(directory, "eu.yaml");
    const { secrets } = await readStack(directory);
    assert.equal(await reveal(secrets.vcenterPassword), marker);
  });
});
