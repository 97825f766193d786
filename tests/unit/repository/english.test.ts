/** Words and turns of phrase that users and readers had to read twice stay out of messages, names, comments and docs. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../checkout.js";

interface Avoided {
  readonly phrase: RegExp;
  readonly write: string;
  /** Natural, or read by machines. */
  readonly except?: RegExp;
}

const configuration = "(?:stack|file|site|section|configuration|key|connection|kubeconfig)s?";

const glossary: readonly Avoided[] = [
  {
    phrase: /\bmend(?:s|ed|ing)?\b/i,
    write: "fix, remedy, repair",
    // A field of preflight's JSON.
    except: /"mend": "|`mend`|\bmend: (?:check\.)?remedy\b/,
  },
  { phrase: /\bwhoever\b/i, write: "the server, controller or user that is meant" },
  { phrase: /\bsomebody\b/i, write: "another user, another server" },
  { phrase: /\b(?:the|a|of|is|are|what|only|from) living\b|Living[A-Z(]/i, write: "existing, running, live" },
  {
    phrase: /\bnameOnceThere\b|\btakingOver\b|\bmadeAgainFor\b|\b[Ss]urroundings\b/,
    write: "a name for what it does: deferredName, forcePatch, replaceOnDrift, context",
  },
  { phrase: /\banew\b|\b(?:made|make|makes|making) again\b/i, write: "recreate, rebuild, rewrite" },
  { phrase: /\bt(?:aken|ake|akes|ook) along\b|\btakenAlong\b/i, write: "also applied" },
  { phrase: /\bbesides\b/i, write: "in addition to, except" },
  { phrase: /\bputs? right\b/i, write: "reconcile, correct" },
  { phrase: /\bthe page's\b/i, write: "of the vendor page" },
  { phrase: /\bthe world\b|\blooks? around\b|\blookAround\b/i, write: "environment, live objects" },
  {
    phrase: new RegExp(`\\b${configuration} (?:itself )?(?:says?|said|tells?|told|asks?|asked)\\b`, "i"),
    write: "configured, set to, the value of",
  },
  {
    phrase: /\b(?:is|are|was|were) (?:told|said|asked (?:of|about))\b/i,
    write: "reported, shown; read, checked",
  },
  { phrase: /\b(?:an?|one|each|first|second|last|next) looks?\b(?! like)/i, write: "read, check" },
];

/** What others wrote, data of a release in use, and this list. */
const exempt =
  /\.(?:go|sum|mod|svg|png|gz|tgz|ova|vmdk|crt|pem)$|^package-lock\.json$|\/package-lock\.json$|^tests\/upgrade\/\d|^sandbox\/toolchain\/command-plugin\/|\/english\.test\.ts$/;

const faultsIn = (line: string): string[] =>
  glossary
    .filter(({ phrase, except }) => phrase.test(line) && except?.test(line) !== true)
    .map(({ phrase, write }) => `"${phrase.exec(line)?.[0] ?? ""}" (write: ${write})`);

describe("the project's English", () => {
  it("avoids the words of the glossary", () => {
    const files = execFileSync("git", ["ls-files", "-z"], { cwd: checkout, encoding: "utf8" })
      .split("\0")
      .filter((file) => file !== "" && !exempt.test(file) && existsSync(join(checkout, file)));
    assert.ok(files.length > 500, `${files.length} files were found`);
    const found = files.flatMap((file) => {
      const text = readFileSync(join(checkout, file), "utf8");
      if (!glossary.some(({ phrase }) => phrase.test(text))) return [];
      const lines = text.split("\n");
      return lines.flatMap((line, index) => faultsIn(line).map((fault) => `${file}:${index + 1}: ${fault}`));
    });
    assert.deepEqual(found, []);
  });

  it("is judged by sentences that must, and must not, be found", () => {
    for (const line of [
      "which key mends it",
      "Whoever reads it finds the same.",
      "another value than the stack says",
      "The file asks for Calico.",
      "a second look finds it",
      "the node is made again",
      "as the page's example",
      "metadata: takingOver(owned(secret.metadata))",
    ]) {
      assert.equal(faultsIn(line).length, 1, line);
    }
    for (const line of [
      "a recommended amendment",
      "it does not look like a sandbox",
      "pulumi refresh asks for confirmation",
      '  "mend": "…",',
      "the vendor page's example",
      "a plugin beside the program",
    ]) {
      assert.deepEqual(faultsIn(line), [], line);
    }
  });
});
