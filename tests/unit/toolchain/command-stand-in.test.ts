import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pRetry from "p-retry";
import { secret, unwrap } from "../../../sandbox/toolchain/command-plugin/property-values.js";
import { CommandProvider } from "../../../sandbox/toolchain/command-plugin/provider.js";
import { runCommand } from "../../../sandbox/toolchain/command-plugin/run-command.js";
import { checkout } from "../../../sandbox/toolchain/locations.js";

const urn = "urn:pulumi:dev::tkg-edge::a:b:C$command:local:Command::import";
const base = { PATH: process.env.PATH ?? "/usr/bin:/bin" };

interface Log {
  readonly line: string;
  readonly urn: string;
}

function provider(): { provider: CommandProvider; log: Log[] } {
  const log: Log[] = [];
  return {
    log,
    provider: new CommandProvider((line, about) => {
      log.push({ line, urn: about });
    }, base),
  };
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

async function waitUntilGone(pid: number): Promise<void> {
  await pRetry(
    () => {
      assert.ok(isGone(pid), `process ${String(pid)} still runs`);
    },
    { retries: 600, factor: 1, minTimeout: 10 },
  );
}

describe("the stand-in for the command plugin", () => {
  it("creates: runs the command with its environment and input, and keeps the inputs", async () => {
    const { provider: command, log } = provider();
    const inputs = { create: 'echo "hello $NAME"; cat', environment: { NAME: "edge" }, stdin: "input\n" };
    const { id, outs } = await command.create(urn, inputs);
    assert.match(id, /^import[0-9a-f]{8}$/);
    assert.deepEqual(outs, { ...inputs, stdout: "hello edge\ninput", stderr: "" });
    assert.deepEqual(log, [
      { line: "command: stand-in for pulumi-command 1.2.1, which could not be downloaded here", urn: "" },
      { line: "hello edge", urn },
      { line: "input", urn },
    ]);
  });

  it("identifies itself once as a stand-in", async () => {
    const { provider: command, log } = provider();
    await command.create(urn, { create: "true" });
    await command.delete("id", urn, { create: "true", stdout: "", stderr: "" });
    assert.equal(log.filter(({ line }) => line.includes("stand-in")).length, 1);
  });

  it("updates with `update`, or with `create` where there is none; both see the previous output", async () => {
    const { provider: command } = provider();
    const olds = { create: "x", stdout: "before", stderr: "complaint" };
    const show = 'echo "$PULUMI_COMMAND_STDOUT, $PULUMI_COMMAND_STDERR"';
    const byUpdate = await command.update("id", urn, olds, { create: "echo created", update: show });
    assert.equal((byUpdate.outs as { stdout: string }).stdout, "before, complaint");
    const byCreate = await command.update("id", urn, olds, { create: show });
    assert.equal((byCreate.outs as { stdout: string }).stdout, "before, complaint");
    const without = await command.update("id", urn, olds, { create: show, addPreviousOutputInEnv: false });
    assert.equal((without.outs as { stdout: string }).stdout, ", ");
  });

  it("keeps the previous output when an update has nothing to run", async () => {
    const { provider: command } = provider();
    const { outs } = await command.update(
      "id",
      urn,
      { delete: "a", stdout: "kept", stderr: "" },
      { delete: "b" },
    );
    assert.deepEqual(outs, { delete: "b", stdout: "kept", stderr: "" });
  });

  it("makes both outputs secret as soon as one input is, and leaves the inputs as they came", async () => {
    const { provider: command } = provider();
    const environment = { TOKEN: secret("hush") };
    const { outs } = await command.create(urn, { create: "echo $TOKEN", environment, logging: "none" });
    assert.deepEqual(outs, {
      create: "echo $TOKEN",
      environment,
      logging: "none",
      stdout: secret("hush"),
      stderr: secret(""),
    });
  });

  const logged: [logging: string | undefined, lines: string[]][] = [
    ["none", []],
    ["stdout", ["out"]],
    ["stderr", ["err"]],
    ["stdoutAndStderr", ["err", "out"]],
    [undefined, ["err", "out"]],
  ];
  for (const [logging, lines] of logged) {
    it(`logs ${lines.join(" and ") || "nothing"} with logging ${logging ?? "unset"}`, async () => {
      const { provider: command, log } = provider();
      await command.create(urn, {
        create: "echo out; echo err >&2",
        ...(logging === undefined ? {} : { logging }),
      });
      const of = log.filter((entry) => entry.urn === urn).map(({ line }) => line);
      assert.deepEqual(of.sort(), lines);
    });
  }

  it("fails with how the command ended, the command and its output", async () => {
    const { provider: command } = provider();
    await assert.rejects(command.create(urn, { create: "echo half; exit 3" }), (error: Error) => {
      assert.equal(error.message, 'exit status 3: running "echo half; exit 3":\nhalf\n');
      return true;
    });
  });

  it("reports the folder in which it could not start", async () => {
    const { provider: command } = provider();
    const inputs = { create: "true", dir: join(tmpdir(), "tkg-edge-no-such-folder") };
    await assert.rejects(command.create(urn, inputs), /cannot start \/bin\/sh in .*tkg-edge-no-such-folder/);
  });

  it("uses the configured interpreter and folder", async () => {
    const { provider: command } = provider();
    const inputs = { create: "[[ -n $BASH_VERSION ]] && pwd", interpreter: ["bash", "-euc"], dir: "/" };
    const { outs } = await command.create(urn, inputs);
    assert.equal((outs as { stdout: string }).stdout, "/");
  });

  it("runs the function, and refuses another one", async () => {
    const { provider: command } = provider();
    const { outputs } = await command.invoke("command:local:run", { command: "echo invoked" });
    assert.deepEqual(outputs, { command: "echo invoked", stdout: "invoked", stderr: "" });
    await assert.rejects(
      command.invoke("command:local:other", {}),
      /has no command:local:other; install the real/,
    );
  });

  it("refuses, at preview, what it cannot do and what has the wrong type", async () => {
    const { provider: command } = provider();
    const { failures } = await command.check(
      urn,
      {},
      { create: 3, assetPaths: ["*"], environment: { A: "1" } },
    );
    assert.deepEqual(
      failures.map(({ property }) => property),
      ["create", "assetPaths"],
    );
    const remote = urn.replace("command:local:Command", "command:remote:Command");
    const refused = await command.check(remote, {}, {});
    assert.match(refused.failures[0]?.reason ?? "", /has no command:remote:Command; install the real plugin/);
  });

  it("lets values through that are not known yet", async () => {
    const { provider: command } = provider();
    const news = { create: "true", environment: { LATER: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } };
    const { inputs, failures } = await command.check(urn, {}, news);
    assert.deepEqual([inputs, failures], [news, []]);
  });

  it("ends the command and what it started when it is canceled", async () => {
    const { provider: command, log } = provider();
    const running = command.create(urn, { create: "sleep 60 & echo $!; wait" });
    const rejected = assert.rejects(running, /^Error: canceled: running/);
    const pid = await pRetry(
      () => Number(log.find((entry) => entry.urn === urn)?.line ?? assert.fail("the command has not begun")),
      { retries: 300, factor: 1, minTimeout: 10 },
    );
    await command.cancel();
    assert.equal(await command.settle(), true);
    await rejected;
    assert.equal(await command.settle(), false);
    await waitUntilGone(pid);
  });

  it("does not leave a command behind when it is killed", async () => {
    const module = pathToFileURL(
      join(checkout, "dist", "sandbox", "toolchain", "command-plugin", "run-command.js"),
    ).href;
    const script = `import { runCommand } from ${JSON.stringify(module)};
      await runCommand({ command: "sleep 60 & echo $!; wait", interpreter: ["/bin/sh", "-c"], directory: "/", stdin: "",
        environment: process.env, onLine: (_stream, line) => console.log(line), signal: new AbortController().signal });`;
    const plugin = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pid = await new Promise<number>((resolve) => {
      plugin.stdout.once("data", (chunk: Buffer) => {
        resolve(Number(chunk.toString()));
      });
    });
    assert.ok(!isGone(pid));
    plugin.kill("SIGKILL");
    await waitUntilGone(pid);
  });

  it("does not start what is canceled already", async () => {
    const stop = new AbortController();
    stop.abort();
    const run = {
      command: "true",
      interpreter: ["/bin/sh", "-c"],
      directory: "/",
      environment: base,
      stdin: "",
    };
    await assert.rejects(
      runCommand({ ...run, onLine: () => undefined, signal: stop.signal }),
      /canceled before it was started/,
    );
  });
});

describe("property values", () => {
  it("come out of their wrappings at any depth", () => {
    const value = { list: [1, secret({ inner: secret("x") })], plain: "y", none: null };
    assert.deepEqual(unwrap(value), {
      value: { list: [1, { inner: "x" }], plain: "y", none: null },
      secret: true,
    });
    assert.deepEqual(unwrap({ plain: ["z"] }), { value: { plain: ["z"] }, secret: false });
  });

  it("of kind output are secret if marked", () => {
    const output = {
      "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4",
      value: "v",
      secret: true,
    };
    assert.deepEqual(unwrap([output]), { value: ["v"], secret: true });
  });
});
