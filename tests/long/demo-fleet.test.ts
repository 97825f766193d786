/** `make demo-fleet` in a fresh clone: its story, in its time, and the commands that it prints. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { cloneCheckout } from "../engine/harness/fresh-clone.js";
import { cloneDirectory, discard, ownDirectory } from "../engine/harness/leftovers.js";
import { concernedCommands } from "../engine/harness/process-arguments.js";

describe("make demo-fleet in a fresh clone", function () {
  this.bail(true);
  let own: string;
  let clone: string;
  let printed = "";

  const run = async (command: string, args: readonly string[]) => {
    const { PATH = "", TKG_EDGE_TOOLS_DIR } = process.env;
    const cache = process.env.XDG_CACHE_HOME ?? join(process.env.HOME ?? "/root", ".cache");
    return await execa(command, args, {
      cwd: clone,
      env: {
        ...{ PATH, HOME: join(own, "home"), XDG_CACHE_HOME: cache },
        ...(TKG_EDGE_TOOLS_DIR === undefined ? {} : { TKG_EDGE_TOOLS_DIR }),
      },
      ...{ extendEnv: false, all: true, reject: false, stdin: "ignore" },
    });
  };

  before("clone the checkout", async () => {
    own = ownDirectory();
    clone = cloneDirectory(own);
    mkdirSync(join(own, "home"));
    await cloneCheckout(clone);
  });
  after("stop what the demo started", async () => {
    await discard(own);
  });

  it("rolls twelve sites out and moves them to another TKr, and leaves the clone clean", async () => {
    const { exitCode, all } = await run("make", ["demo-fleet"]);
    printed = all;
    assert.equal(exitCode, 0, all);
    assert.match(all, /12 create/);
    assert.match(all, /wave "canaries": shop-01, shop-02\n/);
    assert.match(all, /refused: 12 sites would be REBUILT/);
    assert.match(all, /shop-07: FAILED after .*\n[\s\S]*maxFailures is reached: no more sites are started/);
    assert.match(all, /\/dc0\/datastore\/retired/);
    assert.match(all, /going on with rollout [0-9a-f]{8}; finished earlier: \d+ sites/);
    assert.match(all, /12 sites run v1\.25\.7\+vmware\.1-tiny\.2-tkg\.1; each was rebuilt once\./);
    const page = readFileSync(join(clone, ".sandbox-fleet", "fleet.html"), "utf8");
    assert.match(page, /<b class="ready">12<\/b>ready/);
    assert.match(page, /✓ shop-12</);
    assert.equal((await run("git", ["status", "--porcelain"])).all, "");
  });

  it("prints commands that work when pasted", async () => {
    const lines = printed.slice(printed.indexOf("Three things to try")).split("\n");
    const [environment = "", ...commands] = lines.flatMap((line) => /^ {5}(\S.*)/.exec(line)?.[1] ?? []);
    const codes: (number | undefined)[] = [];
    for (const command of commands) {
      const { exitCode, all } = await run("bash", ["-c", `${environment} && ${command}`]);
      codes.push(exitCode);
      assert.ok(exitCode !== 1, all);
    }
    // Shown; a plan with changes; paused after the canaries.
    assert.deepEqual(codes, [0, 2, 4]);
  });

  it("is gone after make demo-down", async () => {
    const { exitCode, all } = await run("make", ["demo-down"]);
    assert.equal(exitCode, 0, all);
    assert.equal(existsSync(join(clone, ".sandbox-fleet")), false);
    assert.deepEqual(
      concernedCommands(() => true).filter((command) => command.includes(clone)),
      [],
    );
  });
});
