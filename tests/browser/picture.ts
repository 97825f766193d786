/**
 * Makes the picture of docs/fleet.md from a fleet that runs: sites of two releases on a sandbox, some of which are disturbed.
 *
 *   node dist/tests/browser/picture.js docs/images/fleet-status.png
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox.js";
import { fleetStatus } from "../../src/cli/edge/fleet-status.js";
import { bringIn } from "../engine/harness/changed-keys.js";
import { discard, ownDirectory, sandboxDirectory } from "../engine/harness/leftovers.js";
import { LiveApis } from "../engine/harness/live-apis.js";
import { withoutGuests } from "../engine/harness/sandbox-of-file.js";
import type { Tree } from "../engine/harness/stack-settings.js";
import { TestStack } from "../engine/harness/test-stack.js";
import { importMachine } from "../engine/harness/tiny-tkr.js";
import { eventually } from "../engine/harness/wait.js";
import { newer, older, succeeded } from "../engine/steps/tried-site.js";
import { openBrowser } from "./chromium.js";

/** As wide as the table needs, and as high as a screen. */
const viewport = { width: 1500, height: 980 };
const shops = Array.from({ length: 9 }, (_, index) => `shop-000${index + 1}`);
const expiry = "machine.cluster.x-k8s.io/certificates-expiry";
const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString();

/** Both TKrs and their templates. */
async function share(sandbox: Sandbox, apis: LiveApis, directory: string): Promise<void> {
  await bringIn(sandbox, apis);
  const shared = await TestStack.create(sandbox, directory, "shared", {
    management: { tkr: { version: newer, alsoInstalled: [older] } },
    template: { tkrVersion: newer },
    site: undefined,
  });
  succeeded(await shared.up());
  await importMachine(sandbox, apis, `photon-3-kube-${older.replace(/-tkg\.\d$/, "")}.ova`, "older");
  await apis.govc(["vm.markastemplate", "-dc", "/dc0", "older"]);
}

const makeShop = (sandbox: Sandbox, directory: string, name: string, index: number): Promise<TestStack> =>
  TestStack.create(sandbox, directory, name, {
    ...{ management: undefined, template: undefined },
    site: {
      name,
      tkrVersion: index < 3 ? older : newer,
      controlPlaneEndpoint: sandbox.endpoints[index],
      labels: { shelf: "a" },
      protect: false,
    },
  });

/** The fleet file of these stacks. */
function fleetOf(stacks: readonly TestStack[], sandbox: Sandbox): Tree {
  const dead = join(sandbox.directory, "south.kubeconfig");
  const text = readFileSync(sandbox.kubeconfig, "utf8");
  writeFileSync(dead, text.replace(/(server: https:\/\/[^:\s]+):\d+/g, "$1:9"));
  const sites = stacks.map(({ name, saved: { config } }, index) => {
    const groups = [index % 2 === 0 ? "north" : "south", ...(index === 8 ? ["remote"] : [])];
    const entry = {
      site: config["tkg-edge:site"],
      groups,
      labels: { ring: index === 0 ? "canary" : "late" },
    };
    return [name, entry];
  });
  const defaults = { connectionFile: sandbox.connectionFile };
  const remote = { connection: { managementCluster: { kubeconfig: dead } } };
  return { defaults, groups: { north: {}, south: {}, remote }, sites: Object.fromEntries(sites) };
}

/** What happens to sites of a fleet over the years. */
async function disturb(apis: LiveApis, sandbox: Sandbox, last: TestStack) {
  const patch = { metadata: { labels: { shelf: "b" } } };
  await apis.kubectl(["patch", "cluster", "shop-0002", "--type=merge", "-p", JSON.stringify(patch)]);
  for (const [index, shop] of shops.slice(0, 6).entries()) {
    const days = index === 3 ? 12 : 200 + 17 * index;
    const which = ["machines", "--selector", `cluster.x-k8s.io/cluster-name=${shop}`];
    await apis.kubectl(["annotate", ...which, `${expiry}=${inDays(days)}`]);
  }
  writeFileSync(join(sandbox.directory, "faults.json"), JSON.stringify({ cloneFails: true }));
  const coming = last.up({ seconds: 60 });
  await eventually(
    "the clone to fail",
    async () => {
      const reasons = await apis.kubectl([
        "get",
        "vspherevms",
        "-o",
        "jsonpath={.items[*].status.conditions[*].reason}",
      ]);
      return reasons.includes("CloningFailed");
    },
    { seconds: 120 },
  );
  return { coming };
}

async function draw(target: string): Promise<void> {
  const own = ownDirectory();
  try {
    const sandbox = await startSandbox({ directory: sandboxDirectory(own), ...withoutGuests("light") });
    if (sandbox.environment.PATH !== undefined) process.env.PATH = sandbox.environment.PATH;
    const apis = new LiveApis(sandbox);
    await share(sandbox, apis, own);
    const stacks: TestStack[] = [];
    for (const [index, name] of shops.entries()) stacks.push(await makeShop(sandbox, own, name, index));
    // The seventh is absent, the eighth fails, and the management cluster of the ninth does not answer.
    // Two at a time, as many as two cores bear.
    for (const pair of [0, 2, 4].map((from) => stacks.slice(from, from + 2))) {
      for (const outcome of await Promise.all(pair.map((stack) => stack.up()))) succeeded(outcome);
    }
    const [first, failing] = [stacks[0], stacks[7]];
    if (!first || !failing) throw new Error("there are nine shops");
    const { coming } = await disturb(apis, sandbox, failing);
    writeFileSync(join(first.project, "fleet.yaml"), JSON.stringify(fleetOf(stacks, sandbox)));
    const html = join(own, "fleet.html");
    const options = { directory: first.project, fleet: "fleet.yaml", json: false, html };
    const terminal = {
      out: (text: string) => process.stdout.write(text),
      err: (text: string) => process.stderr.write(text),
    };
    await fleetStatus(options, terminal, () => Promise.reject(new Error("pulumi was called")), "0.2.0");
    // The reasons name files; those of this run are nobody's.
    writeFileSync(html, readFileSync(html, "utf8").replaceAll(own, "/srv/fleet"));
    const browser = await openBrowser();
    const page = await browser.newPage({ viewport });
    await page.goto(pathToFileURL(html).href);
    await page.screenshot({ path: target });
    await browser.close();
    await coming;
  } finally {
    await discard(own);
  }
}

const [target] = process.argv.slice(2);
if (target === undefined) {
  console.error("usage: node dist/tests/browser/picture.js PICTURE.png");
  process.exitCode = 2;
} else {
  await draw(resolve(target));
}
