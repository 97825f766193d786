/** Answers by their questions: each is read once, when its answer is first wanted. A failure is an answer too. */
export class Remembered {
  readonly #answers = new Map<string, Promise<unknown>>();

  /** @param question the same parts are the same question; its answer is always of one type */
  once<T>(question: readonly (string | number | undefined)[], read: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(question);
    const known = this.#answers.get(key) as Promise<T> | undefined;
    if (known) return known;
    const answer = read();
    this.#answers.set(key, answer);
    return answer;
  }
}
