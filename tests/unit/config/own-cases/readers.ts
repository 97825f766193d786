/** Every reader of the product as a function of a text: what was taken, and what is reported, without a secret. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mergeTrees, readConnectionFile } from "../../../../src/config/connection-file.js";
import { readFlatFile } from "../../../../src/config/flat-file/sections.js";
import { readObjectSpec } from "../../../../src/config/object-spec/read-object-spec.js";
import { checkStack } from "../../../../src/config/parse-stack.js";
import type { Problem } from "../../../../src/config/problem.js";
import { readStackFile } from "../../../../src/config/stack-file.js";
import { isTree } from "../../../../src/config/tree.js";
import { pageStack } from "../../example-site.js";
import { asYaml, manifest } from "../object-spec/manifest.js";

export interface Taken {
  readonly site: Readonly<Record<string, unknown>>;
  readonly connection: Readonly<Record<string, unknown>>;
  readonly password?: string | undefined;
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

export type Reader = "flat" | "manifest" | "stack" | "connection";

const lines = (problems: readonly Problem[]) =>
  problems.map(({ path, found = "", expected }) => `${path}: ${found}: ${expected}`);

function inFile<T>(name: string, text: string, read: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), "tkg-edge-own-cases-"));
  try {
    writeFileSync(join(directory, name), text);
    return read(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const readers: Readonly<Record<Reader, (text: string) => Taken>> = {
  flat: (text) => {
    const { site, connection, vcenterPassword, problems, notes } = readFlatFile(text, "f");
    return { site, connection, password: vcenterPassword, problems: lines(problems), notes };
  },
  manifest: (text) => {
    const { site, connection, vcenterPassword, problems, notes } = readObjectSpec(text, "m");
    return { site, connection, password: vcenterPassword, problems: lines(problems), notes };
  },
  stack: (text) =>
    inFile("Pulumi.x.yaml", text, (directory) => {
      const { raw, problems } = readStackFile(directory, "x");
      const found = problems.length > 0 ? problems : checkStack(raw, directory, "x", "manifests").problems;
      const tree = (value: unknown) => (isTree(value) ? value : {});
      const [site, connection] = [tree(raw.site), tree(raw.connection)];
      return { site, connection, problems: lines(found), notes: [] };
    }),
  connection: (text) =>
    inFile("c.yaml", text, (directory) => {
      const read = readConnectionFile("c.yaml", directory);
      if ("problems" in read) return { site: {}, connection: {}, problems: lines(read.problems), notes: [] };
      const connection = mergeTrees(pageStack.connection, read.value);
      const raw = { ...pageStack, connection, secretsSet: new Set(["vcenterPassword"]) };
      const { problems } = checkStack(raw, directory, "x", "up");
      return { site: {}, connection, problems: lines(problems), notes: [] };
    }),
};

export function readWith(reader: Reader, text: string): Taken {
  return readers[reader](text);
}

/** The manifest of a small site whose Secret has these lines. */
export function withSecret(body: string, metadata = "{name: shop-3, namespace: retail}"): string {
  return `apiVersion: v1\nkind: Secret\nmetadata: ${metadata}\n${body}\n---\n${asYaml(manifest().cluster)}`;
}
