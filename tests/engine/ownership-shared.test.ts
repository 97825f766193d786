/** What several stacks could share: none takes what another made, and no destroy removes it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { LiveApis } from "./harness/live-apis.js";
import { profileUnderTest, useSandbox, withoutGuests } from "./harness/sandbox-of-file.js";
import type { Tree } from "./harness/stack-settings.js";
import { TestStack, type Outcome } from "./harness/test-stack.js";
import { installTinyTkr, provideTinyTkr } from "./harness/tiny-tkr.js";

const tkrVersion = "v1.25.7+vmware.1-tiny.2-tkg.1";
const older = "v1.24.10+vmware.1-tiny.1-tkg.1";
const name = "workload-snc";

describe("ownership of what stacks could share", () => {
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let apis: LiveApis;

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

  before("a TKr and its template, installed by hand", async () => {
    apis = new LiveApis(file.sandbox);
    await provideTinyTkr(file.sandbox, apis, file.directory, "v1.25.7+vmware.1-tiny.2");
  });

  it("the same name in another namespace is another site; a Secret in the way is named", async () => {
    await apis.kubectl(["create", "namespace", "other"]);
    await apis.kubectl(["create", "secret", "generic", name, "-n", "other"]);
    const other = await make(
      "other",
      siteAlone({ namespace: "other", controlPlaneEndpoint: file.sandbox.endpoints[1] }),
    );
    refused(await other.preview(), /Secret other\/workload-snc exists and was not created by this stack/);
    await apis.kubectl(["delete", "secret", name, "-n", "other"]);
    succeeded(await other.preview());
  });

  it("a management stack does not take over a TKr that was installed by another stack or by hand", async () => {
    const management = (version: string): Tree => ({
      management: { tkr: { version } },
      template: undefined,
      site: undefined,
    });
    const byHand = await make("management", management(tkrVersion));
    refused(
      await byHand.preview(),
      /is on this management cluster already and was not installed by this stack/,
    );
    byHand.configure(management(older));
    succeeded(await byHand.up());
    const second = await make("management-2", management(older));
    refused(await second.up(), /which the stack tkg-edge\/management installed/, /site\.from\.management/);
    succeeded(await second.destroy());
    succeeded(await byHand.preview({ expectNoChanges: true }));
    succeeded(await byHand.destroy());
  });

  it("a template that another stack uploaded outlives a destroy with deleteOnDestroy; the stack's own does not", async () => {
    await installTinyTkr(file.sandbox, apis, file.directory, "v1.24.10+vmware.1-tiny.1");
    const path = "/dc0/vm/shared";
    const template: Tree = {
      management: undefined,
      site: undefined,
      template: {
        tkrVersion: older,
        ova: join(file.sandbox.directory, "ova", "photon-3-kube-v1.24.10+vmware.1-tiny.1.ova"),
        name: "shared",
        deleteOnDestroy: true,
      },
    };
    const uploads = await make("template", template);
    succeeded(await uploads.up());
    const finds = await make("template-2", template);
    succeeded(await finds.up());
    assert.deepEqual((await uploads.outputs()).retainedOnDestroy, []);
    assert.deepEqual((await finds.outputs()).retainedOnDestroy, [`VM template ${path}`]);
    const destroyed = await finds.destroy();
    succeeded(destroyed);
    assert.match(destroyed.all, /shared stays: its notes record that it was uploaded by tkg-edge\/template/);
    assert.ok((await apis.vmPaths()).includes(path));
    succeeded(await uploads.destroy());
    assert.ok(!(await apis.vmPaths()).includes(path));
  });
});
