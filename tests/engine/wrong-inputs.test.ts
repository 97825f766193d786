/** Each mistake in a stack ends in an error that names the config key and the fix, before anything is created for the site. */
import assert from "node:assert/strict";
import { inventory } from "./harness/inventory.js";
import { LiveApis } from "./harness/live-apis.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";
import type { Tree } from "./harness/stack-settings.js";
import { TestStack, type Outcome } from "./harness/test-stack.js";
import { policyRefusals } from "./steps/policy-refusals.js";

interface Mistake {
  readonly title: string;
  readonly overrides: (block: string) => Tree;
  /** Config keys that the error names. */
  readonly keys: readonly string[];
  /** What was read and how to fix it. */
  readonly texts: readonly RegExp[];
  /** Whether the template is created although another stage fails. @default false */
  readonly template?: boolean;
}

const mistakes: readonly Mistake[] = [
  {
    title: "a datacenter that the other paths are not in",
    overrides: () => ({ site: { placement: { datacenter: "/dc-nope" } } }),
    keys: ["tkg-edge:site.placement.datacenter"],
    texts: [/\/dc-nope/, /"\/dc0"/],
  },
  {
    title: "a datacenter that does not exist, of the site and of the template",
    overrides: () => ({ site: { placement: pathsIn("/dc-nope") }, template: pathsIn("/dc-nope") }),
    keys: ["tkg-edge:site.placement.datacenter", "tkg-edge:template.datacenter"],
    texts: [/\/dc-nope/, /existing datacenter/],
  },
  {
    title:
      "a datastore, a folder, a network and a pool that do not exist, of the site and of the template: all reported at once",
    overrides: () => ({
      site: { placement: nowhere("site") },
      template: nowhere("template"),
    }),
    keys: ["site.placement", "template"].flatMap((section) =>
      ["datastore", "folder", "network", "resourcePool"].map((key) => `tkg-edge:${section}.${key}`),
    ),
    texts: ["site", "template"].flatMap((section) =>
      ["ds", "folder", "net", "pool"].map((what) => new RegExp(`nope-${section}-${what}`)),
    ),
  },
  {
    title: "an OVA that does not exist",
    overrides: () => ({ template: { ova: "ova/nope.ova" } }),
    keys: ["tkg-edge:template.ova"],
    texts: [/nope\.ova/, /download/i],
  },
  {
    title: "a registry that cannot be reached",
    overrides: (block) => ({ connection: { registry: { host: `${block}.4:1/tkg` } } }),
    keys: ["tkg-edge:connection.registry"],
    texts: [/\.4:1/],
    template: true,
  },
];

/** The vendor page's inventory paths, in another datacenter. */
const pathsIn = (datacenter: string): Tree => ({
  datacenter,
  datastore: `${datacenter}/datastore/sharedVmfs-0`,
  folder: `${datacenter}/vm`,
  network: `${datacenter}/network/VM Network`,
  resourcePool: `${datacenter}/host/cluster0/Resources`,
});

/** Inventory paths of the vendor page's datacenter at which there is nothing. */
function nowhere(section: string): Tree {
  return {
    datastore: `/dc0/datastore/nope-${section}-ds`,
    folder: `/dc0/vm/nope-${section}-folder`,
    network: `/dc0/network/nope-${section}-net`,
    resourcePool: `/dc0/host/cluster0/Resources/nope-${section}-pool`,
  };
}

describe("mistakes in a stack", () => {
  // Light, as no cluster is ever made here.
  const file = useSandbox({ profile: profileUnderTest("light") });
  let apis: LiveApis;
  let stack: TestStack;

  before("make the stack", async () => {
    apis = new LiveApis(file.sandbox);
    stack = await TestStack.create(file.sandbox, file.directory, "mistakes");
  });

  const assertRefused = (outcome: Outcome, keys: readonly string[], texts: readonly RegExp[]): void => {
    assert.notEqual(outcome.exitCode, 0, outcome.all);
    for (const key of keys) assert.ok(outcome.all.includes(key), `${key} is not named in:\n${outcome.all}`);
    for (const pattern of texts) assert.match(outcome.all, pattern);
    assert.doesNotMatch(outcome.all, /admission webhook|denied the request|\n\s+at .*node_modules/);
  };

  for (const { title, overrides, keys, texts, template } of mistakes) {
    it(title, async () => {
      const before = await inventory(apis);
      stack.reset(overrides(file.sandbox.block));
      assertRefused(await stack.up({ preview: true }), keys, texts);
      assert.deepEqual(await ofSite(apis), [], "something of the site was made");
      const made = (await apis.vmPaths()).filter((path) => !before.virtualMachines.includes(path));
      assert.equal(made.length, template ? 1 : 0, made.join(" "));
    });
  }

  it("a wrong vCenter password, which the error does not repeat", async () => {
    stack.reset({});
    const wrong = "wrong-password-that-must-not-show";
    await stack.setSecret("vcenterPassword", wrong);
    const before = await apis.vmPaths();
    const outcome = await stack.up({ preview: true });
    assertRefused(outcome, ["tkg-edge:vcenterPassword"], [/pulumi config set/]);
    assert.ok(!outcome.all.includes(wrong));
    assert.deepEqual(await ofSite(apis), []);
    assert.deepEqual(await apis.vmPaths(), before);
  });

  describe("the policies of a policy pack", () => {
    policyRefusals(() => ({ sandbox: file.sandbox, stack }));
  });
});

/** Objects of the site itself: its Cluster and its credentials. */
async function ofSite(apis: LiveApis): Promise<readonly string[]> {
  const { objects } = await inventory(apis);
  return objects.filter((name) => name.includes("workload-snc"));
}
