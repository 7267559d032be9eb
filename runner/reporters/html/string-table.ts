/** Texts that repeat, each held once and meant by its index. */
export class StringTable {
  readonly texts: string[] = [];
  private readonly indexes = new Map<string, number>();

  /** The index of a text, which is added if it is new. */
  indexOf(text: string): number {
    let index = this.indexes.get(text);
    if (index === undefined) {
      index = this.texts.push(text) - 1;
      this.indexes.set(text, index);
    }
    return index;
  }
}
