/** `tkg-edge explain` of a rebuild that waits for its window, over a fleet of fakes. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PulumiRunner } from "../../../src/cli/edge/store-password.js";
import { waitingRebuild } from "../../../src/cli/edge/waiting-rebuild.js";
import { checkStack } from "../../../src/config/parse-stack.js";
import { readStackFile } from "../../../src/config/stack-file.js";
import type { StackSpec } from "../../../src/config/stack-spec.js";
import { closedWindow } from "../../closed-window.js";
import { defaults, FakeFleet, liveObjectsOf, site } from "../fleet/fake-fleet.js";

describe("a rebuild that waits for its window", () => {
  let directory: string;
  let fakes: FakeFleet;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-waiting-"));
    writeFileSync(join(directory, "Pulumi.yaml"), "name: tkg-edge\nruntime: nodejs\n");
    const config = {
      "tkg-edge:fleetFile": "fleet.yaml",
      "tkg-edge:vcenterPassword": { secure: "v1:encrypted" },
    };
    writeFileSync(join(directory, "Pulumi.one.yaml"), JSON.stringify({ config }));
    fakes = new FakeFleet();
    fakes.cluster("mgmt-admin@mgmt", liveObjectsOf("one", "10.0.0.1"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const noPulumi: PulumiRunner = () => Promise.reject(new Error("pulumi was called"));

  /** @param changes of all sites, on top of what lives */
  async function linesOf(changes: object, endpoint = "10.0.0.9", pulumi = noPulumi): Promise<string> {
    const fleet = {
      defaults: { ...defaults, site: { ...defaults.site, ...changes } },
      sites: { one: site(endpoint) },
    };
    writeFileSync(join(directory, "fleet.yaml"), JSON.stringify(fleet));
    const { draft, problems } = checkStack(readStackFile(directory, "one").raw, directory, "one", "up");
    assert.deepEqual(problems, []);
    const { site: spec } = draft as StackSpec;
    assert.ok(spec);
    const options = { stack: "one", directory, site: spec, pulumi, version: "1.2.3" };
    return (await waitingRebuild({ ...options, facts: fakes.facts() })).join("\n");
  }

  it("is reported with the next window and what would rebuild the cluster", async () => {
    assert.match(
      await linesOf({ rebuild: closedWindow() }),
      /^Its rebuild waits for a window:\n {2}no window of .* is open now \(.*\); the next one opens .* UTC \(.* UTC\)\n {2}site\.controlPlaneEndpoint: 10\.0\.0\.1 -> 10\.0\.0\.9$/,
    );
  });

  it("is none where nothing is rebuilt, where a window is open, and where the rebuild has begun", async () => {
    const always = { timeZone: "UTC", windows: [{ from: "00:00", to: "24:00" }] };
    assert.equal(await linesOf({ rebuild: closedWindow() }, "10.0.0.1"), "");
    assert.equal(await linesOf({ rebuild: always }), "");
    assert.equal(await linesOf({}), "");
    const leaving = liveObjectsOf("one", "10.0.0.1").map((object) => ({
      ...object,
      metadata: { ...object.metadata, deletionTimestamp: "2026-06-01T10:00:00Z" },
    }));
    fakes.cluster("mgmt-admin@mgmt", leaving);
    assert.equal(await linesOf({ rebuild: closedWindow() }), "");
  });

  it("is not known where what decides it cannot be read", async () => {
    const from = { tkrVersion: undefined, from: { management: "mgmt" }, rebuild: closedWindow() };
    const noLogin: PulumiRunner = () => Promise.resolve({ ok: false, stdout: "", stderr: "no login" });
    const unread = await linesOf(from, "10.0.0.9", noLogin);
    // `explain` has no options that give the values.
    assert.doesNotMatch(unread, /--/);
    assert.match(
      unread,
      /^Whether a rebuild waits for a window of .* is not known:\n {2}tkg-edge:site\.from\.management: the outputs of stack mgmt cannot be read: no login/,
    );
    fakes.cluster("mgmt-admin@mgmt", [], { silence: "dial tcp: connection refused" });
    assert.match(await linesOf({ rebuild: closedWindow() }), /is not known:\n {2}.*management/);
  });
});
