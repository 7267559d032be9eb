/** The PASID-table entry of a request, its fields read from memory's words when they are asked for (§9.6). */
import { addPasidEntry } from '../caches/entry-caches.js';
import { pageNumber } from '../words.js';
import type { Translation } from './translation.js';

export class PasidEntry {
  private words: Uint32Array = new Uint32Array(16);
  private at = 0;

  /** Takes the entry whose 16 words begin at index `at`. They must not change before the fields were read. */
  use(words: Uint32Array, at: number): void {
    this.words = words;
    this.at = at;
  }

  /** Puts the entry into the PASID-cache, if there is one. */
  remember(t: Translation, directory: number): void {
    addPasidEntry(t, directory, this.words, this.at);
  }

  private word(i: number): number {
    return this.words[this.at + i] as number;
  }

  get fpd(): boolean {
    return (this.word(0) & 0x2) !== 0;
  }

  get present(): boolean {
    return (this.word(0) & 0x1) !== 0;
  }

  /** Bits 4:2. */
  get aw(): number {
    return (this.word(0) >>> 2) & 7;
  }

  /** Bits 8:6. */
  get pgtt(): number {
    return (this.word(0) >>> 6) & 7;
  }

  get ssade(): boolean {
    return (this.word(0) & 0x200) !== 0;
  }

  /** SSPTPTR as a page number. */
  get secondStageTable(): number {
    return pageNumber(this.word(1), this.word(0));
  }

  /** Bits 95:64: DID, PWSNP, PGSNP, CD, EMTE. */
  get attributes(): number {
    return this.word(2);
  }

  /** DID, bits 79:64; those above the implemented width count nothing. */
  get domain(): number {
    return this.word(2) & 0xffff;
  }

  /** HPTDID, bits 335:320. */
  get hostPermissionDomain(): number {
    return this.word(10) & 0xffff;
  }

  /** PAT, bits 127:96. */
  get pat(): number {
    return this.word(3);
  }

  get sre(): boolean {
    return (this.word(4) & 0x1) !== 0;
  }

  /** Bits 131:130. */
  get fspm(): number {
    return (this.word(4) >>> 2) & 3;
  }

  get wpe(): boolean {
    return (this.word(4) & 0x10) !== 0;
  }

  get eafe(): boolean {
    return (this.word(4) & 0x80) !== 0;
  }

  /** FSPTPTR as a page number. */
  get firstStageTable(): number {
    return pageNumber(this.word(5), this.word(4));
  }

  /** Bits 257:256. */
  get hptsz(): number {
    return this.word(8) & 3;
  }

  /** HPTPTR as a page number. */
  get hostPermissionTable(): number {
    return pageNumber(this.word(9), this.word(8));
  }
}
