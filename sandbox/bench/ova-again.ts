/** (c) What is read and sent for an OVA whose template is there already, against its first import. */
import { createWriteStream, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import tar from "tar-stream";
import { importEnvironment } from "../../tests/engine/harness/import-by-hand.js";
import { checkout } from "../../tests/engine/harness/project.js";
import type { Sandbox } from "../sandbox.js";
import { traffic, type Invocation, type Traffic } from "./measure.js";

export interface OvaAgain {
  readonly ovaBytes: number;
  readonly firstImport: Traffic;
  readonly secondImport: Traffic;
  readonly firstDigest: Traffic;
  readonly secondDigest: Traffic;
}

const padding = 64 * 2 ** 20;

/** @param directory for a copy of the sandbox's OVA with 64 MiB more in it, so that it weighs something */
export async function measureOvaAgain(sandbox: Sandbox, directory: string): Promise<OvaAgain> {
  const ova = join(directory, "heavy.ova");
  await pad(join(sandbox.directory, "ova", "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova"), ova);
  const environment = {
    ...importEnvironment(sandbox, ova, "0".repeat(64), { templateName: "heavy" }),
    XDG_CACHE_HOME: join(directory, "cache"),
  };
  const node = (...args: string[]): Invocation => ({ command: "node", args, cwd: checkout, environment });
  const digest = node(
    "--input-type=module",
    "--eval",
    `import { ovaDigest } from "${checkout}/dist/src/clients/ova-digest.js"; await ovaDigest(JSON.parse(process.env.TKG_EDGE_INPUT).ova);`,
  );
  return {
    ovaBytes: statSync(ova).size,
    firstImport: await traffic(node("command.js", "import-ova")),
    secondImport: await traffic(node("command.js", "import-ova")),
    firstDigest: await traffic(digest),
    secondDigest: await traffic(digest),
  };
}

/** Copies an OVA, its disk made longer. The manifest goes: its checksums would not fit any more. */
async function pad(from: string, to: string): Promise<void> {
  const extract = tar.extract();
  const archive = tar.pack();
  const written = pipeline(archive, createWriteStream(to));
  extract.end(readFileSync(from));
  for await (const entry of extract) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    const { name } = entry.header;
    if (name.endsWith(".mf")) continue;
    const content = Buffer.concat(chunks);
    if (name.endsWith(".vmdk")) {
      archive.entry({ name }, Buffer.concat([content, Buffer.alloc(padding, "tkg-edge ")]));
    } else {
      const size = (_: string, bytes: string) => `ovf:size="${Number(bytes) + padding}"`;
      archive.entry({ name }, content.toString("utf8").replace(/ovf:size="(\d+)"/, size));
    }
  }
  archive.finalize();
  await written;
}
