/**
 * `tkg-edge fleet import --from-cluster` in a directory of its own, against invented management clusters, and the plan of the fleet
 * that it writes.
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { load } from "js-yaml";
import {
  fleetImportClusters,
  type FleetImportClustersOptions,
} from "../../../src/cli/edge/fleet-import-clusters.js";
import { fleetPlan } from "../../../src/cli/edge/fleet-plan.js";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { UserError } from "../../../src/config/problem.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import type { FleetPlan } from "../../../src/fleet/plan/plan-fleet.js";
import { variable } from "../config/object-spec/manifest.js";
import { FakeManagement, type FakeTroubles } from "../fake-management.js";
import { osImageObject, tkrObject } from "../fleet/plan/live-site.js";
import { clusterNamed, password, secretOf } from "./adopt-command.js";

const namespaces: readonly LiveObject[] = ["default", "retail", "other"].map((name) => ({
  ...{ kind: "Namespace", metadata: { name } },
}));
export const connection = { managementCluster: { kubeconfig: "mgmt.kubeconfig", context: "mgmt" } };
/** What leads to the management cluster. */
export const defaults = { connection };

/** A Cluster of the vendor page with its Secret. @param change of the Cluster */
export function ofPage(
  name: string,
  endpoint: string,
  change: (cluster: Record<string, unknown>) => void = () => undefined,
  namespace = "retail",
): LiveObject[] {
  const cluster = structuredClone(clusterNamed(name, namespace)) as unknown as Record<string, unknown>;
  variable({ cluster, secret: {}, bootstrap: {} }, "apiServerEndpoint", endpoint);
  change(cluster);
  return [cluster as unknown as LiveObject, secretOf(name, namespace)];
}

interface ClusterImport {
  readonly path: (name: string) => string;
  readonly text: (name: string) => string;
  /** Writes a file; whatever is no text as JSON, which is YAML. */
  readonly write: (name: string, content: unknown) => void;
  /** Gives a management cluster its objects. */
  readonly live: (objects: readonly LiveObject[], context?: string, troubles?: FakeTroubles) => void;
  readonly run: (
    given?: Partial<FleetImportClustersOptions>,
  ) => Promise<{ readonly out: string; readonly err: string }>;
  /** What is refused; nothing is written. */
  readonly refusal: (given?: Partial<FleetImportClustersOptions>) => Promise<string>;
  /** The words of the plan of the fleet as it is now. */
  readonly words: () => Promise<Record<string, string>>;
  readonly fleetNow: (name?: string) => Record<string, Record<string, unknown>>;
}

/** Gives each case a project without a fleet file, and no management cluster. */
export function useClusterImport(): ClusterImport {
  let directory: string;
  let clusters: Map<string, FakeManagement>;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-import-"));
    clusters = new Map();
    write("Pulumi.yaml", "name: tkg-edge\nruntime: nodejs\n");
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const path = (name: string) => join(directory, name);
  const text = (name: string) => readFileSync(path(name), "utf8");
  function write(name: string, content: unknown): void {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), typeof content === "string" ? content : JSON.stringify(content));
  }
  const live = (objects: readonly LiveObject[], context = "mgmt", troubles: FakeTroubles = {}) => {
    const system: LiveObject = {
      kind: "Namespace",
      metadata: { name: "kube-system", uid: `uid-${context}` },
    };
    const all = [system, ...namespaces, tkrObject, osImageObject, ...objects];
    clusters.set(context, new FakeManagement(all, troubles));
  };
  const facts = () =>
    new Facts({
      managementCluster: ({ context }) => clusters.get(context) ?? assert.fail(context),
      certificate: () => {
        const certificate = { thumbprint: "", subject: "", issuer: "", validFrom: new Date(0) };
        return Promise.resolve({
          ...{ certificate: { ...certificate, validTo: new Date(Date.now() + 1e10) }, fault: undefined },
        });
      },
      knock: () => Promise.resolve("silent"),
    });

  async function run(given: Partial<FleetImportClustersOptions> = {}) {
    let [out, err] = ["", ""];
    const terminal = { out: (more: string) => void (out += more), err: (more: string) => void (err += more) };
    const options = {
      ...{ directory, fleet: "fleet.yaml", group: [], cluster: [], common: "imported", print: false },
      ...{ editLoadBalancer: false, plainSecrets: false },
      ...given,
    };
    await fleetImportClusters(options, terminal, "1.2.3", facts());
    assert.ok(!`${out}${err}`.includes(password));
    return { out, err };
  }

  /** What is refused; nothing is written. */
  async function refusal(given: Partial<FleetImportClustersOptions> = {}): Promise<string> {
    const before = existsSync(path("fleet.yaml")) ? text("fleet.yaml") : undefined;
    try {
      await run(given);
    } catch (error) {
      assert.ok(error instanceof UserError, String(error));
      assert.equal(existsSync(path("fleet.yaml")) ? text("fleet.yaml") : undefined, before);
      assert.ok(!error.message.includes(password));
      return error.message;
    }
    assert.fail("it was written");
  }

  /** The words of the plan of the fleet as it is now. */
  async function words(): Promise<Record<string, string>> {
    let out = "";
    const terminal = { out: (more: string) => void (out += more), err: (more: string) => void (out += more) };
    const options = { directory, fleet: "fleet.yaml", json: true, markdown: false, states: false };
    const noPulumi = () => Promise.reject(new Error("pulumi was called"));
    await fleetPlan(options, terminal, noPulumi, "1.2.3", facts());
    const { sites } = JSON.parse(out) as FleetPlan;
    return Object.fromEntries(
      sites.map(({ name, word, reasons }) => [
        name,
        word === "adopt" || word === "nothing" ? word : `${word}: ${JSON.stringify(reasons)}`,
      ]),
    );
  }
  const fleetNow = (name = "fleet.yaml") => load(text(name)) as Record<string, Record<string, unknown>>;

  return { path, text, write, live, run, refusal, words, fleetNow };
}
