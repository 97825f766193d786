/**
 * docs/connections.md: another way into the same management cluster replaces nothing, and another management cluster is
 * refused. Each row is one change, applied by an `up` of a management and a site stack.
 */
import assert from "node:assert/strict";
import { copyFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { releasedProgram } from "../upgrade/releases.js";
import { LivingApis } from "./harness/living-apis.js";
import { profileUnderTest, useSandbox, withoutGuests } from "./harness/sandbox-of-file.js";
import type { Tree } from "./harness/stack-settings.js";
import { TestStack, type Outcome } from "./harness/test-stack.js";
import {
  byCommand,
  forwarder,
  inFiles,
  silence,
  tunnelProxy,
  wayInto,
  writeWayIn,
  type Listener,
  type WayIn,
} from "./harness/ways-in.js";

const version = "v1.25.7+vmware.1-tiny.2-tkg.1";
const site = "edge";

/** Everything that a change of the connection may do. */
const harmless = new Set(["same", "read", "update", "refresh"]);

describe("the connection of a stack", function () {
  this.bail(true);
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  const listeners: Listener[] = [];
  let apis: LivingApis;
  let shared: TestStack;
  let edge: TestStack;
  let found: Readonly<Record<string, string>>;
  let way: WayIn;
  let serial = 0;

  const listen = async (listener: Promise<Listener>): Promise<Listener> => {
    listeners.push(await listener);
    return listener;
  };
  after(() => {
    for (const listener of listeners) listener.close();
  });

  /** `host:port` of the API server. */
  const server = (): string => (wayInto(file.sandbox).cluster.server as string).replace("https://", "");
  const hostOf = (address: string): string => address.split(":")[0] ?? "";

  /** UIDs of what must never be replaced. */
  async function identities(): Promise<Readonly<Record<string, string>>> {
    const objects = await Promise.all([
      apis.mustGet("cluster", site, "default"),
      apis.mustGet("secret", site, "default"),
      apis.mustGet("configmap", `tkg-compatibility-versions-${version.replace("+", "---")}`, "tkg-system"),
    ]);
    objects.push(...(await apis.list("packages.data.packaging.carvel.dev")));
    objects.push(...(await apis.list("tanzukubernetesreleases")));
    return Object.fromEntries(
      objects.map(({ kind, metadata }) => [`${kind} ${metadata.name}`, metadata.uid]),
    );
  }

  const named = ({ urn }: { readonly urn: string }): string => urn.split("::").at(-1) ?? "";
  const changed = (outcome: Outcome): string[] =>
    outcome.steps
      .filter(({ op }) => op === "update")
      .map(named)
      .sort();

  function succeededInPlace(outcome: Outcome): void {
    assert.equal(outcome.exitCode, 0, outcome.all);
    const others = outcome.steps.filter(({ op }) => !harmless.has(op));
    assert.deepEqual(others, [], outcome.all);
    assert.doesNotMatch(outcome.all, /REBUILD|ROLL of|removing TanzuKubernetesRelease/);
  }

  /** Points both stacks at a kubeconfig. */
  function pointAt(kubeconfig: string, context = way.context): void {
    for (const stack of [shared, edge]) {
      stack.configure({ connection: { managementCluster: { kubeconfig, context } } });
    }
  }

  /** A directory for the files of the next way in. */
  const nextDirectory = (): string => join(file.directory, `way-${++serial}`);

  function reachBy(change: WayIn, directory = nextDirectory()): void {
    way = change;
    writeWayIn(join(directory, "kubeconfig"), way);
    pointAt(join(directory, "kubeconfig"));
  }

  async function bothInPlace(): Promise<readonly string[]> {
    const outcomes = await Promise.all([shared.up(), edge.up()]);
    outcomes.forEach(succeededInPlace);
    assert.deepEqual(await identities(), found);
    return outcomes.flatMap(changed);
  }

  before("bring up a site on a management stack, with the program of release 0.1.0", async () => {
    apis = new LivingApis(file.sandbox);
    const program = await releasedProgram("0.1.0", file.directory);
    const without = { management: undefined, template: undefined, site: undefined };
    const ova = join(file.sandbox.directory, "ova", "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova");
    const make = (name: string, sections: Tree): Promise<TestStack> =>
      TestStack.create(file.sandbox, file.directory, name, { ...without, ...sections }, program);
    shared = await make("shared", {
      management: { tkr: { version } },
      template: { tkrVersion: version, ova },
    });
    edge = await make("edge", {
      site: { name: site, tkrVersion: version, controlPlaneEndpoint: file.sandbox.endpoints[0] },
    });
    for (const stack of [shared, edge]) {
      const made = await stack.up();
      assert.equal(made.exitCode, 0, made.all);
    }
    found = await identities();
    way = wayInto(file.sandbox);
  });

  it("replaces nothing in the first up after release 0.1.0, whose state has no identity", async () => {
    for (const stack of [shared, edge]) stack.upgrade();
    const { address } = await listen(forwarder(hostOf(server()), server()));
    reachBy({
      ...way,
      context: "after-the-upgrade",
      cluster: { ...way.cluster, server: `https://${address}` },
    });
    const outcomes = await Promise.all([shared, edge].map((stack) => stack.up({ preview: true })));
    for (const outcome of outcomes) {
      assert.equal(outcome.exitCode, 0, outcome.all);
      assert.doesNotMatch(outcome.all, /REBUILD|ROLL of|removing TanzuKubernetesRelease/);
      // The engine's own provider is that by which the program reads its state.
      const providers = new Set(["pulumi:providers:kubernetes", "pulumi:providers:pulumi"]);
      const others = outcome.steps.filter(({ op, type }) => !harmless.has(op) && !providers.has(type));
      assert.deepEqual(others, [], outcome.all);
    }
    assert.deepEqual(await identities(), found);
    for (const stack of [shared, edge]) {
      const again = await stack.preview({ expectNoChanges: true });
      assert.equal(again.exitCode, 0, again.all);
    }
  });

  describe("another way into the same management cluster replaces nothing:", () => {
    const rows: Readonly<Record<string, () => Promise<WayIn> | WayIn | undefined>> = {
      "another port of the API server": async () => {
        const { address } = await listen(forwarder(hostOf(server()), server()));
        return { ...way, cluster: { ...way.cluster, server: `https://${address}` } };
      },
      "another address, verified by tls-server-name": async () => {
        const { address } = await listen(forwarder(`${file.sandbox.block}.200`, server()));
        const names = { server: `https://${address}`, "tls-server-name": hostOf(server()) };
        return { ...way, cluster: { ...way.cluster, ...names } };
      },
      "proxy-url": async () => {
        const { address } = await listen(tunnelProxy(`${file.sandbox.block}.201`));
        return { ...way, cluster: { ...way.cluster, "proxy-url": `http://${address}` } };
      },
      "disable-compression": () => ({ ...way, cluster: { ...way.cluster, "disable-compression": true } }),
      "another name of the context": () => ({ ...way, context: "another-context" }),
      "another name of the cluster's entry": () => ({ ...way, clusterName: "another-entry" }),
      "the same kubeconfig at another path, the old one gone": () => {
        const directory = nextDirectory();
        const from = join(file.directory, `way-${serial - 1}`);
        renameSync(from, directory);
        pointAt(join(directory, "kubeconfig"));
        return undefined;
      },
      "files in the place of inline data": () => {
        const [files, entry] = [nextDirectory(), wayInto(file.sandbox)];
        inFiles(entry, files, (name) => join(files, name));
        return entry;
      },
    };
    for (const [title, change] of Object.entries(rows)) {
      it(title, async () => {
        const next = await change();
        if (next) reachBy(next);
        const updated = await bothInPlace();
        const providers = ["management", "management", "management-packages"];
        const waits = [`${site}-ready`, `${site}-rebuild-gate`, "template-photon-import", `tkr-${tkr}-ready`];
        assert.deepEqual([...updated].sort(), [...providers, ...waits].sort());
      });
    }
    const tkr = version.replace("+", "---");

    for (const [title, change] of [
      ["files next to the kubeconfig", inFiles],
      ["a login command next to the kubeconfig", byCommand],
    ] as const) {
      it(`${title}, whose keys are not in the state`, async () => {
        const [directory, entry] = [nextDirectory(), wayInto(file.sandbox)];
        const key = Buffer.from(entry.user["client-key-data"] as string, "base64").toString("utf8");
        change(entry, directory, (name) => `./${name}`);
        reachBy(entry, directory);
        await bothInPlace();
        for (const stack of [shared, edge]) {
          const state = stack.state();
          assert.doesNotMatch(state, /client-key|"exec|\.\/login/);
          assert.ok(!state.includes(key.split("\n")[1] ?? key), "a key is in the state");
        }
      });
    }
  });

  it("is the stored one for a refresh without the program, and the stack's own with --run-program", async () => {
    const forwarded = await listen(forwarder(hostOf(server()), server()));
    const { address } = forwarded;
    reachBy({ ...way, cluster: { ...wayInto(file.sandbox).cluster, server: `https://${address}` } });
    await bothInPlace();
    forwarded.close();
    reachBy(wayInto(file.sandbox));
    const stored = await edge.refresh();
    assert.notEqual(stored.exitCode, 0, stored.all);
    const own = await edge.refresh({ args: ["--run-program"] });
    assert.equal(own.exitCode, 0, own.all);
    await bothInPlace();
  });

  describe("a change of vCenter's or the registry's connection replaces nothing:", () => {
    it("the CA in the place of the thumbprint", async () => {
      const { caFile } = file.sandbox.vcenter;
      for (const stack of [shared, edge]) {
        stack.configure({ connection: { vcenter: { thumbprint: undefined, caFile } } });
      }
      await bothInPlace();
    });

    it("the registry's CA at another path", async () => {
      const caFile = join(file.directory, "registry-ca.pem");
      copyFileSync(file.sandbox.registry.caFile, caFile);
      shared.configure({ connection: { registry: { caFile } } });
      await bothInPlace();
    });

    it("but for another address of vCenter, which is in the cluster: the preview announces the rebuild", async () => {
      const { server: vcenter } = file.sandbox.vcenter;
      const { address } = await listen(forwarder(vcenter.split(":")[0] ?? "", vcenter));
      edge.configure({ connection: { vcenter: { server: address } } });
      const preview = await edge.preview();
      assert.equal(preview.exitCode, 0, preview.all);
      assert.match(preview.all, /REBUILD of default\/edge[\s\S]*connection\.vcenter\.server/);
      edge.configure({ connection: { vcenter: { server } } });
    });
  });

  describe("another management cluster", () => {
    const refused = async (stack: TestStack, ...says: readonly RegExp[]): Promise<void> => {
      for (const outcome of [await stack.preview(), await stack.up()]) {
        assert.notEqual(outcome.exitCode, 0, outcome.all);
        for (const text of says) assert.match(outcome.all, text);
        assert.deepEqual(
          outcome.steps.filter(({ op }) => !harmless.has(op) && op !== "create"),
          [],
        );
      }
      assert.deepEqual(await identities(), found);
    };

    it("is refused at preview, with both identities and the ways on", async () => {
      const { uid } = (await apis.mustGet("namespace", "kube-system")).metadata;
      for (const stack of [shared, edge]) {
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
      for (const stack of [shared, edge]) {
        const before = stack.state();
        stack.editState((text) => otherUids(asRelease010(text)));
        await refused(stack, /none of the stack's objects \(.*\) is there/, /pulumi refresh/);
        stack.editState(() => before);
      }
    });

    it("is no question for a stack that was destroyed, nor for one that never had an update", async () => {
      const destroyed = await edge.destroy();
      assert.equal(destroyed.exitCode, 0, destroyed.all);
      const never = await TestStack.create(file.sandbox, file.directory, "never", {
        management: undefined,
        template: undefined,
        site: { name: "never", tkrVersion: version, controlPlaneEndpoint: file.sandbox.endpoints[1] },
      });
      for (const stack of [edge, never]) {
        const preview = await stack.preview();
        assert.equal(preview.exitCode, 0, preview.all);
      }
    });
  });

  describe("a management cluster that does not answer", () => {
    const problem = async (says: RegExp): Promise<void> => {
      const { exitCode, all } = await shared.preview();
      assert.notEqual(exitCode, 0, all);
      assert.match(all, /tkg-edge:connection\.managementCluster/);
      assert.match(all, says);
      assert.doesNotMatch(all, /the sandbox is not running/);
    };

    it("because its context is misspelt is reported with the contexts that there are", async () => {
      pointAt(file.sandbox.kubeconfig, "tkg-mgmt-admin@tkg-mgm");
      await problem(/did you mean "tkg-mgmt-admin@tkg-mgmt"\?/);
    });

    it("because its API server is frozen is reported as such", async () => {
      const entry = wayInto(file.sandbox);
      const { address } = await listen(silence(`${file.sandbox.block}.202`));
      entry.cluster.server = `https://${address}`;
      const directory = join(file.directory, ".sandbox");
      reachBy(entry, directory);
      await problem(/an answer from https:\/\/.* within 60 s/);
    });

    it("because the kubeconfig of the state is missing is not taken for one that is gone", async () => {
      reachBy(wayInto(file.sandbox));
      succeededInPlace(await shared.up());
      const kubeconfig = join(file.directory, `way-${serial}`, "kubeconfig");
      renameSync(kubeconfig, `${kubeconfig}.away`);
      await problem(/A missing file is not a management cluster that is gone/);
      const { exitCode, all } = await shared.destroy();
      assert.notEqual(exitCode, 0, all);
      assert.match(all, /A missing file is not a management cluster that is gone/);
      renameSync(`${kubeconfig}.away`, kubeconfig);
    });

    it("and is gone for good can be left behind, when that is confirmed", async () => {
      const forwarded = await listen(forwarder(hostOf(server()), server()));
      const { address } = forwarded;
      const entry = wayInto(file.sandbox);
      entry.cluster.server = `https://${address}`;
      reachBy({ ...entry, context: "to-be-gone" });
      succeededInPlace(await shared.up());
      const environment = {
        TKG_EDGE_MANAGEMENT_CLUSTER_GONE: "to-be-gone",
        PULUMI_K8S_DELETE_UNREACHABLE: "true",
      };
      const destroyed = async (says: RegExp, set: Readonly<Record<string, string>> = {}): Promise<void> => {
        const { exitCode, all } = await shared.destroy({ environment: set });
        assert.notEqual(exitCode, 0, all);
        assert.match(all, says);
      };
      await destroyed(/that management cluster answers; nothing was removed/, environment);
      forwarded.close();
      await destroyed(/TKG_EDGE_MANAGEMENT_CLUSTER_GONE=to-be-gone PULUMI_K8S_DELETE_UNREACHABLE=true/);
      const left = await shared.destroy({ environment });
      assert.equal(left.exitCode, 0, left.all);
      const { resources = [] } = (JSON.parse(shared.state()) as Partial<Deployment>).deployment ?? {};
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
