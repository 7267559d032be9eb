/** The PASID-table entry of a request (§9.6). */
import { addPasidEntry } from '../caches/entry-caches.js';
import { pageNumber } from '../words.js';
import type { Translation } from './translation.js';

export class PasidEntry {
  present = false;
  fpd = false;
  /** Bits 4:2. */
  aw = 0;
  /** Bits 8:6. */
  pgtt = 0;
  ssade = false;
  /** SSPTPTR as a page number. */
  secondStageTable = 0;
  /** Bits 95:64: DID, PWSNP, PGSNP, CD, EMTE. */
  attributes = 0;
  /** PAT, bits 127:96. */
  pat = 0;
  sre = false;
  /** Bits 131:130. */
  fspm = 0;
  wpe = false;
  eafe = false;
  /** FSPTPTR as a page number. */
  firstStageTable = 0;
  /** Bits 257:256. */
  hptsz = 0;
  /** HPTPTR as a page number. */
  hostPermissionTable = 0;
  /** HPTDID, bits 335:320. */
  hostPermissionDomain = 0;

  private words: Uint32Array = new Uint32Array(16);
  private at = 0;

  /** Takes the entry whose 16 words begin at index `at`. */
  use(words: Uint32Array, at: number): void {
    this.words = words;
    this.at = at;
    const word0 = words[at] as number;
    const word4 = words[at + 4] as number;
    const word8 = words[at + 8] as number;
    this.present = (word0 & 0x1) !== 0;
    this.fpd = (word0 & 0x2) !== 0;
    this.aw = (word0 >>> 2) & 7;
    this.pgtt = (word0 >>> 6) & 7;
    this.ssade = (word0 & 0x200) !== 0;
    this.secondStageTable = pageNumber(words[at + 1] as number, word0);
    this.attributes = words[at + 2] as number;
    this.pat = words[at + 3] as number;
    this.sre = (word4 & 0x1) !== 0;
    this.fspm = (word4 >>> 2) & 3;
    this.wpe = (word4 & 0x10) !== 0;
    this.eafe = (word4 & 0x80) !== 0;
    this.firstStageTable = pageNumber(words[at + 5] as number, word4);
    this.hptsz = word8 & 3;
    this.hostPermissionTable = pageNumber(words[at + 9] as number, word8);
    this.hostPermissionDomain = (words[at + 10] as number) & 0xffff;
  }

  /** Puts the entry into the PASID-cache, if there is one. Its words must not have changed since. */
  remember(t: Translation, directory: number): void {
    addPasidEntry(t, directory, this.words, this.at);
  }

  /** DID, bits 79:64; those above the implemented width count nothing. */
  get domain(): number {
    return this.attributes & 0xffff;
  }
}
