/** What exists and is not a stack's own is never taken over silently, and what is its own stays so. */
import assert from "node:assert/strict";
import { execa } from "execa";
import { realChanges } from "./harness/engine-events.js";
import { pulumiRunEnvironment } from "./harness/environments.js";
import { inventory } from "./harness/inventory.js";
import { LiveApis, type KubernetesObject } from "./harness/live-apis.js";
import { profileUnderTest, useSandbox, withoutGuests } from "./harness/sandbox-of-file.js";
import type { Tree } from "./harness/stack-settings.js";
import { TestStack, type Outcome } from "./harness/test-stack.js";
import { provideTinyTkr } from "./harness/tiny-tkr.js";

const tkrVersion = "v1.25.7+vmware.1-tiny.2-tkg.1";
const name = "workload-snc";
const madeBy = "tkg-edge/made-by";

describe("ownership", function () {
  this.bail(true);
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let apis: LiveApis;
  let first: TestStack;
  let uids: readonly string[];

  const siteAlone = (site: Tree = {}): Tree => ({
    management: undefined,
    template: undefined,
    site: { tkrVersion, controlPlaneEndpoint: file.sandbox.endpoints[0], ...site },
  });
  const make = (stack: string, overrides: Tree) =>
    TestStack.create(file.sandbox, file.directory, stack, overrides);
  const refused = (outcome: Outcome, ...texts: readonly RegExp[]): void => {
    assert.notEqual(outcome.exitCode, 0, outcome.all);
    for (const text of texts) assert.match(outcome.all, text);
  };
  const succeeded = (outcome: Outcome): void => {
    assert.equal(outcome.exitCode, 0, outcome.all);
  };
  const objects = (): Promise<readonly KubernetesObject[]> =>
    Promise.all([
      apis.mustGet("cluster", name, "default"),
      apis.mustGet("secret", name, "default"),
      apis.mustGet("clusterbootstraps.run.tanzu.vmware.com", name, "default"),
    ]);
  const identities = async () => (await objects()).map(({ metadata }) => metadata.uid);
  const pulumi = async (stack: TestStack, args: readonly string[], input = ""): Promise<string> => {
    const { stdout } = await execa("pulumi", [...args, "--non-interactive"], {
      cwd: stack.project,
      env: pulumiRunEnvironment(file.sandbox),
      extendEnv: false,
      input,
    });
    return stdout;
  };
  const forget = async (stack: TestStack, resource: string): Promise<void> => {
    const { deployment } = JSON.parse(stack.state()) as {
      readonly deployment: { readonly resources: readonly { readonly urn: string }[] };
    };
    const urn =
      deployment.resources.find((one) => one.urn.endsWith(`::${resource}`))?.urn ?? assert.fail(resource);
    await pulumi(stack, [
      "state",
      "delete",
      urn,
      "--stack",
      stack.name,
      "--force",
      "--yes",
      "--target-dependents",
    ]);
  };

  before("a site of one stack", async () => {
    apis = new LiveApis(file.sandbox);
    await provideTinyTkr(file.sandbox, apis, file.directory, "v1.25.7+vmware.1-tiny.2");
    first = await make("first", siteAlone());
    succeeded(await first.up());
    uids = await identities();
    for (const { metadata } of await objects())
      assert.equal(metadata.annotations?.[madeBy], "tkg-edge/first");
  });

  it("a copied stack file is refused, also with another endpoint or site.adopt, and nothing is touched", async () => {
    const copy = await make("copy", siteAlone());
    const before = await inventory(apis);
    const belongs = /Cluster default\/workload-snc belongs to the stack tkg-edge\/first/;
    refused(await copy.preview(), /tkg-edge:site\.name/, belongs, /hand it over from tkg-edge\/first/);
    refused(await copy.up(), belongs);
    copy.configure({ site: { controlPlaneEndpoint: file.sandbox.endpoints[1] } });
    refused(await copy.up(), belongs);
    copy.configure({ site: { adopt: true } });
    refused(await copy.up(), belongs, /site\.adopt does not take anything from another stack/);
    const preflight = await execa(
      process.execPath,
      ["tkg-edge.js", "preflight", "--stack", "copy", "--only", "ownership"],
      {
        cwd: copy.project,
        env: pulumiRunEnvironment(file.sandbox),
        extendEnv: false,
        reject: false,
        all: true,
      },
    );
    assert.equal(preflight.exitCode, 1, preflight.all);
    assert.match(preflight.all, belongs);
    assert.deepEqual(await identities(), uids);
    assert.deepEqual(await inventory(apis), before);
    succeeded(await copy.destroy());
    assert.deepEqual(await identities(), uids);
    succeeded(await first.preview({ expectNoChanges: true }));
  });

  it("a stack of the same name in another backend is refused", async () => {
    const state = await pulumi(first, ["stack", "export", "--stack", "first"]);
    await pulumi(first, ["stack", "rm", "first", "--force", "--yes", "--preserve-config"]);
    await pulumi(first, ["stack", "init", "first"]);
    refused(await first.preview(), /belongs to a stack of this name, tkg-edge\/first/, /pulumi stack import/);
    await pulumi(first, ["stack", "import", "--stack", "first"], state);
    succeeded(await first.preview({ expectNoChanges: true }));
  });

  it("unmarked objects of release 0.1.0 are the stack's own by their UID", async () => {
    const references = [
      `cluster/${name}`,
      `secret/${name}`,
      `clusterbootstraps.run.tanzu.vmware.com/${name}`,
    ];
    await apis.kubectl(["annotate", "-n", "default", ...references, `${madeBy}-`]);
    succeeded(await first.preview());
    succeeded(await first.up({ args: ["--refresh"] }));
    assert.deepEqual(await identities(), uids);
    for (const { metadata } of await objects())
      assert.equal(metadata.annotations?.[madeBy], "tkg-edge/first");
  });

  for (const resource of [`${name}-credentials`, `${name}-cluster`]) {
    it(`what was created and not recorded is imported: ${resource}`, async () => {
      await forget(first, resource);
      const preview = await first.preview();
      succeeded(preview);
      assert.match(preview.all, /an earlier run of this stack created .*default\/workload-snc/);
      assert.equal(realChanges(preview).replace, undefined, preview.all);
      succeeded(await first.up());
      assert.deepEqual(await identities(), uids);
      succeeded(await first.preview({ expectNoChanges: true }));
    });
  }

  it("a stack that is renamed, and one whose state was imported under another name, stay owners", async () => {
    await pulumi(first, ["stack", "rename", "renamed", "--stack", "first"]);
    const renamed = TestStack.open(file.sandbox, file.directory, "renamed", siteAlone());
    const preview = await renamed.preview();
    succeeded(preview);
    assert.deepEqual(Object.keys(realChanges(preview)), ["update"], preview.all);
    succeeded(await renamed.up());
    assert.deepEqual(await identities(), uids);
    assert.equal((await objects())[0]?.metadata.annotations?.[madeBy], "tkg-edge/renamed");
    succeeded(await renamed.preview({ expectNoChanges: true }));
    const moved = await make("first", siteAlone());
    const state = await pulumi(renamed, ["stack", "export", "--stack", "renamed"]);
    await pulumi(
      moved,
      ["stack", "import", "--stack", "first"],
      state.replaceAll("urn:pulumi:renamed::", "urn:pulumi:first::"),
    );
    await pulumi(renamed, ["stack", "rm", "renamed", "--force", "--yes"]);
    succeeded(await moved.up());
    assert.deepEqual(await identities(), uids);
    first = moved;
  });

  it("a cluster that is being deleted is waited for; one without an owner is handed over", async () => {
    const heir = await make("heir", siteAlone());
    refused(await heir.preview(), /belongs to the stack tkg-edge\/first/);
    await forget(first, `${name}-rebuild-gate`);
    const references = [
      `cluster/${name}`,
      `secret/${name}`,
      `clusterbootstraps.run.tanzu.vmware.com/${name}`,
    ];
    const cpi = `vspherecpiconfigs.cpi.tanzu.vmware.com/${name}`;
    await apis.kubectl(["annotate", "-n", "default", ...references, cpi, `${madeBy}-`]);
    heir.configure({ site: { adopt: true } });
    succeeded(await heir.up());
    assert.deepEqual(await identities(), uids);
    succeeded(await heir.preview({ expectNoChanges: true }));
    const hold = (finalizers: readonly string[]) => {
      const patch = JSON.stringify({ metadata: { finalizers } });
      return apis.kubectl(["patch", "cluster", name, "-n", "default", "--type=merge", "-p", patch]);
    };
    const { finalizers = [] } = (await apis.mustGet("cluster", name, "default")).metadata;
    await hold([...finalizers, "tkg-edge.test/hold"]);
    await apis.kubectl(["delete", "cluster", name, "-n", "default", "--wait=false"]);
    refused(
      await first.preview(),
      /Cluster default\/workload-snc is still being deleted/,
      /wait until it is gone/,
    );
    // The controllers may have taken theirs off meanwhile, and a finalizer cannot be put back.
    const { finalizers: left = [] } = (await apis.mustGet("cluster", name, "default")).metadata;
    await hold(left.filter((finalizer) => finalizer !== "tkg-edge.test/hold"));
  });
});
