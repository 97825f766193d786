/** `tkg-edge fleet export` of an example fleet, and the objects that it prints. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import { useEdgeCommand, type EdgeCommand } from "../../cli/edge-command.js";
import { defaults } from "../fleet-folder.js";

/** In values that nothing may show. */
export const marker = "s3cr3t-Marker";
export const to = ["--to", "pulumi-kubernetes-operator", "--image", "registry.example.com/tkg-edge:1"];

interface StackObject {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly config: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly prerequisites?: readonly { readonly name: string }[];
    readonly envRefs: Readonly<Record<string, unknown>>;
    readonly secretsRef?: Readonly<Record<string, unknown>>;
    readonly stack: string;
    readonly destroyOnFinalize: boolean;
    readonly workspaceTemplate: {
      readonly spec: {
        readonly podTemplate: {
          readonly spec: {
            readonly containers: readonly { readonly volumeMounts?: readonly Record<string, unknown>[] }[];
            readonly volumes?: readonly Record<string, unknown>[];
          };
        };
      };
    };
  };
}

interface Exported {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly objects: readonly { readonly kind: string }[];
  readonly stacks: readonly StackObject[];
  readonly named: (name: string) => StackObject;
}

interface ExportCommand {
  readonly command: EdgeCommand;
  /** Writes a file of the project; whatever is no text as JSON, which is YAML. */
  readonly write: (name: string, content: unknown) => void;
  /** Writes the example fleet, and the stacks that its sites take values from. */
  readonly writeAll: () => void;
  readonly exported: (...options: string[]) => Promise<Exported>;
}

const stackOf = (stacks: readonly StackObject[], name: string): StackObject =>
  stacks.find(({ metadata }) => metadata.name === name) ?? assert.fail(`no Stack ${name}`);
const { tkrVersion, ...placed } = defaults.site;
const from = { management: "mgmt", template: "Photon_North" };
export const site = (address: string, more: object = {}) => ({
  site: { controlPlaneEndpoint: address, ...more },
});
export const fleet = {
  defaults: { ...defaults, site: { ...placed, from } },
  rollout: { canaries: "ring=canary", soak: "30m", maxFailures: 2 },
  sites: {
    two: site("10.0.0.2"),
    one: { labels: { ring: "canary" }, ...site("10.0.0.1") },
  },
};
/** Of a stack file that has a site of the fleet. */
export const inFleet = {
  "tkg-edge:fleetFile": "fleet.yaml",
  "tkg-edge:vcenterPassword": { secure: "v1:a:b" },
};
const connection = { "tkg-edge:connection": defaults.connection };

/** Gives each case a project of its own. No program may be started. */
export function useExport(): ExportCommand {
  const command = useEdgeCommand();
  const write = (name: string, content: unknown) => {
    writeFileSync(
      join(command.directory, name),
      typeof content === "string" ? content : JSON.stringify(content),
    );
  };
  const exported = async (...options: string[]) => {
    const result = await command.edge("fleet", "export", ...to, ...options);
    const objects = loadAll(result.out.startsWith("---") ? result.out : "") as {
      readonly kind: string;
    }[];
    const stacks = objects.filter(({ kind }) => kind === "Stack") as unknown as StackObject[];
    return { ...result, objects, stacks, named: (name: string) => stackOf(stacks, name) };
  };
  const writeAll = () => {
    write("fleet.yaml", fleet);
    write("Pulumi.mgmt.yaml", {
      config: { ...connection, "tkg-edge:management": { tkr: { version: tkrVersion } } },
    });
    const { datacenter, datastore, folder, network, resourcePool } = defaults.site.placement;
    write("Pulumi.Photon_North.yaml", {
      config: {
        ...connection,
        "tkg-edge:vcenterPassword": { secure: "v1:a:b" },
        "tkg-edge:template": {
          ...{ ova: "photon.ova", os: "photon", tkrVersion },
          ...{ datacenter, datastore, folder, network, resourcePool },
        },
      },
    });
  };

  afterEach("it starts no program", () => {
    assert.deepEqual(command.calls, []);
  });

  return { command, write, writeAll, exported };
}
