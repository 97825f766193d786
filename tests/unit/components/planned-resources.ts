/**
 * What a component registers, as the engine would receive it: Pulumi's mocks in place of an engine and its plugins, and the
 * requests themselves, because the mocks alone do not show options.
 */
import assert from "node:assert/strict";
import { runtime, type Resource } from "@pulumi/pulumi";
import { deserializeProperty, isRpcSecret, unwrapRpcSecret } from "@pulumi/pulumi/runtime/rpc.js";
import { getMonitor, resetOptions } from "@pulumi/pulumi/runtime/settings.js";

/** A resource that was registered or read. Other resources are given by their names. */
export interface PlannedResource {
  readonly name: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names of the inputs that hold a secret. */
  readonly secretInputs: readonly string[];
  readonly parent: string | undefined;
  readonly provider: string | undefined;
  readonly dependsOn: readonly string[];
  readonly replaceWith: readonly string[];
  readonly deletedWith: string | undefined;
  readonly replacementTrigger: unknown;
  readonly replaceOnChanges: readonly string[];
  readonly ignoreChanges: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly retainOnDelete: boolean;
  readonly protect: boolean;
  readonly import: string | undefined;
  readonly deleteTimeout: string | undefined;
  readonly aliases: readonly string[];
  readonly aliasTypes: readonly string[];
}

/** The part of an engine's request that is read; its types are internal to the SDK. */
interface Request {
  getName(): string;
  getType(): string;
  getParent(): string;
  getProvider(): string;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
  getDependenciesList(): string[];
  getReplaceWithList(): string[];
  getDeletedwith(): string;
  getReplacementTrigger(): { toJavaScript(): unknown } | undefined;
  getReplaceonchangesList(): string[];
  getIgnorechangesList(): string[];
  getDeletebeforereplace(): boolean;
  getRetainondelete(): boolean | undefined;
  getProtect(): boolean | undefined;
  getImportid(): string;
  getCustomtimeouts(): { getDelete(): string } | undefined;
  getAliasesList(): { getSpec(): { getName(): string; getType(): string } | undefined }[];
}

interface Monitor {
  registerResource(request: Request, callback: unknown): unknown;
}

export const project = "tkg-edge";
export const stack = "site-0042";

const nameOf = (urn: string): string => urn.split("::").at(-1) ?? "";

function planned(request: Request): PlannedResource {
  const inputs = Object.entries(request.getObject()?.toJavaScript() ?? {}).map(
    ([key, value]) => [key, deserializeProperty(value) as unknown] as const,
  );
  const parent = nameOf(request.getParent());
  // `urn::id` of the provider.
  const provider = request.getProvider().split("::").at(-2);
  return {
    name: request.getName(),
    type: request.getType(),
    inputs: Object.fromEntries(inputs.map(([key, value]) => [key, unwrapRpcSecret(value) as unknown])),
    secretInputs: inputs.flatMap(([key, value]) => (isRpcSecret(value) ? [key] : [])),
    parent: parent === "" ? undefined : parent,
    provider,
    dependsOn: request.getDependenciesList().map(nameOf).sort(),
    replaceWith: request.getReplaceWithList().map(nameOf),
    deletedWith: request.getDeletedwith() === "" ? undefined : nameOf(request.getDeletedwith()),
    replacementTrigger: request.getReplacementTrigger()?.toJavaScript(),
    replaceOnChanges: request.getReplaceonchangesList(),
    ignoreChanges: request.getIgnorechangesList(),
    deleteBeforeReplace: request.getDeletebeforereplace(),
    retainOnDelete: request.getRetainondelete() === true,
    protect: request.getProtect() === true,
    import: request.getImportid() === "" ? undefined : request.getImportid(),
    deleteTimeout: request.getCustomtimeouts()?.getDelete(),
    aliases: request.getAliasesList().map((alias) => alias.getSpec()?.getName() ?? ""),
    aliasTypes: request.getAliasesList().map((alias) => alias.getSpec()?.getType() ?? ""),
  };
}

/** Environment of a command resource. */
export const environmentOf = ({ inputs }: PlannedResource): Readonly<Record<string, string>> =>
  inputs.environment as Readonly<Record<string, string>>;

/** What a command resource hands to its command. */
export const inputOf = (resource: PlannedResource): Readonly<Record<string, unknown>> =>
  JSON.parse(environmentOf(resource).TKG_EDGE_INPUT ?? "") as Readonly<Record<string, unknown>>;

/** What commands print, by the end of the resource's name. */
const printed: Readonly<Record<string, object>> = {
  "-pull": {
    package: {
      apiVersion: "data.packaging.carvel.dev/v1alpha1",
      kind: "Package",
      metadata: { name: "tkr.example.1", labels: { of: "the bundle" } },
      spec: { refName: "tkr.example" },
    },
  },
  "-import": { path: "/dc0/vm/template", version: "v1.25.7+vmware.1-tiny.2" },
  "-ready": { name: "tkr", kubernetesVersion: "v1.25.7", osImages: [], bootstrapPackages: [] },
  "-compatible": { name: "tkr", kubernetesVersion: "v1.25.7", osImages: [], bootstrapPackages: [] },
};

/** Registers the hooks of a `describe`: mocks before its cases, none after them. */
export function usePlan(): (make: () => Resource) => Promise<Plan> {
  let found: PlannedResource[] = [];
  before("put mocks in the place of the engine", async () => {
    await runtime.setMocks(
      {
        call: ({ token }) => assert.fail(`${token} is called: a component reads nothing`),
        newResource({ name, inputs, id }) {
          const { metadata, ...rest } = inputs as { readonly metadata?: object };
          const stdout = Object.entries(printed).find(([end]) => name.endsWith(end))?.[1] ?? {};
          const uid = `uid-of-${name}`;
          const state = { ...rest, metadata: { ...metadata, uid }, stdout: JSON.stringify(stdout), data: {} };
          return { id: id ?? `id-of-${name}`, state };
        },
      },
      project,
      stack,
    );
    const monitor = getMonitor() as unknown as Monitor;
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
      found.push(planned(request));
      return register(request, callback);
    };
  });
  after("take the mocks away", () => {
    resetOptions("", "", -1, "", "", false, "");
  });
  return async (make) => {
    found = [];
    make();
    await runtime.disconnect();
    return new Plan(found);
  };
}

/** Everything that one component registered. */
export class Plan {
  constructor(readonly resources: readonly PlannedResource[]) {}

  /** `type name` of each, without the component itself, sorted. */
  get names(): readonly string[] {
    return this.resources.map(({ type, name }) => `${type} ${name}`).sort();
  }

  /** The resource with this name. */
  get(name: string): PlannedResource {
    return this.resources.find((resource) => resource.name === name) ?? assert.fail(`${name} is not planned`);
  }

  /** Whether a resource is made only after another one, by way of any others. */
  comesAfter(name: string, earlier: string): boolean {
    const visit = (current: string, seen: ReadonlySet<string>): boolean =>
      !seen.has(current) &&
      (this.resources.find((resource) => resource.name === current)?.dependsOn ?? []).some(
        (next) => next === earlier || visit(next, new Set([...seen, current])),
      );
    return visit(name, new Set());
  }
}
