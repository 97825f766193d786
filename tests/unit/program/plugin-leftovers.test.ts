import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  keepRemovingCopiesOf,
  keepRemovingKubeconfigCopies,
  removeKubeconfigCopies,
} from "../../../src/program/plugin-leftovers.js";

describe("copies of the kubeconfig that a plugin leaves", () => {
  let directory: string;
  let before: string | undefined;
  const write = (name: string, key: string): void => {
    writeFileSync(join(directory, name), `users:\n- name: admin\n  user:\n    client-key-data: ${key}\n`);
  };

  beforeEach("use a temporary directory of our own", () => {
    before = process.env.TMPDIR;
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-leftovers-test-"));
    process.env.TMPDIR = directory;
    write("the-kubeconfig", "b3VyIG93biBrZXk=");
  });
  afterEach("go back to the machine's", () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(directory, { recursive: true });
  });

  it("are removed; those of other clusters, and other files, are not", () => {
    write("kubeconfig1152523622", "b3VyIG93biBrZXk=");
    write("kubeconfig214384961", "c29tZWJvZHkgZWxzZQ==");
    write("kubeconfig-of-mine", "b3VyIG93biBrZXk=");
    removeKubeconfigCopies(join(directory, "the-kubeconfig"));
    assert.deepEqual(readdirSync(directory).sort(), [
      "kubeconfig-of-mine",
      "kubeconfig214384961",
      "the-kubeconfig",
    ]);
  });

  it("are removed by one listener, for however many kubeconfigs", () => {
    const listeners = process.listenerCount("exit");
    for (let count = 0; count < 20; count += 1) {
      keepRemovingKubeconfigCopies(join(directory, `kubeconfig-of-${count}`));
      keepRemovingCopiesOf("users: []\n");
    }
    assert.ok(process.listenerCount("exit") <= listeners + 1);
  });

  it("cannot be recognised where a kubeconfig holds no credential, and nothing is removed", () => {
    writeFileSync(
      join(directory, "plain"),
      "users:\n- name: admin\n  user:\n    exec:\n      command: login\n",
    );
    write("kubeconfig1", "b3VyIG93biBrZXk=");
    removeKubeconfigCopies(join(directory, "plain"));
    removeKubeconfigCopies(join(directory, "nope"));
    assert.ok(readdirSync(directory).includes("kubeconfig1"));
  });
});
