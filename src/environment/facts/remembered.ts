/** Parts of a question: the same parts are the same question, whose answer is always of one type. */
type Question = readonly (string | number | undefined)[];

/** Answers by their questions: each is read once, when its answer is first wanted. A failure is an answer too. */
export class Remembered {
  readonly #answers = new Map<string, Promise<unknown>>();

  once<T>(question: Question, read: () => Promise<T>): Promise<T> {
    const known = this.known<T>(question);
    if (known) return known;
    const answer = read();
    this.#answers.set(JSON.stringify(question), answer);
    return answer;
  }

  /** Undefined for what nobody wanted yet. */
  known<T>(question: Question): Promise<T> | undefined {
    return this.#answers.get(JSON.stringify(question)) as Promise<T> | undefined;
  }
}
