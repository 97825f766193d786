/** The examples and descriptions of the commands fit the commands. */
import assert from "node:assert/strict";
import type { Command } from "commander";
import { commandLine, leavesOf } from "../../../src/cli/command-line.js";
import { examples, namesOf } from "../../../src/cli/examples.js";
import { run } from "../../../src/cli/tkg-edge.js";
import { allChecks } from "../../../src/preflight/checks.js";

const nothing = () => undefined;
const pulumi = () => Promise.reject(new Error("no command is run"));
const program = commandLine({ terminal: { out: nothing, err: nothing }, pulumi, version: "1.2.3" }, nothing);
const leaves = leavesOf(program);

/** What is wrong with an example of a command. */
function faultOf(command: Command, line: string): string | undefined {
  const words = line.split(" ").slice(namesOf(command).split(" ").length);
  const options = new Map(command.options.flatMap((option) => [[option.long, option] as const]));
  let values = 0;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (!word.startsWith("-")) {
      values += 1;
      continue;
    }
    const option = options.get(word);
    if (!option) return `${word} is no option`;
    if (option.required && words[++index]?.startsWith("-") !== false) return `${word} has no value`;
  }
  const { registeredArguments: known } = command;
  const least = known.filter(({ required }) => required).length;
  const most = known.some(({ variadic }) => variadic) ? Infinity : known.length;
  if (values < least || values > most) return `${values} arguments`;
  const missing = command.options.filter(({ mandatory, long }) => mandatory && !words.includes(long ?? ""));
  return missing.length > 0 ? `without ${missing.map(({ long }) => long).join()}` : undefined;
}

describe("the commands of tkg-edge", () => {
  for (const command of leaves) {
    const names = namesOf(command);
    it(`have an example of ${names}, which its help shows and its command line takes`, async () => {
      const own = examples[names] ?? [];
      assert.ok(own.length > 0);
      let out = "";
      const terminal = { out: (text: string) => void (out += text), err: nothing };
      assert.equal(await run([...names.split(" "), "--help"], { terminal, pulumi, version: "1.2.3" }), 0);
      for (const { line } of own) {
        assert.ok(line.startsWith(names), line);
        assert.equal(faultOf(command, line), undefined, line);
        assert.ok(out.includes(`tkg-edge ${line}`), out);
      }
    });
  }

  it("have examples of preflight with checks that exist", () => {
    const known = new Set(allChecks.map(({ name }) => name));
    const named = (examples.preflight ?? []).flatMap(
      ({ line }) => /--(?:only|skip) (\S+)/.exec(line)?.[1] ?? [],
    );
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter((name) => !known.has(name)),
      [],
    );
  });

  it("are the only ones that have examples", () => {
    assert.deepEqual(Object.keys(examples).sort(), leaves.map(namesOf).sort());
  });
});
