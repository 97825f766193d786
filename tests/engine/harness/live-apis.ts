/** The current objects of a sandbox, read from its APIs with a user's tools: kubectl and govc. */
import { execa } from "execa";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { toolRunEnvironment } from "./environments.js";

/** A Kubernetes object as far as tests read one. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
  readonly status?: { readonly conditions?: readonly Condition[] } & Readonly<Record<string, unknown>>;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** The fields of `govc vm.info -json` that tests read. */
export interface VirtualMachine {
  readonly name: string;
  readonly config: {
    readonly template: boolean;
    readonly uuid: string;
    readonly hardware: {
      readonly numCPU: number;
      readonly memoryMB: number;
      readonly device: readonly VmDevice[];
    };
  };
  readonly runtime: { readonly powerState: string };
}

export interface VmDevice {
  readonly _typeName?: string;
  readonly capacityInKB?: number;
  readonly capacityInBytes?: number;
  readonly backing?: Readonly<Record<string, unknown>>;
}

export class LiveApis {
  constructor(private readonly sandbox: Sandbox) {}

  /** Runs kubectl against the management cluster (or another kubeconfig) and returns its output. */
  async kubectl(
    args: readonly string[],
    { kubeconfig = this.sandbox.kubeconfig, input = "" } = {},
  ): Promise<string> {
    const { stdout } = await this.run("kubectl", ["--kubeconfig", kubeconfig, ...args], input);
    return stdout;
  }

  /** The object, or undefined when it does not exist. */
  async get(resource: string, name: string, namespace?: string): Promise<KubernetesObject | undefined> {
    const where = namespace === undefined ? [] : ["--namespace", namespace];
    const text = await this.kubectl([
      "get",
      resource,
      name,
      ...where,
      "--ignore-not-found",
      "--output",
      "json",
    ]);
    return text === "" ? undefined : (JSON.parse(text) as KubernetesObject);
  }

  /** The object; throws when it does not exist. */
  async mustGet(resource: string, name: string, namespace?: string): Promise<KubernetesObject> {
    const found = await this.get(resource, name, namespace);
    if (!found) throw new Error(`${resource} ${namespace ?? ""}/${name} does not exist`);
    return found;
  }

  async list(
    resource: string,
    { kubeconfig = this.sandbox.kubeconfig } = {},
  ): Promise<readonly KubernetesObject[]> {
    const text = await this.kubectl(["get", resource, "--all-namespaces", "--output", "json"], {
      kubeconfig,
    });
    return (JSON.parse(text) as { readonly items: readonly KubernetesObject[] }).items;
  }

  async govc(args: readonly string[]): Promise<string> {
    return (await this.run("govc", args, "")).stdout;
  }

  /** Inventory paths of all VMs and templates, sorted. */
  async vmPaths(): Promise<readonly string[]> {
    const text = await this.govc(["find", "/", "-type", "m"]);
    return text.split("\n").filter(Boolean).sort();
  }

  /** The VM at an inventory path. */
  async vm(path: string): Promise<VirtualMachine> {
    const text = await this.govc(["vm.info", "-json", "-vm.ipath", path]);
    const found = (JSON.parse(text) as { readonly virtualMachines: readonly VirtualMachine[] | null })
      .virtualMachines;
    const vm = found?.[0];
    if (!vm) throw new Error(`vCenter has no VM ${path}`);
    return vm;
  }

  /** Every VM that is not a template, with its path. */
  async machines(): Promise<readonly { readonly path: string; readonly vm: VirtualMachine }[]> {
    const paths = await this.vmPaths();
    const all = await Promise.all(paths.map(async (path) => ({ path, vm: await this.vm(path) })));
    return all.filter(({ vm }) => !vm.config.template);
  }

  private async run(tool: string, args: readonly string[], input: string): Promise<{ stdout: string }> {
    return await execa(tool, args, {
      env: toolRunEnvironment(this.sandbox),
      extendEnv: false,
      input,
      timeout: 60_000,
    });
  }
}

/** Status of a condition: "True", "False", "Unknown" or undefined when it is not there. */
export function conditionOf(object: KubernetesObject, type: string): string | undefined {
  return object.status?.conditions?.find((condition) => condition.type === type)?.status;
}
