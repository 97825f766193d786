/** Ways into one management cluster that differ, as changes of a kubeconfig: docs/connections.md, row by row. */
import assert from "node:assert/strict";
import { renameSync } from "node:fs";
import { join } from "node:path";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { byCommand, forwarder, inFiles, tunnelProxy, wayInto, type WayIn } from "../harness/ways-in.js";
import { siteName, tkrVersion, type ConnectedStacks } from "./connected-stacks.js";

/** @returns undefined where it has pointed the stacks at the changed way by itself */
type Change = (stacks: ConnectedStacks, sandbox: Sandbox) => Promise<WayIn> | WayIn | undefined;

/** One of each kind. */
export const someWays: Readonly<Record<string, Change>> = {
  "another address, verified by tls-server-name": async (stacks, { block }) => {
    const { way, host, server } = stacks;
    const { address } = await stacks.listen(forwarder(`${block}.200`, server));
    const names = { server: `https://${address}`, "tls-server-name": host };
    return { ...way, cluster: { ...way.cluster, ...names } };
  },
  "proxy-url": async (stacks, { block }) => {
    const { address } = await stacks.listen(tunnelProxy(`${block}.201`));
    return { ...stacks.way, cluster: { ...stacks.way.cluster, "proxy-url": `http://${address}` } };
  },
  "another name of the cluster's entry": ({ way }) => ({ ...way, clusterName: "another-entry" }),
};

/** More of the same kinds. */
export const moreWays: Readonly<Record<string, Change>> = {
  "another port of the API server": async (stacks) => {
    const { way, host, server } = stacks;
    const { address } = await stacks.listen(forwarder(host, server));
    return { ...way, cluster: { ...way.cluster, server: `https://${address}` } };
  },
  "disable-compression": ({ way }) => ({ ...way, cluster: { ...way.cluster, "disable-compression": true } }),
  "another name of the context": ({ way }) => ({ ...way, context: "another-context" }),
  "the same kubeconfig at another path, the old one gone": (stacks) => {
    const from = stacks.currentDirectory;
    const directory = stacks.nextDirectory();
    renameSync(from, directory);
    stacks.pointAt(join(directory, "kubeconfig"));
    return undefined;
  },
  "files in the place of inline data": (stacks, sandbox) => {
    const [files, entry] = [stacks.nextDirectory(), wayInto(sandbox)];
    inFiles(entry, files, (name) => join(files, name));
    return entry;
  },
};

export function waysReplaceNothing(
  ways: Readonly<Record<string, Change>>,
  stacks: () => ConnectedStacks,
  sandbox: () => Sandbox,
): void {
  const tkr = tkrVersion.replace("+", "---");
  for (const [title, change] of Object.entries(ways)) {
    it(title, async () => {
      const next = await change(stacks(), sandbox());
      if (next) stacks().reachBy(next);
      const updated = await stacks().bothInPlace();
      const providers = ["management", "management", "management-packages"];
      const waits = [`${siteName}-ready`, `${siteName}-rebuild-gate`];
      const others = ["template-photon-import", `tkr-${tkr}-ready`];
      assert.deepEqual([...updated].sort(), [...providers, ...waits, ...others].sort());
    });
  }
}

/** What a kubeconfig refers to by a relative path. */
export const relativeFiles = {
  "files next to the kubeconfig": inFiles,
  "a login command next to the kubeconfig": byCommand,
} as const;

export function relativeFilesReplaceNothing(
  titles: readonly (keyof typeof relativeFiles)[],
  stacks: () => ConnectedStacks,
  sandbox: () => Sandbox,
): void {
  for (const title of titles) {
    it(`${title}, whose keys are not in the state`, async () => {
      const [directory, entry] = [stacks().nextDirectory(), wayInto(sandbox())];
      const key = Buffer.from(entry.user["client-key-data"] as string, "base64").toString("utf8");
      relativeFiles[title](entry, directory, (name) => `./${name}`);
      stacks().reachBy(entry, directory);
      await stacks().bothInPlace();
      for (const stack of stacks().both) {
        const state = stack.state();
        assert.doesNotMatch(state, /client-key|"exec|\.\/login/);
        assert.ok(!state.includes(key.split("\n")[1] ?? key), "a key is in the state");
      }
    });
  }
}
