/** Interrupt remapping (§5.1.4): what becomes of an interrupt request. */
import type { TranslationCaches } from '../caches/translation-caches.js';
import type { Capabilities } from '../capabilities.js';
import { DEFAULT_CHOICES } from '../choices.js';
import type { ResolvedChoices } from '../choices.js';
import { hasReservedBits } from '../dma/reserved-bits.js';
import { IR_20, IR_21, IR_22, IR_23, IR_24, IR_25, IR_26, IR_27, IR_28, IR_2A, IR_2B } from '../faults/interrupt-conditions.js';
import type { InterruptCondition } from '../faults/interrupt-conditions.js';
import type { FaultRecording } from '../faults/recording.js';
import type { Memory } from '../memory.js';
import type { InterruptMessage } from '../registers/event-interrupt.js';
import type { GlobalCommand } from '../registers/global-command.js';
import {
  IRTE,
  IRTE_POSTED,
  IRTE_XAPIC,
  POSTED_INTERRUPT_DESCRIPTOR,
  POSTED_INTERRUPT_DESCRIPTOR_XAPIC,
} from '../structures/interrupt-entries.js';
import { maskWords, reservedMask } from '../structures/layout.js';
import type { Layout } from '../structures/layout.js';
import { entryEvent } from '../walk-events.js';
import type { WalkListener } from '../walk-events.js';
import { addressOf, pageNumber } from '../words.js';
import { messageOf } from './message.js';
import { post } from './posting.js';
import type { Posting } from './posting.js';
import { SVT_RESERVED, isVerified } from './source-validation.js';

/** A write of one DWORD to FEEx_xxxxh (§5.1). */
export interface InterruptRequest {
  readonly sourceId: number;
  /** Address bits 31:0. */
  readonly address: number;
  /** The DWORD, unsigned. */
  readonly data: number;
}

/** Address bit 4: remappable format. */
const REMAPPABLE = 0x10;
const SHV = 0x8;
const P = 0x1;
const FPD = 0x2;
const IM = 0x8000;
const URG = 0x4000;

export class InterruptRemapping {
  choices: ResolvedChoices = DEFAULT_CHOICES;
  listener: WalkListener | undefined;
  /** What the unit could hold of the table; absent while nothing is to be cached. */
  caches: TranslationCaches | undefined;
  /** Reserved bits by format and, where they depend on it, by EIME. */
  private readonly reserved: Readonly<Record<'remapped' | 'descriptor', readonly [xapic: Uint32Array, x2apic: Uint32Array]>>;
  private readonly reservedPosted: Uint32Array;

  constructor(
    private readonly memory: Memory,
    private readonly capabilities: Capabilities,
    private readonly global: GlobalCommand,
    private readonly faults: FaultRecording,
    private readonly send: (message: InterruptMessage) => void,
  ) {
    const words = (layout: Layout): Uint32Array => maskWords(reservedMask(layout, capabilities), layout.bits / 32);
    this.reserved = {
      remapped: [words(IRTE_XAPIC), words(IRTE)],
      descriptor: [words(POSTED_INTERRUPT_DESCRIPTOR_XAPIC), words(POSTED_INTERRUPT_DESCRIPTOR)],
    };
    this.reservedPosted = words(IRTE_POSTED);
  }

  /** Processes a request; whether it was accepted. A blocked one is an Unsupported Request (IR-10). */
  request(request: InterruptRequest): boolean {
    const { global, capabilities } = this;
    const { sourceId, address } = request;
    this.listener?.({ type: 'request', kind: 'interrupt', sourceId, address: BigInt(address), length: 4 });
    // 1. Remapping is off: required, or everything is in compatibility format.
    if (!global.interruptRemappingEnabled) {
      this.tellChecks(IR_2B);
      return capabilities.interruptRemappingRequired ? this.block(request, IR_2B) : this.passOn(request);
    }
    const { extended } = global.interruptTable;
    // 2. Extended interrupt mode is required.
    if (capabilities.extendedInterruptModeRequired) this.tellChecks(IR_2A);
    if (capabilities.extendedInterruptModeRequired && !extended) return this.block(request, IR_2A);
    // 3. Compatibility format.
    if ((address & REMAPPABLE) === 0) {
      this.tellChecks(IR_25);
      return extended || !global.compatibilityFormat ? this.block(request, IR_25) : this.passOn(request);
    }
    return this.remap(request, extended);
  }

