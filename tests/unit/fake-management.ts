import type { LiveObject } from "../../src/clients/live-object.js";
import type { ManagementReader } from "../../src/clients/management-cluster.js";

/** A management cluster that has these objects, and counts its answers. */
export class FakeManagement implements ManagementReader {
  readonly asked: string[] = [];

  constructor(private readonly objects: readonly LiveObject[]) {}

  version(): Promise<string> {
    return Promise.resolve("v1.25.7");
  }

  listKinds<K extends string>(resources: Readonly<Record<K, string>>) {
    this.asked.push(Object.keys(resources).join(","));
    const ofKind = Object.keys(resources).map((kind) => [kind, this.#ofKind(kind)]);
    return Promise.resolve(Object.fromEntries(ofKind) as Record<K, readonly LiveObject[]>);
  }

  list(kind: string): Promise<readonly LiveObject[]> {
    this.asked.push(kind);
    return Promise.resolve(kind.split(",").flatMap((one) => this.#ofKind(one)));
  }

  listNamed(kind: string, name: string): Promise<readonly LiveObject[]> {
    this.asked.push(`${kind}/${name}`);
    return Promise.resolve(this.#ofKind(kind).filter(({ metadata }) => metadata.name === name));
  }

  getAll(references: readonly string[]): Promise<readonly LiveObject[]> {
    this.asked.push(references.join(","));
    const found = references.map((reference) => this.#find(...(reference.split("/") as [string, string])));
    return Promise.resolve(found.filter((object) => object !== undefined));
  }

  get(kind: string, name: string): Promise<LiveObject | undefined> {
    this.asked.push(`${kind}/${name}`);
    return Promise.resolve(this.#find(kind, name));
  }

  dryRunCreate() {
    return Promise.resolve({ ok: true } as const);
  }

  dryRunApply() {
    return Promise.resolve({ ok: false, text: "not made" } as const);
  }

  #find(kind: string, name: string): LiveObject | undefined {
    return this.#ofKind(kind).find(({ metadata }) => metadata.name === name);
  }

  /** `namespaces`, `clusters.cluster.x-k8s.io` and `Namespace` are the same. */
  #ofKind(kind: string): readonly LiveObject[] {
    const [resource = ""] = kind.toLowerCase().split(".");
    return this.objects.filter((one) => {
      const name = (one.kind ?? "").toLowerCase();
      return [name, `${name}s`, `${name}es`].includes(resource);
    });
  }
}
