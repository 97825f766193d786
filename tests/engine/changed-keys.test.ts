/**
 * What the product stands for, on the engine: a Cluster's UID changes only where docs/rebuild.md has a rebuild, and then the
 * gate is passed first. The change of every key of a stack, on the light profile; tests/unit/manifests/one-change.test.ts has it
 * without an engine, for any values.
 */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configSections, type SchemaNode } from "../../src/config/documentation/stack-schema.js";
import {
  added,
  bringIn,
  keysThatRebuild,
  inputsOf,
  keepingSettings,
  pathsOf,
  rebuildingSettings,
  triedElsewhere,
  unchanged,
  type RebuildingKey,
} from "./harness/changed-keys.js";
import { LiveApis } from "./harness/live-apis.js";
import { profileUnderTest, useSandbox, withoutGuests } from "./harness/sandbox-of-file.js";
import type { StackFile } from "./harness/stack-settings.js";
import { TestStack, type Outcome } from "./harness/test-stack.js";
import { engineFlags } from "./steps/engine-flags.js";
import { keepsTheCluster, rebuildsTheCluster } from "./steps/planned.js";
import { failed, newer, older, succeeded } from "./steps/tried-site.js";

/** Keys that the engine itself could replace a Cluster for; the others do it by the digest alone. */
const alone: readonly (readonly RebuildingKey[])[] = [
  ...[["tkrVersion"] as const, ["className"] as const, ["os"] as const],
  ...[["network.podCidrs", "network.serviceCidrs"] as const, ["cni"] as const, ["identityRef.name"] as const],
];
/** All of another datacenter is tried in tests/long. */
const together = keysThatRebuild.filter(
  (key) => key !== "placement.datacenter" && !alone.flat().includes(key),
);

describe("the change of a key of a stack", function () {
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let apis: LiveApis;
  let stack: TestStack;
  let uid: string;
  let saved: StackFile;
  const uidNow = async (): Promise<string> =>
    (await apis.mustGet("cluster", "workload-snc", "default")).metadata.uid;

  before("bring up a site", async () => {
    apis = new LiveApis(file.sandbox);
    await bringIn(file.sandbox, apis);
    stack = await TestStack.create(file.sandbox, file.directory, "keys", unchanged(file.sandbox));
    succeeded(await stack.up());
    uid = await uidNow();
    ({ saved } = stack);
  });
  beforeEach("take the last change back", () => {
    stack.restore(saved, {});
  });

  it("is tried for every key there is", () => {
    const changed = [
      ...keepingSettings(file.sandbox).flatMap((settings) => pathsOf(settings)),
      ...Object.values(rebuildingSettings(file.sandbox)).flatMap((settings) => pathsOf(settings)),
      ...["site.name", "site.namespace"],
      ...Object.keys(triedElsewhere),
    ];
    const untried = Object.entries(configSections())
      .flatMap(([section, node]) => leaves(node, section.replace("tkg-edge:", "")))
      .filter((key) => !changed.some((path) => isWithin(path, key) || isWithin(key, path)));
    assert.deepEqual(untried, []);
  });

  it("keeps the Cluster where docs/rebuild.md has no rebuild: all that agree", async () => {
    stack.configure(keepingSettings(file.sandbox)[0] ?? assert.fail());
    keepsTheCluster(succeeded(await stack.preview()));
  });

  it("keeps the Cluster where docs/rebuild.md has no rebuild: how a VM is cloned", async () => {
    stack.configure(keepingSettings(file.sandbox)[1] ?? assert.fail());
    keepsTheCluster(succeeded(await stack.preview()));
  });

  it("keeps the Cluster and its packages while the stack installs another TKr for its sites", async () => {
    stack.configure({ management: { tkr: { version: older, alsoInstalled: [newer] } } });
    const updated = succeeded(await stack.up());
    keepsTheCluster(updated);
    const ofPackages = updated.steps.filter(({ urn }) => urn.endsWith("-bootstrap"));
    assert.deepEqual(
      ofPackages.map(({ op }) => op),
      ["same"],
    );
    assert.equal(await uidNow(), uid);
  });

  it("has the same plan as a stack of two lines that is a site of a fleet", async () => {
    const { "tkg-edge:vcenterPassword": _, ...written } = saved.config;
    const sections = Object.entries(written).map(
      ([key, value]) => [key.replace("tkg-edge:", ""), value] as const,
    );
    const { site, ...shared } = Object.fromEntries(sections);
    mkdirSync(join(stack.project, "fleets"));
    writeFileSync(
      join(stack.project, "fleets", "fleet.yaml"),
      JSON.stringify({ defaults: shared, groups: { all: { site } }, sites: { keys: { groups: ["all"] } } }),
    );
    const none = Object.fromEntries(sections.map(([key]) => [key, undefined]));
    stack.configure({ ...none, fleetFile: "fleets/fleet.yaml" });
    assert.deepEqual(Object.keys(stack.saved.config), ["tkg-edge:vcenterPassword", "tkg-edge:fleetFile"]);
    succeeded(await stack.preview({ expectNoChanges: true }));
  });

  it("has no change where a source takes the place of its password, which is nowhere in plain text", async () => {
    const { password } = file.sandbox.vcenter;
    const variable = "PASSWORD_OF_THE_EDGE_USER";
    const vcenter = { passwordFrom: { environment: variable } };
    stack.configure({ vcenterPassword: undefined, connection: { vcenter } });
    const environment = { [variable]: password };
    const updated = succeeded(await stack.up({ args: ["--expect-no-changes"], environment }));
    for (const text of [updated.all, stack.state()]) assert.ok(!text.includes(password));
  });

  describe("rebuilds it, gated and announced:", () => {
    for (const keys of [...alone, together]) {
      it(keys.join(", "), async () => {
        const settings = keys.map((key) => rebuildingSettings(file.sandbox)[key]);
        settings.forEach((tree) => {
          stack.configure(tree);
        });
        rebuildsTheCluster(succeeded(await stack.preview()), settings.flatMap(inputsOf));
      });
    }
  });

  describe("and flags of the engine", () => {
    engineFlags(() => ({ sandbox: file.sandbox, stack, uidNow }));
  });

  const refusedForItsName = (outcome: Outcome): void => {
    assert.match(failed(outcome).all, /the Cluster of this stack that runs is default\/workload-snc/);
    keepsTheCluster(outcome);
  };

  it("to another name or namespace is refused, also with another address", async () => {
    const another = { controlPlaneEndpoint: file.sandbox.endpoints[1] };
    stack.configure({ site: { name: "renamed", ...another } });
    refusedForItsName(await stack.preview());
    stack.restore(saved, { site: { namespace: added.namespace, ...another } });
    refusedForItsName(await stack.up());
    assert.equal(await uidNow(), uid);
  });

  it("that takes the site out is announced as what it is", async () => {
    stack.configure({ site: undefined });
    assert.match(succeeded(await stack.preview()).all, /DESTROY of default\/workload-snc/);
  });
});

/** Paths of the keys that hold a value. */
function leaves({ properties }: SchemaNode, path: string): readonly string[] {
  const below = Object.entries(properties ?? {});
  return below.length === 0 ? [path] : below.flatMap(([key, node]) => leaves(node, `${path}.${key}`));
}

const isWithin = (path: string, key: string): boolean => path === key || path.startsWith(`${key}.`);
