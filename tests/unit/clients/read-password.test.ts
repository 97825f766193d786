import assert from "node:assert/strict";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { operatorFilesVariable } from "../../../src/clients/operator-files.js";
import { answerSecondsVariable } from "../../../src/clients/patience.js";
import { readPassword } from "../../../src/clients/read-password.js";
import type { PasswordSource } from "../../../src/config/password-source-field.js";
import { UserError } from "../../../src/config/problem.js";

const marker = "Marker-of-a-password";
const key = "tkg-edge:connection.vcenter.passwordFrom";

/** Whether a process is there and no zombie, which only its new parent can remove. */
function runs(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

describe("a password that is read at run time", () => {
  let directory: string;
  let connectionFile: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-password-"));
    connectionFile = join(directory, "eu.yaml");
    writeFileSync(connectionFile, "{}");
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  type Environment = Readonly<Record<string, string>>;
  const named = (file = connectionFile): Environment => ({ [operatorFilesVariable]: file });
  const read = (source: PasswordSource, environment: Environment = {}) =>
    readPassword({ source, key, connectionFile }, directory, environment);

  /** @returns the message, which never has the password */
  async function refusal(source: PasswordSource, environment: Environment = {}): Promise<string> {
    try {
      await read(source, environment);
    } catch (error) {
      assert.ok(error instanceof UserError, String(error));
      assert.ok(!error.message.includes(marker), error.message);
      assert.ok(error.message.startsWith(`${key}: `), error.message);
      return error.message;
    }
    assert.fail("it was read");
  }

  const write = (text: string | Buffer, mode = 0o600) => {
    writeFileSync(join(directory, "secret"), text);
    chmodSync(join(directory, "secret"), mode);
    return { file: "secret" };
  };
  const script = (text: string) => ({ command: ["sh", "-c", text] });

  it("is the value of an environment variable, without the wrapper of the Tanzu CLI", async () => {
    const source = { environment: "VC" };
    assert.equal((await read(source, { VC: `${marker} ` })).password, `${marker} `);
    const wrapped = `<encoded:${Buffer.from(marker).toString("base64")}>`;
    assert.equal((await read(source, { VC: wrapped })).password, marker);
    assert.match(await refusal(source), /environment variable VC is not set; expected: the password/);
    assert.match(await refusal(source, { VC: "" }), /VC is empty/);
    assert.match(await refusal(source, { VC: "<encoded:!>" }), /is <encoded:\.\.\.> of what is not base64/);
    assert.match(
      await refusal(source, { VC: `${marker}\nmore` }),
      /several lines; expected: only the password/,
    );
  });

  it("is the text of a file, of which one line end does not count", async () => {
    for (const end of ["", "\n", "\r\n"]) {
      assert.deepEqual(await read(write(`${marker}${end}`)), { password: marker, warnings: [] });
    }
    assert.equal((await read(write(`\uFEFF${marker}\n`))).password, marker);
    symlinkSync("secret", join(directory, "link"));
    assert.equal((await read({ file: join(directory, "link") })).password, marker);
  });

  it("is read from a file that others can read, with a warning", async () => {
    for (const mode of [0o644, 0o604, 0o660]) {
      const { password, warnings } = await read(write(marker, mode));
      assert.equal(password, marker);
      assert.match(
        warnings.join(),
        /^tkg-edge:connection.*: secret can be read by every user.*chmod 600 secret$/,
      );
      assert.ok(!warnings.join().includes(marker));
    }
    assert.deepEqual((await read(write(marker, 0o640))).warnings, []);
  });

  it("is refused for files that hold no password", async () => {
    assert.match(
      await refusal({ file: "none" }),
      /: none cannot be read: no such file; expected: a file that exists/,
    );
    assert.match(await refusal({ file: "." }), /cannot be read: a directory/);
    assert.match(await refusal(write("")), /: secret is empty; expected: the password/);
    assert.match(await refusal(write("\n")), /: secret is empty/);
    assert.match(await refusal(write(`${marker}\n\n`)), /: secret has several lines/);
    assert.match(await refusal(write(`# ${marker}\npassword\n`)), /: secret has several lines/);
    assert.match(
      await refusal(write(marker.repeat(1000))),
      /cannot be read: more than 4 KiB; expected: a file that holds only/,
    );
    assert.match(
      await refusal(write(Buffer.from([0xff, 0x41, 0xc3]))),
      /cannot be read: no text that can be read/,
    );
  });

  it("is what a program prints that the operator's connection file names", async () => {
    const { password } = await read(script(`printf '%s\\n' "${marker}"; echo noise >&2`), named());
    assert.equal(password, marker);
    const relative = { ...script(`printf ${marker}`) };
    assert.equal(
      (await read(relative, named("other.yaml:eu.yaml"))).password,
      marker,
      "relative to the project",
    );
    mkdirSync(join(directory, "links"));
    symlinkSync(connectionFile, join(directory, "links", "eu.yaml"));
    assert.equal((await read(relative, named(join(directory, "links", "eu.yaml")))).password, marker);
  });

  it("is read by no program of another file", async () => {
    const touch = { command: ["touch", join(directory, "ran")] };
    for (const environment of [{}, named("other.yaml"), named(" "), named(directory)]) {
      assert.match(
        await refusal(touch, environment),
        /: touch was not run, since its command is in .*eu\.yaml, which the operator does not name; expected: TKG_EDGE_CONNECTION_FILES=\S*eu\.yaml/,
      );
    }
    await assert.rejects(
      readPassword({ source: touch, key, connectionFile: undefined }, directory, named()),
      /its command is in no connection file/,
    );
    assert.ok(!readdirSync(directory).includes("ran"));
  });

  it("is refused for programs that fail, without what they print", async () => {
    const fails = script(`echo ${marker}; echo ${marker} >&2; exit 3`);
    assert.match(
      await refusal(fails, named()),
      /: sh ended with exit code 3; expected: the password on standard/,
    );
    assert.match(await refusal(script("kill -TERM $$"), named()), /: sh was ended by SIGTERM/);
    assert.match(
      await refusal({ command: ["no-such-program"] }, named()),
      /no-such-program is not on the PATH/,
    );
    assert.match(await refusal({ command: ["./none"] }, named()), /\.\/none does not exist/);
    writeFileSync(join(directory, "plain"), "text");
    assert.match(await refusal({ command: ["./plain"] }, named()), /\.\/plain may not be executed/);
    assert.match(await refusal(script(":"), named()), /: sh: its output is empty/);
    assert.match(await refusal(script(`echo ${marker}; echo two`), named()), /its output has several lines/);
    assert.match(await refusal(script("yes"), named()), /printed more than 64 KiB/);
    const hidden = { command: ["sh", "-c", "exit 1", marker] };
    assert.match(await refusal(hidden, named()), /exit code 1/);
  });

  it("is not waited for without end, nor what a program has started", async () => {
    const before = process.env[answerSecondsVariable];
    process.env[answerSecondsVariable] = "0.3";
    try {
      const pidFile = join(directory, "pid");
      const hangs = script(`sleep 60 & echo $! > ${pidFile}; wait`);
      assert.match(await refusal(hangs, named()), /: sh did not end within 0\.3 s \(TKG_EDGE_ANSWER_SECONDS/);
      const pid = Number(readFileSync(pidFile, "utf8"));
      assert.ok(pid > 0);
      while (runs(pid)) await setImmediate();
    } finally {
      if (before === undefined) Reflect.deleteProperty(process.env, answerSecondsVariable);
      else process.env[answerSecondsVariable] = before;
    }
  });
});
