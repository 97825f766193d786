import { runtime } from "@pulumi/pulumi";
import { refusing, type Subject } from "./refusal.js";

/** What components find, while they do. */
const underWay = new Set<Promise<unknown>>();

/** How long a refusal waits for the others, of which one may wait for a value that the refused component would give. */
const patienceSeconds = 30;

/** Until the other components have found everything, too: the engine ends a program at its first error, with all their questions open. */
async function othersHaveFound(): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceSeconds * 1000);
  });
  await Promise.race([Promise.allSettled(underWay), late]);
  clearTimeout(timer);
}

/**
 * Hands a component what its resources are made of: what the caller has found, or a way to find it. The SDK records each property of
 * a component's arguments in the state, where stacks of earlier releases have none, and where secrets have no business: this has no
 * property.
 */
export class Handed<C> {
  readonly #name: string;
  readonly #checked: C | undefined;
  readonly #find: () => Promise<C>;

  /**
   * @param checked found by the caller. @default - it is found when it is needed
   * @param find throws UserError for what the user can fix
   */
  constructor(subject: Subject, checked: C | undefined, find: () => Promise<C>) {
    this.#name = subject.name;
    this.#checked = checked;
    this.#find = () => refusing(subject, find);
  }

  /** Logical name of the component. */
  get name(): string {
    return this.#name;
  }

  /** Whether the component has to find it itself. */
  get isAlone(): boolean {
    return this.#checked === undefined;
  }

  /**
   * @param register makes the resources, of what the caller has found at once
   * @throws RunError for what the user can fix
   */
  async make<T>(register: (found: C) => T): Promise<T> {
    if (this.#checked !== undefined) return register(this.#checked);
    // The engine would take the program for ended while nothing but the environment is waited for.
    const done = runtime.rpcKeepAlive();
    const finding = this.#find();
    underWay.add(finding);
    try {
      return register(await finding);
    } catch (error) {
      await othersHaveFound();
      throw error;
    } finally {
      done();
    }
  }
}
