import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stateFolder, stateSpaceWarning } from "../../../src/program/state-space.js";

describe("the folder with the state", () => {
  let project: string;
  let home: string;

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "tkg-edge-state-space-"));
    home = join(project, "home");
    mkdirSync(join(home, ".pulumi"), { recursive: true });
  });
  afterEach(() => {
    rmSync(project, { recursive: true });
  });

  const folder = (environment: Record<string, string> = {}) =>
    stateFolder(project, { HOME: home, ...environment });

  it("is that of the environment, in each form of its URL", () => {
    const of = (url: string) => folder({ PULUMI_BACKEND_URL: url });
    assert.equal(of("file:///srv/state?metadata=skip"), "/srv/state");
    assert.equal(of("file:///srv/with%20blank"), "/srv/with blank");
    assert.equal(of("file://./state"), join(project, "state"));
    assert.equal(of("file://~"), home);
    assert.equal(of("file://~/state"), join(home, "state"));
    assert.equal(of("s3://bucket"), undefined);
  });

  it("is else that of the project, then that of the login, wherever Pulumi's home is", () => {
    assert.equal(folder(), undefined);
    const other = join(project, "other-home");
    mkdirSync(other);
    for (const directory of [join(home, ".pulumi"), other]) {
      writeFileSync(join(directory, "credentials.json"), JSON.stringify({ current: `file://${directory}` }));
    }
    assert.equal(folder(), join(home, ".pulumi"));
    assert.equal(folder({ PULUMI_HOME: other }), other);
    writeFileSync(join(project, "Pulumi.yaml"), "name: a\nbackend:\n  url: file:///srv/project\n");
    assert.equal(folder(), "/srv/project");
    assert.equal(folder({ PULUMI_BACKEND_URL: "https://pulumi.example" }), undefined);
  });

  it("is warned of where it is short of space, and only there", async () => {
    const environment = { HOME: home, PULUMI_BACKEND_URL: `file://${project}` };
    assert.equal(await stateSpaceWarning(project, environment, () => Promise.resolve(undefined)), undefined);
    const short = await stateSpaceWarning(project, environment, () => Promise.resolve("3 MiB left"));
    assert.match(
      short ?? "",
      /the folder with the state of this stack, .*, has 3 MiB left\. .*unexpected end of JSON/,
    );
    const elsewhere = { HOME: home, PULUMI_BACKEND_URL: "s3://bucket" };
    assert.equal(await stateSpaceWarning(project, elsewhere, () => Promise.resolve("3 MiB left")), undefined);
  });
});
