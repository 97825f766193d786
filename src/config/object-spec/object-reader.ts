/**
 * One object of Kubernetes, read value by value. What a reader takes is remembered, so that the rest can be reported:
 * nothing that the user wrote may vanish.
 */
import { pathKey, type Step } from "../reading/plain-value.js";
import { isTree, type Tree } from "../tree.js";

/** A value without values below it, which nobody has taken. */
export interface Leaf {
  readonly path: readonly Step[];
  readonly value: unknown;
}

export class ObjectReader {
  readonly #taken: Set<string>;

  /**
   * @param root the whole object
   * @param place how messages locate a path of the object, such as `FILE:LINE:COLUMN`
   * @param base the part of the object that this reader reads
   */
  constructor(
    private readonly root: Tree,
    private readonly place: (path: readonly Step[]) => string,
    private readonly base: readonly Step[] = [],
    taken = new Set<string>(),
  ) {
    this.#taken = taken;
  }

  /** A reader of a part, which shares what is taken. */
  at(...path: readonly Step[]): ObjectReader {
    return new ObjectReader(this.root, this.place, [...this.base, ...path], this.#taken);
  }

  /** A reader of the same part with another value below it, or none; what is taken of one is taken of both. */
  replaced(value: unknown, ...path: readonly Step[]): ObjectReader {
    const root = withValueAt(this.root, [...this.base, ...path], value) as Tree;
    return new ObjectReader(root, this.place, this.base, this.#taken);
  }

  peek(...path: readonly Step[]): unknown {
    return valueAt(this.root, [...this.base, ...path]);
  }

  /** The value, which is then read with all that is below it. */
  take(...path: readonly Step[]): unknown {
    this.#taken.add(pathKey([...this.base, ...path]));
    return this.peek(...path);
  }

  /** Entries of a mapping, which are not taken thereby; of what is none, nothing. */
  entries(...path: readonly Step[]): readonly (readonly [string, unknown])[] {
    const value = this.peek(...path);
    const entries = isTree(value) ? Object.entries(value) : [];
    // An empty mapping holds nothing that could be lost.
    if (isTree(value) && entries.length === 0) this.take(...path);
    return entries;
  }

  items(...path: readonly Step[]): readonly unknown[] {
    const value = this.peek(...path);
    return Array.isArray(value) ? value : [];
  }

  /** `FILE:LINE:COLUMN Kind path`. */
  where(...path: readonly Step[]): string {
    const full = [...this.base, ...path];
    const kind = typeof this.root.kind === "string" ? this.root.kind : "object";
    return `${this.place(full)} ${[kind, readable(full)].filter((part) => part !== "").join(" ")}`;
  }

  get kind(): unknown {
    return this.root.kind;
  }

  get name(): unknown {
    return valueAt(this.root, ["metadata", "name"]);
  }

  /** Objects without a namespace are applied to `default`. */
  get namespace(): unknown {
    return valueAt(this.root, ["metadata", "namespace"]) ?? "default";
  }

  /** Whether an API server has stored the object, so that admission has filled in defaults. */
  get isStored(): boolean {
    return valueAt(this.root, ["metadata", "uid"]) !== undefined;
  }

  /** What nobody has taken below this part. */
  rest(): Leaf[] {
    const leaves: Leaf[] = [];
    const isRead = this.base.some((_, index) => this.#taken.has(pathKey(this.base.slice(0, index))));
    if (!isRead) this.collect(this.peek(), this.base, leaves);
    return leaves;
  }

  private collect(value: unknown, path: readonly Step[], leaves: Leaf[]): void {
    if (value === undefined || this.#taken.has(pathKey(path))) return;
    const below: readonly (readonly [Step, unknown])[] = Array.isArray(value)
      ? value.map((item, index) => [index, item] as const)
      : isTree(value)
        ? Object.entries(value)
        : [];
    if (below.length === 0) leaves.push({ path, value });
    for (const [step, item] of below) this.collect(item, [...path, step], leaves);
  }
}

function valueAt(root: unknown, path: readonly Step[]): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)] as unknown;
    return isTree(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, root);
}

/** A copy; a key of a mapping whose value is undefined is removed. */
function withValueAt(root: unknown, [step, ...below]: readonly Step[], value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(root)) {
    return root.map((item: unknown, index) => (index === step ? withValueAt(item, below, value) : item));
  }
  const tree: Tree = isTree(root) ? root : {};
  const { [step]: before, ...others } = tree;
  const after = withValueAt(before, below, value);
  return after === undefined ? others : { ...others, [step]: after };
}

/** `spec.topology.variables[2].value`, or with quotes around what has dots of its own. */
export function readable(path: readonly Step[]): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[A-Za-z0-9_-]+$/.test(step)) return `["${step}"]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}