  /** Remappable format (§5.1.4, IR-41). */
  private remap(request: InterruptRequest, extended: boolean): boolean {
    const { address, data, sourceId } = request;
    const table = this.global.interruptTable;
    // 4. Reserved fields of the request: data bits 31:16 with SHV.
    const hasSubhandle = (address & SHV) !== 0;
    if (hasSubhandle) this.tellChecks(IR_20);
    if (hasSubhandle && data >>> 16 !== 0) return this.block(request, IR_20);
    // 5. The index, within the table and below the host address width.
    const index = interruptIndexOf(address, data);
    const page = table.page + (index >>> 8);
    const { entries } = table;
    this.listener?.({ type: 'interrupt-index', index, table: addressOf(table.page, 0), entries, extended });
    this.tellChecks(IR_21);
    if (index >= entries || page >= 2 ** (this.capabilities.haw - 12)) return this.block(request, IR_21, index);
    // 6. The entry, read as a whole.
    const slot = index & 0xff;
    const cached = this.takeEntry(index);
    const at = cached === undefined ? this.memory.fetch(page, 16 * slot, 16) : 0;
    if (cached === undefined && this.listener !== undefined) this.tellEntry(page, slot, at, extended);
    if (at < 0) return this.block(request, IR_23, index);
    if (cached === undefined) this.addEntry(index, page, at, extended);
    const words = cached ?? this.memory.words;
    const lo = words[at] as number;
    const suppressed = (lo & FPD) !== 0;
    // 7. Present.
    this.tellChecks(IR_22);
    if ((lo & P) === 0) return this.block(request, IR_22, index, suppressed);
    // 8. The source.
    const source = words[at + 2] as number;
    const svt = (source >>> 18) & 3;
    if (svt === SVT_RESERVED) {
      const condition = this.choices['reserved-source-validation'] === 'reserved-field' ? IR_24 : IR_26;
      this.tellChecks(condition);
      return this.block(request, condition, index, suppressed);
    }
    this.tellChecks(IR_26, IR_24);
    if (!isVerified(svt, (source >>> 16) & 3, source & 0xffff, sourceId)) return this.block(request, IR_26, index, suppressed);
    // 9. Reserved fields of the format that IM selects. Without posting IM itself is reserved in either.
    const isPosted = (lo & IM) !== 0;
    if (hasReservedBits(words, at, isPosted ? this.reservedPosted : this.reservedRemapped(extended)))
      return this.block(request, IR_24, index, suppressed);
    if (isPosted) return this.post(request, words, at, index, extended);

    // 10. The remapped interrupt.
    const high = words[at + 1] as number;
    this.send(
      messageOf({
        vector: (lo >>> 16) & 0xff,
        deliveryMode: (lo >>> 5) & 7,
        level: (lo & 0x10) !== 0,
        logical: (lo & 0x4) !== 0,
        redirectionHint: (lo & 0x8) !== 0,
        destination: extended ? high : (high >>> 8) & 0xff,
      }),
    );
    return true;
  }

  /** The entry that is taken from the interrupt-entry cache (§6.4). */
  private takeEntry(index: number): Uint32Array | undefined {
    const { caches } = this;
    if (caches === undefined) return undefined;
    caches.begin(this.global.interruptTable.version);
    return caches.take('interrupt', (tags) => tags.level === index)?.content.words;
  }

  /** Adds an entry that has no fault, and with CAP.CM=1 one that has (INV-159, INV-160). */
  private addEntry(index: number, page: number, at: number, extended: boolean): void {
    const { caches } = this;
    const { words } = this.memory;
    if (caches === undefined) return;
    caches.trail.note(this.memory, page, 4 * (index & 0xff), 4, at);
    const lo = words[at] as number;
    const reserved = (lo & IM) !== 0 ? this.reservedPosted : this.reservedRemapped(extended);
    const isValid = (lo & P) !== 0 && (((words[at + 2] as number) >>> 18) & 3) !== SVT_RESERVED && !hasReservedBits(words, at, reserved);
    if (isValid || caches.cachesFaults)
      caches.add('interrupt', { level: index }, { words: words.slice(at, at + 4) }, caches.trail.slice(0));
  }

