/**
 * The invalidation queue (§6.5.2): software's descriptors, taken in order. What a descriptor selects in the caches may be
 * used until a wait behind it completes. A wait completes when it is taken, unless a device-TLB does not answer.
 */
import type { Capabilities } from '../capabilities.js';
import { DEFAULT_CHOICES } from '../choices.js';
import type { ResolvedChoices } from '../choices.js';
import type { PageResponse } from '../dma/request.js';
import type { Memory } from '../memory.js';
import { commandOf } from './descriptors.js';
import type { InvalidationCommand } from './command.js';
import type { DeviceTlbs } from './device-tlbs.js';
import { TTM_ABORT_DMA, TTM_LEGACY, TTM_SCALABLE } from '../registers/global-command.js';
import type { EventInterrupt } from '../registers/event-interrupt.js';
import type { RegisterFile } from '../registers/register-file.js';
import { INVALIDATION_DESCRIPTORS } from '../structures/invalidation-descriptors.js';
import { maskWords, reservedMask } from '../structures/layout.js';
import { valueOf } from '../walk-events.js';
import type { WalkListener } from '../walk-events.js';
import { highWord, joinWords, lowWord, pageNumber } from '../words.js';

const IQH = 0x80;
const IQT = 0x88;
const IQA = 0x90;
const ICS = 0x9c;
const IQERCD = 0xb0;
const GSTS = 0x1c;
const FSTS = 0x34;
const QIES = 0x04000000;
const IQE = 0x10;
const ITE = 0x40;
const IWC = 0x1;
const DW = 0x800;

/** Invalidation Queue Error Information (§11.4.9.9). */
const INVALID_TAIL = 1;
const FETCH_ERROR = 2;
const INVALID_TYPE = 3;
const RESERVED_FIELD = 4;
const INVALID_WIDTH = 5;
const UNALIGNED_TAIL = 6;
const INVALID_MODE = 7;

const CONTEXT_CACHE = 1;
const IOTLB = 2;
const DEVICE_TLB = 3;
const WAIT = 5;
const PASID_IOTLB = 6;
const PASID_CACHE = 7;
const PASID_DEVICE_TLB = 8;
const PAGE_GROUP_RESPONSE = 9;
const HPT_CACHE = 10;
const LAST_LEGACY_TYPE = 5;

/** What the queue needs of the rest of the unit. */
export interface QueueServices {
  /** The latched TTM. */
  readonly mode: () => number;
  readonly reportError: (field: number) => void;
  readonly respond: (response: PageResponse) => void;
  readonly invalidate: (command: InvalidationCommand) => void;
  /** All invalidations before are complete. */
  readonly complete: () => void;
  readonly deviceTlbs: DeviceTlbs;
}

export class InvalidationQueue {
  choices: ResolvedChoices = DEFAULT_CHOICES;
  listener: WalkListener | undefined;
  private readonly reserved: ReadonlyMap<number, Uint32Array>;
  /** A wait with FN that has not completed was taken. */
  private isFenced = false;

  constructor(
    private readonly registers: RegisterFile,
    private readonly memory: Memory,
    private readonly capabilities: Capabilities,
    private readonly completion: EventInterrupt,
    private readonly services: QueueServices,
  ) {
    this.reserved = new Map(
      INVALIDATION_DESCRIPTORS.map(({ type, layout }) => [type, maskWords(reservedMask(layout, capabilities), layout.bits / 32)]),
    );
    registers.onWrite(IQT, () => {
      this.process();
    });
    // §6.5.2.10: IWC cleared by software leaves nothing pending.
    registers.onWrite(ICS, () => {
      if ((registers.get(ICS) & IWC) === 0) this.completion.withdraw();
    });
  }

  /** GCMD.QIE changed (REG-37, REG-38): the head starts at 0. */
  setEnabled(enabled: boolean): void {
    this.registers.set(IQH, 0);
    if (enabled) this.process();
  }

  /** §6.5.2.11: takes descriptors from head to tail; an error leaves the head at the descriptor. */
  process(): void {
    const { registers } = this;
    if ((registers.get(GSTS) & QIES) === 0) return;
    const lo = registers.get(IQA);
    const isWide = (lo & DW) !== 0;
    this.isFenced = false;
    const bytes = isWide ? 32 : 16;
    const size = 4096 << (lo & 7);
    const base = pageNumber(registers.get(IQA + 4), lo);
    while (registers.get(IQH) !== registers.get(IQT) && (registers.get(FSTS) & (IQE | ITE)) === 0) {
      const head = registers.get(IQH);
      const error = this.checkQueue(isWide, size) ?? this.take(base + (head >>> 12), head & 0xfff, bytes);
      if (error !== undefined) {
        const information = this.choices['queue-error-information'] === 'reported' ? error : 0;
        registers.set(IQERCD, (registers.get(IQERCD) & ~0xf) | information);
        this.services.reportError(IQE);
        break;
      }
      registers.set(IQH, (head + bytes) % size);
      if (this.stopsToWait) this.services.deviceTlbs.timeOut();
    }
    // Also behind an error: the timers of what was sent before go on (§4.3).
    this.services.deviceTlbs.timeOut();
  }

