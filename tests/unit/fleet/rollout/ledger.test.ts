import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { thisProcess } from "../../../../src/clients/process-identity.js";
import { UserError } from "../../../../src/config/problem.js";
import { Ledger, readLedger } from "../../../../src/fleet/rollout/ledger.js";
import { takeLock } from "../../../../src/fleet/rollout/lock.js";
import { recordedRollout, type LedgerRecord } from "../../../../src/fleet/rollout/records.js";

const at = "2026-01-01T00:00:00.000Z";
const records: readonly LedgerRecord[] = [
  { kind: "rollout", version: 1, at, id: "abc", fleet: "fleet.yaml" },
  { kind: "start", at, site: "one", attempt: 1, wave: "sites", word: "in place", digest: "d" },
  { kind: "process", at, site: "one", attempt: 1, process: thisProcess() },
  { kind: "end", at, site: "one", attempt: 1, outcome: "failed", reasons: ['a "quoted" reason', "ü"] },
];

describe("the ledger of a rollout", () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-ledger-"));
    file = join(directory, "rollout", "ledger.jsonl");
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  function written(): string {
    const ledger = Ledger.open(file);
    for (const record of records) ledger.append(record);
    ledger.close();
    return readFileSync(file, "utf8");
  }

  it("is read as it was written, by this user alone", () => {
    written();
    assert.deepEqual(readLedger(file).records, records);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const { attempts, id } = recordedRollout(records);
    assert.equal(id, "abc");
    assert.equal(attempts.get("one")?.end?.outcome, "failed");
    assert.equal(attempts.get("one")?.process?.pid, process.pid);
  });

  it("goes on after a last line that was cut short, wherever that was", () => {
    const text = written();
    const begin = text.trimEnd().lastIndexOf("\n") + 1;
    for (let length = begin; length < text.length; length += 31) {
      writeFileSync(file, text.slice(0, length));
      const ledger = Ledger.open(file);
      assert.deepEqual(ledger.earlier, records.slice(0, 3));
      ledger.append({ kind: "complete", at });
      ledger.close();
      assert.deepEqual(readLedger(file).records.slice(3), [{ kind: "complete", at }]);
    }
  });

  it("goes on after a last line without its end of line, and after zeros of a power failure", () => {
    const text = written().trimEnd();
    for (const [damaged, kept] of [
      [text, 3],
      [`${text}\n\0\0\0`, 4],
      [`${text}\n${"\0".repeat(20)}\n`, 4],
    ] as const) {
      writeFileSync(file, damaged);
      const ledger = Ledger.open(file);
      ledger.append({ kind: "complete", at });
      ledger.close();
      assert.equal(readLedger(file).records.length, kept + 1, JSON.stringify(damaged.slice(text.length)));
    }
  });

  it("names the line of any other damage", () => {
    const lines = written().trimEnd().split("\n");
    const damaged = [
      lines.map((line, index) => (index === 1 ? line.replace('"one"', '"two"') : line)),
      lines.toSpliced(1, 1),
      lines.toSpliced(1, 1, "garbage"),
      lines.toSpliced(1, 2, lines[2] ?? "", lines[1] ?? ""),
    ];
    for (const some of damaged) {
      writeFileSync(file, `${some.join("\n")}\n`);
      assert.throws(
        () => readLedger(file),
        (error) => error instanceof UserError && error.message.startsWith(`${file}, line 2: `),
      );
    }
  });

  it("is whole after a record for which the disk had no room, and goes on with the next one", () => {
    // A limit for the size of files ends a write in its middle, as a full disk does.
    const program = `
      import { Ledger } from ${JSON.stringify(new URL("../../../../src/fleet/rollout/ledger.js", import.meta.url).href)};
      const ledger = Ledger.open(${JSON.stringify(file)});
      const at = ${JSON.stringify(at)};
      let failed = "";
      const end = (attempt, reason) => ledger.append({ kind: "end", at, site: "one", attempt, outcome: "failed", reasons: [reason] });
      ledger.append({ kind: "rollout", version: 1, at, id: "abc", fleet: "fleet.yaml" });
      try { end(1, "x".repeat(2000)); } catch ({ code }) { failed = code; }
      end(2, "y");
      console.log(failed);`;
    const limited = `ulimit -f 1; exec "$0" --input-type=module --eval "$1"`;
    const { stdout, stderr } = spawnSync("/bin/bash", ["-c", limited, process.execPath, program], {
      encoding: "utf8",
    });
    assert.equal(stdout.trim(), "EFBIG", stderr);
    const [, second, ...others] = readLedger(file).records;
    assert.deepEqual([second?.kind === "end" && second.attempt, others], [2, []]);
  });

  it("of a later version is refused, and left as it is", () => {
    const text = written();
    const sums = text.trimEnd().split("\n");
    const bodies = sums.map((line) => line.slice(0, line.lastIndexOf(',"sum"')));
    let [sum, later] = ["", ""];
    for (const body of [...bodies, '{"kind":"paused"']) {
      sum = createHash("sha256").update(`${sum}\n${body}`).digest("hex").slice(0, 16);
      later += `${body},"sum":"${sum}"}\n`;
    }
    writeFileSync(file, later);
    assert.throws(
      () => Ledger.open(file),
      /line 5: another version of tkg-edge wrote this line of the ledger/,
    );
    assert.equal(readFileSync(file, "utf8"), later);
  });

  it("is put aside when the next rollout begins", () => {
    written();
    Ledger.putAside(file, "abc");
    assert.deepEqual(readLedger(join(directory, "rollout", "abc.jsonl")).records, records);
    const ledger = Ledger.open(file);
    assert.deepEqual(ledger.earlier, []);
    ledger.close();
  });
});

describe("the lock of a rollout", () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-lock-"));
    file = join(directory, "lock");
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it("names who has it, and is there for the next one", () => {
    const release = takeLock(file);
    assert.throws(() => takeLock(file), new RegExp(`is being rolled out by process ${process.pid} on `));
    release();
    takeLock(file)();
  });

  it("is taken from a dead process, and not from one of another machine", () => {
    const since = at;
    writeFileSync(file, JSON.stringify({ since, process: { ...thisProcess(), start: "1" } }));
    takeLock(file)();
    writeFileSync(file, JSON.stringify({ since, process: { ...thisProcess(), host: "other" } }));
    assert.throws(() => takeLock(file), /on other, .*cannot be seen from here.* remove /s);
    appendFileSync(file, "damage");
    assert.throws(() => takeLock(file), /a process that the file does not name/);
  });
});
