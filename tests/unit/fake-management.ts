import type { LiveObject } from "../../src/clients/live-object.js";
import type { ManagementReader } from "../../src/clients/management-cluster.js";
import type { AccessQuestion } from "../../src/clients/missing-right.js";
import { UserError } from "../../src/config/problem.js";

/** How it answers where it does not answer well. */
export interface FakeTroubles {
  /** Its words for every question; it has no answer then. @default - it answers */
  readonly silence?: string;
  /** What its admission refuses every create with. @default - it admits */
  readonly denial?: string;
  /** Resource that its login may do nothing with. @default - it may do everything */
  readonly withheld?: string;
}

/** A management cluster that has these objects, and counts its answers. */
export class FakeManagement implements ManagementReader {
  readonly queries: string[] = [];

  constructor(
    private readonly objects: readonly LiveObject[],
    private readonly troubles: FakeTroubles = {},
  ) {}

  async version(): Promise<string> {
    return this.#answer("version", "v1.25.7");
  }

  listKinds<K extends string>(resources: Readonly<Record<K, string>>) {
    const ofKind = Object.keys(resources).map((kind) => [kind, this.#ofKind(kind)]);
    const found = Object.fromEntries(ofKind) as Record<K, readonly LiveObject[]>;
    return this.#answer(Object.keys(resources).join(","), found);
  }

  async list(kind: string): Promise<readonly LiveObject[]> {
    return this.#answer(
      kind,
      kind.split(",").flatMap((one) => this.#ofKind(one)),
    );
  }

  async listNamed(kind: string, name: string): Promise<readonly LiveObject[]> {
    return this.#answer(
      `${kind}/${name}`,
      this.#ofKind(kind).filter(({ metadata }) => metadata.name === name),
    );
  }

  async listOfType(kind: string): Promise<readonly LiveObject[]> {
    return this.#answer(`${kind} of a type`, this.#ofKind(kind));
  }

  async getAll(references: readonly string[]): Promise<readonly LiveObject[]> {
    const found = references.map((reference) => this.#find(...(reference.split("/") as [string, string])));
    return this.#answer(
      references.join(","),
      found.filter((object) => object !== undefined),
    );
  }

  async get(kind: string, name: string): Promise<LiveObject | undefined> {
    return this.#answer(`${kind}/${name}`, this.#find(kind, name));
  }

  dryRunCreate() {
    const { denial } = this.troubles;
    return Promise.resolve(
      denial === undefined ? ({ ok: true } as const) : ({ ok: false, text: denial } as const),
    );
  }

  refusedAccess<Q extends AccessQuestion>(questions: readonly Q[]): Promise<readonly Q[]> {
    const refused = questions.filter(({ resource }) => resource === this.troubles.withheld);
    return this.#answer("access reviews", refused);
  }

  dryRunApply() {
    return Promise.resolve({ ok: false, text: "not made" } as const);
  }

  #answer<T>(question: string, answer: T): Promise<T> {
    this.queries.push(question);
    const { silence } = this.troubles;
    return silence === undefined ? Promise.resolve(answer) : Promise.reject(new UserError(silence));
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
