// Splits a stream of JSON documents that follow one another without a separator, as `govc -json` prints updates.
// In: text in chunks of any size. Out: each complete top-level object or array, parsed.

/** Collects chunks and returns the documents that they complete. Text between documents must be white space. */
export class JsonStream {
  private pending = "";
  private scanned = 0;
  private depth = 0;
  private inString = false;
  private escaped = false;

  /**
   * Takes the next chunk.
   * @returns the documents completed by it, in order.
   * @throws SyntaxError when a complete document is not valid JSON.
   */
  push(chunk: string): unknown[] {
    this.pending += chunk;
    const documents: unknown[] = [];
    for (; this.scanned < this.pending.length; this.scanned += 1) {
      if (!this.closes(this.pending[this.scanned] ?? "")) continue;
      documents.push(JSON.parse(this.pending.slice(0, this.scanned + 1)));
      this.pending = this.pending.slice(this.scanned + 1);
      this.scanned = -1;
    }
    return documents;
  }

  /** Whether this character is the bracket that ends a top-level document. */
  private closes(character: string): boolean {
    if (this.inString) {
      if (this.escaped) this.escaped = false;
      else if (character === "\\") this.escaped = true;
      else if (character === '"') this.inString = false;
      return false;
    }
    if (character === '"') this.inString = true;
    else if (character === "{" || character === "[") this.depth += 1;
    else if (character === "}" || character === "]") {
      this.depth -= 1;
      return this.depth === 0;
    }
    return false;
  }
}
