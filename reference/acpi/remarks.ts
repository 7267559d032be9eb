/** Remarks on a DMAR table: what in it goes against the text, or is worth knowing. */

export interface Remark {
  /** A `violation` is what the text rules out; a `note` is not. */
  readonly kind: 'violation' | 'note';
  /** Byte offset from the start of the table of what the remark is about. */
  readonly offset: number;
  readonly requirement: string;
  readonly section: string;
  readonly text: string;
}

/** Collects remarks about one part of the table. */
export class Remarks {
  readonly list: Remark[] = [];

  violation(offset: number, requirement: string, section: string, text: string): void {
    this.list.push({ kind: 'violation', offset, requirement, section, text });
  }

  note(offset: number, requirement: string, section: string, text: string): void {
    this.list.push({ kind: 'note', offset, requirement, section, text });
  }
}