  /** Whether what the queue waits for comes before it takes another descriptor: by choice, or because of FN (INV-61). */
  private get stopsToWait(): boolean {
    return this.choices['device-tlb-time-out'] === 'at-once' || this.isFenced;
  }

  /** Whether the queue as such can be used in the mode that is set. */
  private checkQueue(isWide: boolean, size: number): number | undefined {
    const mode = this.services.mode();
    const hasWide = this.capabilities.scalableMode || this.capabilities.abortDma;
    const needsWide = mode === TTM_SCALABLE || mode === TTM_ABORT_DMA;
    if (mode !== TTM_LEGACY && !needsWide) return INVALID_MODE;
    if (isWide ? !hasWide : needsWide) return INVALID_WIDTH;
    const tail = this.registers.get(IQT);
    if (isWide && (tail & 0x10) !== 0) return UNALIGNED_TAIL;
    return tail >= size ? INVALID_TAIL : undefined;
  }

  /** One descriptor: fetched, checked, carried out. Returns error information if it is no valid one. */
  private take(page: number, offset: number, bytes: number): number | undefined {
    const at = this.memory.fetch(page, offset, bytes);
    if (at < 0) return FETCH_ERROR;
    const words = this.memory.words.slice(at, at + bytes / 4);
    const error = this.carryOut(words);
    this.listener?.({
      type: 'descriptor',
      value: valueOf(words, 0, 8 * bytes),
      bits: bytes === 32 ? 256 : 128,
      ...(error === undefined ? {} : { error }),
    });
    return error;
  }

  private carryOut(words: Uint32Array): number | undefined {
    const word0 = words[0] as number;
    const type = (word0 & 0xf) | ((word0 >>> 5) & 0x70);
    const reserved = this.reserved.get(type);
    if (reserved === undefined || !this.hasType(type)) return INVALID_TYPE;
    for (const [i, word] of words.entries()) {
      // A descriptor of 128 bits leaves the upper half of a wide one reserved.
      if ((word & (reserved[i] ?? 0xffffffff)) !== 0) return RESERVED_FIELD;
    }
    if (this.hasReservedGranularity(type, (word0 >>> 4) & 3)) return RESERVED_FIELD;
    const command = commandOf(type, words, this.capabilities, this.services.mode() === TTM_LEGACY);
    if (command !== undefined) this.services.invalidate(command);
    if (type === DEVICE_TLB || type === PASID_DEVICE_TLB) this.services.deviceTlbs.request(type, words);
    if (type === WAIT) this.wait(words);
    if (type === PAGE_GROUP_RESPONSE) this.services.respond(responseOf(words));
    return undefined;
  }

  /** Table 26. */
  private hasType(type: number): boolean {
    if (this.services.mode() === TTM_LEGACY && type > LAST_LEGACY_TYPE) return false;
    switch (type) {
      case DEVICE_TLB:
      case PASID_DEVICE_TLB:
        return this.capabilities.deviceTlb;
      case 4:
        return this.capabilities.has('ECAP', 'IR');
      case PAGE_GROUP_RESPONSE:
        return this.capabilities.pageRequests;
      case HPT_CACHE:
        return this.capabilities.has('ECAP', 'HPTS');
      default:
        return true;
    }
  }

  private hasReservedGranularity(type: number, granularity: number): boolean {
    switch (type) {
      case CONTEXT_CACHE:
      case HPT_CACHE:
        return granularity === 0;
      case IOTLB:
        return granularity === 0 || (granularity === 3 && !this.capabilities.has('CAP', 'PSI'));
      case PASID_IOTLB:
        return granularity < 2;
      case PASID_CACHE:
        return granularity === 2;
      default:
        return false;
    }
  }

  /** §6.5.2.9: everything ahead is complete, page requests received are in their queue; status data first, then the event (INV-62). */
  private wait(words: Uint32Array): void {
    const word0 = words[0] as number;
    // §6.5.2.11: a wait that still waits for a device-TLB is aborted by its time-out. Behind one with FN nothing is started.
    this.isFenced = this.services.deviceTlbs.isWaiting && (word0 & 0x40) !== 0;
    if (this.services.deviceTlbs.isWaiting) return;
    this.services.complete();
    if ((word0 & 0x20) !== 0) {
      const status = Uint8Array.of(...new Uint8Array(words.buffer, words.byteOffset + 4, 4));
      // Bits of the address from HAW on are ignored.
      const mask = (1n << BigInt(this.capabilities.haw)) - 1n;
      this.memory.write(joinWords(words[3] as number, words[2] as number) & mask, status);
    }
    if ((word0 & 0x10) === 0) return;
    const { registers } = this;
    const wasSet = (registers.get(ICS) & IWC) !== 0;
    registers.set(ICS, registers.get(ICS) | IWC);
    if (!wasSet) this.completion.raise();
  }
}

/** The response that a page group response descriptor asks for (§7.6.1, PRQ-30). */
function responseOf(words: Uint32Array): PageResponse {
  const value = joinWords(words[1] as number, words[0] as number);
  const lo = lowWord(value);
  const response = { sourceId: lo >>> 16, group: ((words[2] as number) >>> 3) & 0x1ff, code: (lo >>> 12) & 0xf };
  return (lo & 0x10) === 0 ? response : { ...response, pasid: highWord(value) & 0xfffff };
}
