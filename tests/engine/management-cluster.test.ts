/** docs/connections.md: another management cluster is refused, and one that does not answer is never taken for one that is gone. */
import assert from "node:assert/strict";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { profileUnderTest, useSandbox, withoutGuests } from "./harness/sandbox-of-file.js";
import { TestStack } from "./harness/test-stack.js";
import { forwarder, silence, wayInto } from "./harness/ways-in.js";
import { ConnectedStacks, harmless, succeededInPlace, tkrVersion } from "./steps/connected-stacks.js";

describe("the management cluster of a stack", function () {
  this.bail(true);
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let stacks: ConnectedStacks;

  before("bring up a site on a management stack", async () => {
    stacks = await ConnectedStacks.make(file);
  });
  after(() => {
    stacks.close();
  });

  describe("another management cluster", () => {
    const refused = async (stack: TestStack, ...texts: readonly RegExp[]): Promise<void> => {
      for (const outcome of [await stack.preview(), await stack.up()]) {
        assert.notEqual(outcome.exitCode, 0, outcome.all);
        for (const text of texts) assert.match(outcome.all, text);
        assert.deepEqual(
          outcome.steps.filter(({ op }) => !harmless.has(op) && op !== "create"),
          [],
        );
      }
      await stacks.areTheSame();
    };

    it("is refused at preview, with both identities and the ways on", async () => {
      const { uid } = (await stacks.apis.mustGet("namespace", "kube-system")).metadata;
      for (const stack of stacks.both) {
        const before = stack.state();
        stack.editState((text) => text.replaceAll(uid, "uid-of-another-cluster"));
        await refused(
          stack,
          new RegExp(uid),
          /uid-of-another-cluster/,
          /destroy the stack/,
          /site\.adopt: true/,
        );
        stack.editState(() => before);
      }
    });

    it("is refused in the first up after release 0.1.0, when none of the state's objects is there", async () => {
      for (const stack of stacks.both) {
        const before = stack.state();
        stack.editState((text) => otherUids(asRelease010(text)));
        await refused(stack, /none of the stack's objects \(.*\) is there/, /pulumi refresh/);
        stack.editState(() => before);
      }
    });

    it("is no question for a stack that was destroyed, nor for one that never had an update", async () => {
      const destroyed = await stacks.edge.destroy();
      assert.equal(destroyed.exitCode, 0, destroyed.all);
      const never = await TestStack.create(file.sandbox, file.directory, "never", {
        management: undefined,
        template: undefined,
        site: { name: "never", tkrVersion, controlPlaneEndpoint: file.sandbox.endpoints[1] },
      });
      for (const stack of [stacks.edge, never]) {
        const preview = await stack.preview();
        assert.equal(preview.exitCode, 0, preview.all);
      }
    });
  });

  describe("a management cluster that does not answer", () => {
    const problem = async (text: RegExp): Promise<void> => {
      const { exitCode, all } = await stacks.shared.preview();
      assert.notEqual(exitCode, 0, all);
      assert.match(all, /tkg-edge:connection\.managementCluster/);
      assert.match(all, text);
      assert.doesNotMatch(all, /the sandbox is not running/);
    };

    it("because its context is misspelt is reported with the contexts that there are", async () => {
      stacks.pointAt(file.sandbox.kubeconfig, "tkg-mgmt-admin@tkg-mgm");
      await problem(/did you mean "tkg-mgmt-admin@tkg-mgmt"\?/);
    });

    it("because its API server is frozen is reported as such", async () => {
      const entry = wayInto(file.sandbox);
      const { address } = await stacks.listen(silence(`${file.sandbox.block}.202`));
      entry.cluster.server = `https://${address}`;
      const directory = join(file.directory, ".sandbox");
      stacks.reachBy(entry, directory);
      await problem(/an answer from https:\/\/.* within 60 s/);
    });

    it("because the kubeconfig of the state is missing is not taken for one that is gone", async () => {
      stacks.reachBy(wayInto(file.sandbox));
      succeededInPlace(await stacks.shared.up());
      const kubeconfig = join(stacks.currentDirectory, "kubeconfig");
      renameSync(kubeconfig, `${kubeconfig}.away`);
      await problem(/A missing file is not a management cluster that is gone/);
      const { exitCode, all } = await stacks.shared.destroy();
      assert.notEqual(exitCode, 0, all);
      assert.match(all, /A missing file is not a management cluster that is gone/);
      renameSync(`${kubeconfig}.away`, kubeconfig);
    });

    it("and is gone for good can be left behind, when that is confirmed", async () => {
      const forwarded = await stacks.listen(forwarder(stacks.host, stacks.server));
      const { address } = forwarded;
      const entry = wayInto(file.sandbox);
      entry.cluster.server = `https://${address}`;
      stacks.reachBy({ ...entry, context: "to-be-gone" });
      succeededInPlace(await stacks.shared.up());
      const environment = {
        TKG_EDGE_MANAGEMENT_CLUSTER_GONE: "to-be-gone",
        PULUMI_K8S_DELETE_UNREACHABLE: "true",
      };
      const destroyed = async (text: RegExp, set: Readonly<Record<string, string>> = {}): Promise<void> => {
        const { exitCode, all } = await stacks.shared.destroy({ environment: set });
        assert.notEqual(exitCode, 0, all);
        assert.match(all, text);
      };
      await destroyed(/that management cluster answers; nothing was removed/, environment);
      forwarded.close();
      await destroyed(/TKG_EDGE_MANAGEMENT_CLUSTER_GONE=to-be-gone PULUMI_K8S_DELETE_UNREACHABLE=true/);
      const left = await stacks.shared.destroy({ environment });
      assert.equal(left.exitCode, 0, left.all);
      const { resources = [] } = (JSON.parse(stacks.shared.state()) as Partial<Deployment>).deployment ?? {};
      assert.deepEqual(resources, []);
    });
  });
});

interface Deployment {
  readonly deployment: { readonly resources?: readonly StateEntry[] };
}
interface StateEntry {
  readonly type: string;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
}

/** A state as release 0.1.0 wrote it: other names of the providers, and no identity. */
function asRelease010(text: string): string {
  const named = text.replaceAll(
    /(pulumi:providers:kubernetes::)management(?=(-packages)?["':])/g,
    "$1management-cluster",
  );
  const state = JSON.parse(named) as Deployment;
  for (const { type, inputs, outputs } of state.deployment.resources ?? []) {
    if (type !== "pulumi:providers:kubernetes") continue;
    for (const properties of [inputs, outputs]) {
      if (properties) Reflect.deleteProperty(properties, "clusterIdentifier");
    }
  }
  return JSON.stringify(state);
}

/** The same state with objects that have other UIDs. */
function otherUids(text: string): string {
  return text.replaceAll(/"uid":\s*"[^"]*"/g, '"uid":"uid-of-another-object"');
}
