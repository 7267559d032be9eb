/**
 * Device-TLBs, as the unit deals with them (§4.3, §6.5.2.5, §6.5.2.6): invalidation requests that go to functions, completions
 * that come back, and functions that do not answer. The model has no clock: what is answered at all is answered at once,
 * and what is not times out before the queue comes to rest.
 */
import { DEFAULT_CHOICES } from '../choices.js';
import type { RegisterFile } from '../registers/register-file.js';
import { joinWords } from '../words.js';

const IQERCD = 0xb0;
const ICE = 0x20;
const ITE = 0x40;
const FSTS = 0x34;
const PASID_DEVICE_TLB = 8;

/** A device-TLB invalidation request as it leaves the unit for a function. */
export interface DeviceTlbRequest {
  readonly sourceId: number;
  /** Untranslated address, bits 63:12. With `size` its low bits tell the range: the lowest 0 bit from bit 12 on ends it (ATS-55). */
  readonly address: bigint;
  /** S: more than one 4-KiB page. */
  readonly size: boolean;
  /** PASID of the prefix, 20 bits; absent for a request without PASID. With `global` it means nothing. */
  readonly pasid?: number;
  /** Global Invalidate: the translations of all PASIDs of the function. */
  readonly global: boolean;
}

/** A completion as a function sends it. */
export interface DeviceTlbCompletion {
  readonly sourceId: number;
  /** ITag vector, 32 bits: bit n stands for tag n. */
  readonly tags: number;
}

export class DeviceTlbs {
  choices = DEFAULT_CHOICES;
  /** Functions that do not answer. */
  private readonly silent = new Set<number>();
  /** Those whose answer is awaited, in the order of the requests. */
  private readonly awaited: number[] = [];

  constructor(
    private readonly registers: RegisterFile,
    private readonly send: (request: DeviceTlbRequest) => void,
    private readonly reportError: (field: number) => void,
  ) {}

  /** Every function answers. */
  reset(): void {
    this.silent.clear();
    this.awaited.length = 0;
  }

  /** Whether a function answers invalidation requests from now on. */
  setAnswers(sourceId: number, answers: boolean): void {
    if (answers) this.silent.delete(sourceId);
    else this.silent.add(sourceId);
  }

  /** Whether an answer is still awaited. */
  get isWaiting(): boolean {
    return this.awaited.length > 0;
  }

  /** §4.3: takes a tag, starts its timer and sends the request of a descriptor. (INV-53, ATS-50, ATS-56) */
  request(type: number, words: Uint32Array): void {
    const [word0 = 0, word1 = 0, word2 = 0, word3 = 0] = words;
    const hasPasid = type === PASID_DEVICE_TLB;
    const sourceId = hasPasid ? word0 >>> 16 : word1 & 0xffff;
    this.send({
      sourceId,
      address: joinWords(word3, word2) & ~0xfffn,
      size: (word2 & (hasPasid ? 0x800 : 0x1)) !== 0,
      ...(hasPasid ? { pasid: word1 & 0xfffff } : {}),
      global: hasPasid && (word2 & 0x1) !== 0,
    });
    if (this.silent.has(sourceId)) this.awaited.push(sourceId);
  }

  /** §4.3: for each tag of a completion that is not allocated to its function ICE is set, and the first of them recorded. (INV-36, ATS-52) */
  complete({ sourceId, tags }: DeviceTlbCompletion): void {
    // Whoever answers has done so at once, so that no tag is allocated between two events.
    if (tags === 0) return;
    if ((this.registers.get(FSTS) & ICE) === 0) this.recordSource(16, sourceId);
    this.reportError(ICE);
  }

  /** §6.5.2.11: the timers run out: the tags are free, and ITE tells of one of the functions. (INV-37, ATS-53) */
  timeOut(): void {
    const [first] = this.awaited;
    if (first === undefined) return;
    this.awaited.length = 0;
    if ((this.registers.get(FSTS) & ITE) === 0) this.recordSource(0, first);
    this.reportError(ITE);
  }

  /** §11.4.9.9: ITESID or ICESID; 0 gives no information. */
  private recordSource(low: 0 | 16, sourceId: number): void {
    const { registers } = this;
    if (this.choices['queue-error-information'] === 'none') return;
    registers.set(IQERCD + 4, (registers.get(IQERCD + 4) & ~(0xffff << low)) | (sourceId << low));
  }
}
