/** The command `tkg-edge` in a directory of its own, with a pulumi that only remembers how it was called. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../src/cli/tkg-edge.js";
import { pageStack } from "../example-site.js";
import { completeExports, printedExports } from "../page-exports.js";

export const tkrVersion = pageStack.management.tkr.version;
/** Options that lead to a management cluster. */
export const toManagement = ["--kubeconfig", "mgmt.kubeconfig", "--context", "mgmt-admin@mgmt"];
export const tkr = ["--tkr-version", tkrVersion];

/** A call of pulumi as the command made it. */
interface Call {
  readonly args: readonly string[];
  readonly input: string | undefined;
}

export interface EdgeCommand {
  readonly directory: string;
  readonly calls: readonly Call[];
  /** What pulumi answers, call by call; then success. */
  answers: string[];
  readonly edge: (...args: string[]) => Promise<{ code: number; out: string; err: string }>;
  readonly stackFile: (stack: string) => string;
}

/** Gives each case a directory with two flat files: `page.sh`, complete, and `printed.sh`, as the vendor's page prints it. */
export function useEdgeCommand(): EdgeCommand {
  const context = { directory: "", calls: [] as Call[], answers: [] as string[], edge, stackFile };

  beforeEach(() => {
    context.directory = mkdtempSync(join(tmpdir(), "tkg-edge-cli-"));
    context.calls = [];
    context.answers = [];
    writeFileSync(join(context.directory, "page.sh"), completeExports);
    writeFileSync(join(context.directory, "printed.sh"), printedExports);
  });
  afterEach(() => {
    rmSync(context.directory, { recursive: true });
  });

  async function edge(...args: string[]) {
    let out = "";
    let err = "";
    const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
    const pulumi = (given: readonly string[], input?: string) => {
      context.calls.push({ args: given, input });
      const stderr = context.answers.shift() ?? "";
      return Promise.resolve({ ok: stderr === "", stdout: "", stderr });
    };
    const within = args.length > 0 ? ["-C", context.directory] : [];
    return { code: await run([...args, ...within], { terminal, pulumi, version: "1.2.3" }), out, err };
  }

  function stackFile(stack: string): string {
    return join(context.directory, `Pulumi.${stack}.yaml`);
  }
  return context;
}