  /** Adds to the cache what the unit could read of an entry without being asked (INV-162). */
  speculate(index: number): void {
    const { interruptRemappingEnabled, interruptTable } = this.global;
    if (this.caches === undefined || !interruptRemappingEnabled || index >= interruptTable.entries) return;
    const page = interruptTable.page + (index >>> 8);
    const at = this.memory.fetch(page, 16 * (index & 0xff), 16);
    this.caches.begin(interruptTable.version);
    if (at >= 0) this.addEntry(index, page, at, interruptTable.extended);
  }

  /** §5.2.3. */
  private post(request: InterruptRequest, words: Uint32Array, at: number, index: number, extended: boolean): boolean {
    const lo = words[at] as number;
    const low = words[at + 1] as number;
    const posting = {
      page: pageNumber(words[at + 3] as number, low),
      offset: low & 0xfc0,
      vector: (lo >>> 16) & 0xff,
      urgent: (lo & URG) !== 0,
    };
    if (this.listener !== undefined) this.tellDescriptor(posting, extended);
    const posted = post(this.memory, posting, this.reserved.descriptor[extended ? 1 : 0], extended);
    if ('condition' in posted) return this.block(request, posted.condition, index, (lo & FPD) !== 0);
    this.listener?.({
      type: 'posted',
      address: addressOf(posting.page, posting.offset),
      vector: posting.vector,
      notifies: posted.notification !== undefined,
    });
    if (posted.notification !== undefined) this.send(posted.notification);
    return true;
  }

  private reservedRemapped(extended: boolean): Uint32Array {
    return this.reserved.remapped[extended ? 1 : 0];
  }

  /** Compatibility format: the request itself is the message (§5.1.2.1, IR-43). */
  private passOn({ address, data }: InterruptRequest): boolean {
    this.send({ address: BigInt(address), data });
    return true;
  }

  /** These conditions are looked at, in this order. */
  private tellChecks(...conditions: InterruptCondition[]): void {
    this.listener?.({ type: 'checks', conditions });
  }

  /** §5.1.4.1: nothing is delivered; the fault is recorded unless it is qualified and FPD was set. */
  private block({ sourceId }: InterruptRequest, condition: InterruptCondition, index = 0, suppresses = false): boolean {
    const suppressed = condition.qualified && suppresses;
    this.listener?.({ type: 'interrupt-fault', condition, suppressed });
    if (!suppressed) {
      const record = this.faults.recordInterrupt(condition.code, sourceId, condition.recordsIndex ? index & 0xffff : 0);
      this.listener?.({ type: 'recorded', index: record });
    }
    return false;
  }

  private tellEntry(page: number, slot: number, at: number, extended: boolean): void {
    const plain = extended ? IRTE.name : IRTE_XAPIC.name;
    const { words } = this.memory;
    const isPosted = ((words[at] ?? 0) & IM) !== 0;
    this.listener?.(entryEvent(isPosted ? IRTE_POSTED.name : plain, addressOf(page, 16 * slot), 128, words, at));
    this.tellChecks(IR_23);
  }

  private tellDescriptor({ page, offset }: Posting, extended: boolean): void {
    const { name } = extended ? POSTED_INTERRUPT_DESCRIPTOR : POSTED_INTERRUPT_DESCRIPTOR_XAPIC;
    const at = this.memory.fetch(page, offset, 64);
    this.listener?.(entryEvent(name, addressOf(page, offset), 512, this.memory.words, at));
    this.tellChecks(IR_27, IR_28);
  }
}

/** The interrupt_index of a request in remappable format (§5.1.3). The sum has 17 bits: it does not wrap (IR-30). */
export function interruptIndexOf(address: number, data: number): number {
  const handle = ((address >>> 5) & 0x7fff) | ((address & 4) << 13);
  return (address & SHV) !== 0 ? handle + (data & 0xffff) : handle;
}
