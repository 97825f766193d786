/**
 * (f) How long `tkg-edge fleet plan` takes for a thousand sites whose objects are in one management cluster, and how many requests it
 * sends there.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { FaultProxy } from "../../tests/faults/harness/fault-proxy.js";
import { addressesOf } from "../addresses.js";
import { pkiFiles } from "../pki.js";
import type { Sandbox } from "../sandbox.js";
import { bringUpOne, copySites, siteCount, writeFleet } from "./copied-fleet.js";
import { fleetCommand } from "./fleet-offline.js";
import { median, peakMemory, timed } from "./measure.js";

export interface LiveFleetPlan {
  readonly sites: number;
  /** Milliseconds of each round. */
  readonly values: readonly number[];
  readonly median: number;
  readonly mebibytes: number;
  /** To the API server, in addition to discovery. */
  readonly requests: number;
  /** How many sites have each word. */
  readonly words: string;
}

export async function measureFleetPlan(
  sandbox: Sandbox,
  directory: string,
  rounds: number,
): Promise<LiveFleetPlan> {
  const stack = await bringUpOne(sandbox, directory);
  await copySites(sandbox);
  const proxy = await apiProxy(sandbox);
  try {
    const kubeconfig = join(directory, "kubeconfig");
    const { host, port } = addressesOf(sandbox.block).apiServer;
    const text = readFileSync(sandbox.kubeconfig, "utf8").replace(`${host}:${port}`, proxy.address);
    writeFileSync(kubeconfig, text, { mode: 0o600 });
    writeFleet(stack, sandbox, kubeconfig);
    const { PATH = "", HOME = "" } = sandbox.environment;
    const run = { ...fleetCommand(stack.project, ["plan", "--json"]), environment: { PATH, HOME } };
    let requests = 0;
    proxy.rule = ({ path }) => {
      requests += isDiscovery(path) ? 0 : 1;
      return { kind: "pass" };
    };
    const { command, args, cwd, environment: env } = run;
    const { stdout, exitCode } = await execa(command, args, { cwd, env, extendEnv: false, reject: false });
    const counted = requests;
    const { summary } = JSON.parse(stdout) as { readonly summary: Readonly<Record<string, number>> };
    const words = Object.entries(summary).flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : []));
    const again = { ...run, ...(exitCode !== undefined && { code: exitCode }) };
    const values: number[] = [];
    for (let round = 0; round < rounds; round += 1) values.push(await timed(again));
    const measured = { values, median: median(values), mebibytes: await peakMemory(again) };
    return { sites: siteCount, ...measured, requests: counted, words: words.join(", ") };
  } finally {
    await proxy.close();
  }
}

const isDiscovery = (path: string): boolean =>
  /^\/(api|apis|openapi|version)(\/[^/?]+){0,2}(\?.*)?$/.test(path);

async function apiProxy(sandbox: Sandbox): Promise<FaultProxy> {
  const { apiServer: server, admin: client, ca: caFile } = pkiFiles(sandbox.directory);
  return await FaultProxy.start({ upstream: addressesOf(sandbox.block).apiServer, server, client, caFile });
}
