/**
 * What a user reads when a row of the suite fails, kept in one file a suite: `snapshots/<suite>.txt`, a section a row.
 * Addresses, ports, uids, times and directories are replaced, so that two runs read the same. The troubleshooting page
 * is held to these texts.
 *
 * `TKG_EDGE_WRITE_GOLDEN=1` writes what was read; check the difference before committing it.
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { checkout } from "../../engine/harness/project.js";
import type { Outcome } from "../../engine/harness/test-stack.js";

export const snapshotDirectory = join(checkout, "tests", "faults", "snapshots");

/** Ports of the sandbox that are the same in every run; any other is a proxy's or a client's. */
const fixedPorts = new Set(["5000", "6443", "8443", "8989", "9443"]);

/** Errors and warnings of a run as the CLI lists them, resource by resource, each once and in a steady order. */
export function whatTheUserReads(outcome: Outcome, sandbox: Sandbox, directory: string): string {
  const shown = outcome.diagnostics
    .filter(({ severity }) => severity === "error" || severity === "warning")
    .map(({ urn = "", message }) => {
      const resource = urn.split("::").slice(2).join("::").split("$").at(-1) ?? "";
      return { resource: resource.replace("::", " "), text: clean(message, sandbox, directory) };
    });
  if (shown.length === 0) {
    // Refused before the engine started, so that only the CLI could report why.
    const { all } = outcome;
    return clean(all.slice(Math.max(0, all.indexOf("error:"))), sandbox, directory);
  }
  const resources = [...new Set(shown.map(({ resource }) => resource))].sort();
  return resources
    .map((resource) => {
      const texts = new Set(shown.filter((entry) => entry.resource === resource).map(({ text }) => text));
      return `${resource || "(stack)"}:\n${[...texts].map(indent).join("\n")}`;
    })
    .join("\n");
}

const indent = (text: string): string => text.replace(/^(?=.)/gm, "  ");

/** Takes out of a text what differs from run to run. */
export function clean(text: string, sandbox: Sandbox, directory: string): string {
  return (
    text
      .replaceAll(sandbox.directory, "SANDBOX")
      .replaceAll(directory, "TEST")
      .replaceAll(`${sandbox.block}.`, "127.66.N.")
      .replace(/<\{%[^%]*%\}>/g, "")
      // How often progress shows depends on how busy the machine is.
      .replace(/^ *(?:waiting for an answer from|uploading \S+: (?:\d+ %|all of)).*\n?/gm, "")
      .replace(/\b(127\.[\d.N]+):(\d+)/g, (whole, host: string, port: string) =>
        fixedPorts.has(port) ? whole : `${host}:PORT`,
      )
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UID")
      // How the end of a connection shows depends on who notices first.
      .replace(
        /(?:(?:read|write) tcp \S+: (?:read|write): )?(?:connection reset by peer|broken pipe|\bEOF\b)/g,
        "BROKEN",
      )
      .replace(/\b[0-9a-f]{64}\b/g, "SHA256")
      .replace(/\b[0-9A-F]{2}(:[0-9A-F]{2}){19}\b/g, "THUMBPRINT")
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, "TIME")
      .replace(/\bpid \d+|\bprocess \d+/g, (whole) => whole.replace(/\d+/, "PID"))
      .replace(/created by \S+@\S+/g, "created by USER@HOST")
      .replace(/[ \t]+$/gm, "")
      .trim()
  );
}

/** Compares a text with its section of the suite's file, or writes it there on request. */
export function assertSnapshot(suite: string, title: string, text: string): void {
  const file = join(snapshotDirectory, `${suite}.txt`);
  const sections = readSections(file);
  if (process.env.TKG_EDGE_WRITE_GOLDEN === "1") {
    sections.set(title, text);
    mkdirSync(dirname(file), { recursive: true });
    const lines = [...sections].map(([name, content]) => `## ${name}\n\n${content}\n`);
    writeFileSync(file, lines.join("\n"));
    return;
  }
  assert.equal(text, sections.get(title), `${file}, section "${title}", has another text`);
}

/** Sections of a snapshot file by title; empty where there is no file. */
export function readSections(file: string): Map<string, string> {
  if (!existsSync(file)) return new Map();
  const parts = readFileSync(file, "utf8").split(/^## (.*)$/m);
  const sections = new Map<string, string>();
  for (let index = 1; index < parts.length; index += 2) {
    sections.set(parts[index] ?? "", (parts[index + 1] ?? "").trim());
  }
  return sections;
}
