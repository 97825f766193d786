/** Ten sandboxes in a row: what each leaves behind would add up. */
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAlive } from "../../sandbox/process-identity.js";
import { recordedProcesses } from "../../sandbox/process-records.js";
import { startSandbox, stopSandbox } from "../../sandbox/sandbox.js";
import { discard, ownDirectory, sandboxDirectory } from "../engine/harness/leftovers.js";
import { portsIn } from "../engine/harness/listening-ports.js";
import { profileUnderTest } from "../engine/harness/sandbox-of-file.js";

const rounds = 10;

describe("ten sandboxes started and stopped in a row", function () {
  this.timeout(rounds * 150_000);

  it("leave no process, no port and no file behind", async () => {
    // Files of others come and go in the temporary directory: only files that a sandbox could have made are
    // compared.
    const ours = (): string[] => readdirSync(tmpdir()).filter((name) => /vcsim|tkg-edge-sandbox/.test(name));
    const before = new Set(ours());
    for (let round = 1; round <= rounds; round += 1) {
      const own = ownDirectory();
      try {
        const sandbox = await startSandbox({
          profile: profileUnderTest("full"),
          directory: sandboxDirectory(own),
        });
        const records = recordedProcesses(sandbox.directory);
        await stopSandbox(sandbox.directory);
        const left = records.filter((record) => isAlive(record)).map(({ name }) => name);
        assert.deepEqual(left, [], `processes of round ${round}`);
        assert.deepEqual(portsIn(sandbox.block), [], `ports of round ${round}`);
      } finally {
        await discard(own);
      }
      assert.equal(existsSync(own), false);
    }
    assert.deepEqual(
      ours().filter((name) => !before.has(name)),
      [],
    );
  });
});
