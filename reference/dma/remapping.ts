/** What the unit does with each kind of request that a device sends (§3.1, §3.4, §4.2, §7.4). */
import type { Capabilities } from '../capabilities.js';
import type { Condition, RequestColumn, Response } from '../faults/condition.js';
import { ILLEGAL_INTERRUPT_REQUEST, RTA_1_1, RTA_1_2, RTA_1_3, RTA_1_4, RTA_2, RTA_3, RTA_4, RTA_5 } from '../faults/conditions.js';
import type { FaultRecording } from '../faults/recording.js';
import { invalidation } from '../invalidation/command.js';
import type { InvalidationCommand } from '../invalidation/command.js';
import type { Memory } from '../memory.js';
import { TTM_ABORT_DMA, TTM_LEGACY, TTM_SCALABLE } from '../registers/global-command.js';
import type { GlobalCommand } from '../registers/global-command.js';
import type { MemoryTypeRanges } from '../registers/memory-type-ranges.js';
import type { ProtectedMemory } from '../registers/protected-memory.js';
import { PGTT_FIRST_STAGE, PGTT_NESTED } from '../structures/pasid-entries.js';
import type { WalkEvent } from '../walk-events.js';
import { addressOf, highWord, lowWord, pageNumber } from '../words.js';
import { attributesOf } from './attributes.js';
import { completionOf } from './completion.js';
import type { InterruptRemapping } from '../interrupts/remapping.js';
import { isInterruptPage } from './interrupt-range.js';
import { LegacyTranslation } from './legacy.js';
import { accessMemory } from './memory-access.js';
import type { PageRequestQueue } from './page-request-queue.js';
import { READ, WRITE } from './paging.js';
import {
  MALFORMED_LENGTH,
  NO_PAGE_REQUESTS,
  PAGE_REQUESTS_OFF,
  REMAPPING_OFF,
  RESERVED_ADDRESS_TYPE,
  TRANSLATED_PASID,
  TRANSLATION_WRITE,
  UNREPORTED,
} from './refusals.js';
import type { Refusal } from './refusals.js';
import { needsRead, needsWrite } from './request.js';
import type { DmaRequest, DmaResult, PageRequest, PasidPrefix, TranslationRequest, TranslationResult } from './request.js';
import { ScalableTranslation } from './scalable.js';
import type { RequestClass, Translation } from './translation.js';

/** DWORDs of the longest translation request: a read completion boundary of 64 bytes (§4.2.1). */
const LONGEST_TRANSLATION_REQUEST = 64 / 4;
const BLOCKED = { status: 'UR' } as const;

/** A request that a unit may prepare for: its kind, source and address. */
export interface Probe {
  readonly request: RequestClass;
  readonly sourceId: number;
  readonly address: bigint;
  readonly pasid?: PasidPrefix;
}

export class DmaRemapping {
  private readonly legacy = new LegacyTranslation();
  private readonly scalable = new ScalableTranslation();

  constructor(
    private readonly memory: Memory,
    private readonly capabilities: Capabilities,
    private readonly t: Translation,
    private readonly global: GlobalCommand,
    private readonly faults: FaultRecording,
    private readonly protectedMemory: ProtectedMemory,
    private readonly memoryTypes: MemoryTypeRanges,
    private readonly pageRequests: PageRequestQueue,
    private readonly interrupts: InterruptRemapping,
    private readonly tell: (event: WalkEvent) => void,
    private readonly invalidate: (command: InvalidationCommand) => void,
  ) {}

  /** A memory request within a page (order of checks FLT-22). */
  dma(request: DmaRequest): DmaResult {
    const { t } = this;
    const { kind, sourceId, address, length, addressType } = request;
    const hi = highWord(address);
    const lo = lowWord(address);
    if (t.listener !== undefined) this.tell({ type: 'request', kind, sourceId, address, length, ...told(request.pasid) });
    const isTranslated = addressType !== undefined && addressType !== 'untranslated';
    if (isTranslated) {
      const refusal = this.refusalOf(request);
      if (refusal !== undefined) return this.refuse(refusal);
    }

    // §3.15: FEEx_xxxxh without PASID is for interrupt requests, whether or not remapping is enabled.
    if (!isTranslated && request.pasid === undefined && isInterruptPage(pageNumber(hi, lo)))
      return this.interruptRangeRequest(request, hi, lo);

    this.begin(isTranslated ? 'translated' : 'untranslated', sourceId, hi, lo, request.pasid);
    t.needs = (needsRead(kind) ? READ : 0) | (needsWrite(kind) ? WRITE : 0);
    t.marksDirty = needsWrite(kind);
    t.passesWriteOnly = kind === 'zero-length-read' && this.capabilities.zeroLengthReads;
    t.outputPage = pageNumber(hi, lo);
    if (this.global.translationEnabled) {
      const condition = this.translateByMode();
      if (condition !== undefined) {
        const response = this.respond(condition, columnOf(t.request, t.hasPasid), request, kind);
        return { status: response === 'CA' ? 'CA' : 'UR' };
      }
    }
    const offset = lo & 0xfff;
    if (t.listener !== undefined)
      this.tell({ type: 'translated', address, output: addressOf(t.outputPage, offset), pageBytes: t.pageBytes });

    // §11.4.8.1: protected memory is checked on the address that goes to memory; nothing is recorded.
    if (this.protectedMemory.protects(t.outputPage) && this.protectionApplies()) {
      this.tell({ type: 'protected-memory', output: addressOf(t.outputPage, offset) });
      return BLOCKED;
    }
    const result = accessMemory(this.memory, request, t.outputPage, offset);
    if (result.status !== 'success') return result;
    const attributes = attributesOf(t, request.noSnoop === true, this.memoryTypes);
    return result.data === undefined ? { status: 'success', attributes } : { status: 'success', data: result.data, attributes };
  }

  /** §4.2.3: a request for a translation. */
  translate(request: TranslationRequest): TranslationResult {
    const { t } = this;
    const { sourceId, address, dwords = 2 } = request;
    if (t.listener !== undefined)
      this.tell({ type: 'request', kind: 'translation', sourceId, address, length: 4 * dwords, ...told(request.pasid) });
    // §4.2.1: the length is even and one completion can carry it.
    if (dwords < 2 || dwords % 2 !== 0 || dwords > LONGEST_TRANSLATION_REQUEST) {
      this.refuse(MALFORMED_LENGTH);
      return { status: 'malformed' };
    }
    if (!this.global.translationEnabled) return this.refuse(REMAPPING_OFF);

    const hi = highWord(address);
    const lo = lowWord(address);
    this.begin('translation', sourceId, hi, lo, request.pasid);
    // §4.2.3.1: without NW, or where that flag is not known, the device may write what it was given.
    t.marksDirty = !(request.noWrite === true && this.capabilities.noWriteFlag);
    const condition = this.translateByMode();
    let response: Response | undefined;
    if (condition !== undefined) response = this.respond(condition, columnOf('translation', t.hasPasid), request, 'translation');
    if (response === 'UR' || response === 'CA') return { status: response };
    if (response === undefined)
      this.tell({ type: 'translated', address, output: addressOf(t.outputPage, lo & 0xfff), pageBytes: t.pageBytes });
    return { status: 'success', completion: completionOf(t, response) };
  }

  /** Adds to the caches what the unit could read for a request without being asked (INV-162). Nothing else comes of it. */
  speculate({ sourceId, address, pasid, request }: Probe): void {
    const { t } = this;
    if (!this.global.translationEnabled) return;
    const { listener } = t;
    t.listener = undefined;
    t.speculates = true;
    this.begin(request, sourceId, highWord(address), lowWord(address), pasid);
    if (request === 'page-request') this.lookUpPageRequest();
    else if (!isInterruptPage(pageNumber(t.addressHi, t.addressLo)) || pasid !== undefined) this.translateByMode();
    t.speculates = false;
    t.listener = listener;
  }

  /** §7.4.1: a page request message. */
  pageRequest(request: PageRequest): void {
    const { sourceId, address } = request;
    if (this.t.listener !== undefined)
      this.tell({ type: 'request', kind: 'page-request', sourceId, address, length: 0, ...told(request.pasid) });
    if (!this.capabilities.pageRequests || !this.global.translationEnabled) {
      this.refuse(this.capabilities.pageRequests ? PAGE_REQUESTS_OFF : NO_PAGE_REQUESTS);
      return;
    }
    this.begin('page-request', sourceId, highWord(address), lowWord(address), request.pasid);
    const condition = this.lookUpPageRequest();
    if (condition === undefined) {
      this.pageRequests.accept(request, () => {
        this.invalidateRequested();
      });
      return;
    }
    if (this.pageRequests.dropsSilently(request) && this.t.choices['stop-marker-report'] === 'silent') {
      this.tell({ type: 'fault', condition, suppressed: true });
      return;
    }
    const column = request.last === true ? 'pageRequest' : 'pageRequestNoResponse';
    if (this.respond(condition, column, request, 'page-request') === 'IR') this.pageRequests.refuse(request);
  }

  /** §6.5.3.1, Table 27, INV-15: by the translation type of the PASID-table entry, the page or the whole domain. */
  private invalidateRequested(): void {
    const { t } = this;
    if (t.caches === undefined) return;
    const { domain, pasid, translationType } = t;
    const page = pageNumber(t.addressHi, t.addressLo);
    const operands = { domain, pasid, firstPage: page, lastPage: page };
    if (translationType === PGTT_FIRST_STAGE) this.invalidate(invalidation('pasid-iotlb-page', operands));
    else if (translationType === PGTT_NESTED) this.invalidate(invalidation('iotlb-domain', operands));
    else this.invalidate(invalidation('iotlb-page', operands));
    t.caches.complete();
  }

  private begin(request: RequestClass, sourceId: number, hi: number, lo: number, pasid: PasidPrefix | undefined): void {
    const { t } = this;
    t.begin(request, sourceId, hi, lo);
    t.caches?.begin(this.global.rootTable.version);
    t.hasPasid = pasid !== undefined;
    t.pasid = pasid?.value ?? 0;
    t.privileged = pasid?.privileged === true;
    t.executes = pasid?.execute === true;
    t.ioPermissions = this.global.rootTable.ssirwe;
  }

  /** §4.2.1: requests that the root complex refuses without a fault. */
  private refusalOf({ addressType, pasid }: DmaRequest): Refusal | undefined {
    if (addressType === 'reserved') return RESERVED_ADDRESS_TYPE;
    if (addressType === 'translation') return TRANSLATION_WRITE;
    if (!this.global.translationEnabled) return REMAPPING_OFF;
    return pasid !== undefined && !this.capabilities.has('ECAP', 'PTRS') ? TRANSLATED_PASID : undefined;
  }

  private refuse(refusal: Refusal): typeof BLOCKED {
    if (this.t.listener !== undefined) this.tell({ type: 'refused', refusal });
    return BLOCKED;
  }

  /** The root-table address register decides the mode (§3.4, §11.4.5, DMA-30 to DMA-37). */
  private translateByMode(): Condition | undefined {
    const { t } = this;
    const { mode, page, ssirwe } = this.global.rootTable;
    const condition = this.checkMode(mode, page);
    if (condition !== undefined) return condition;
    if (t.listener !== undefined) t.tellChecks(mode === TTM_LEGACY ? [RTA_2, RTA_1_4] : t.hasPasid && t.executes ? [RTA_5] : []);
    if (mode === TTM_LEGACY && t.hasPasid) return RTA_2;
    if (mode === TTM_LEGACY && ssirwe) return RTA_1_4;
    if (t.hasPasid && t.executes && this.capabilities.majorVersion >= 8) return RTA_5;
    return mode === TTM_LEGACY ? this.legacy.translate(t, page) : this.scalable.translate(t, page);
  }

  private checkMode(mode: number, page: number): Condition | undefined {
    if (this.t.listener !== undefined) this.tellMode(mode, page);
    if (mode === TTM_LEGACY) return undefined;
    if (mode === TTM_ABORT_DMA) return this.capabilities.abortDma ? RTA_4 : RTA_1_1;
    if (mode !== TTM_SCALABLE) return RTA_1_2;
    return this.capabilities.scalableMode ? undefined : RTA_1_3;
  }

  private tellMode(mode: number, page: number): void {
    this.tell({ type: 'mode', mode, rootTable: addressOf(page, 0) });
    if (mode === TTM_ABORT_DMA) this.t.tellChecks([RTA_1_1, RTA_4]);
    else if (mode !== TTM_LEGACY) this.t.tellChecks([mode === TTM_SCALABLE ? RTA_1_3 : RTA_1_2]);
  }

  private lookUpPageRequest(): Condition | undefined {
    const { mode, page } = this.global.rootTable;
    const condition = this.checkMode(mode, page);
    if (condition !== undefined) return condition;
    this.t.tellChecks([RTA_3]);
    return mode === TTM_LEGACY ? RTA_3 : this.scalable.pageRequest(this.t, page);
  }

  /** §3.15: a DWORD write is an interrupt request, a zero-length read completes, anything else is illegal. */
  private interruptRangeRequest(request: DmaRequest, hi: number, lo: number): DmaResult {
    if (request.kind === 'zero-length-read') return { status: 'success' };
    if (request.kind === 'write' && request.length === 4 && lo % 4 === 0 && request.data !== undefined) {
      const data = new DataView(request.data.buffer, request.data.byteOffset).getUint32(0, true);
      return this.interrupts.request({ sourceId: request.sourceId, address: lo, data }) ? { status: 'success' } : BLOCKED;
    }
    if (this.leavesUnreported()) return this.refuse(UNREPORTED);
    this.begin('untranslated', request.sourceId, hi, lo, undefined);
    this.t.tellChecks([ILLEGAL_INTERRUPT_REQUEST]);
    this.respond(ILLEGAL_INTERRUPT_REQUEST, 'untranslated', request, request.kind);
    return BLOCKED;
  }

  /** §5.1.4.1: an illegal request is recorded with both remappings on; the text is silent about one of them, and with none nothing records. */
  private leavesUnreported(): boolean {
    const { translationEnabled, interruptRemappingEnabled } = this.global;
    if (translationEnabled && interruptRemappingEnabled) return false;
    return (!translationEnabled && !interruptRemappingEnabled) || this.t.choices['interrupt-range-report'] === 'silent';
  }

  /** What Table 30 answers a request of one kind; the fault is recorded unless it is recoverable, or qualified and FPD was met (§7.1, §7.2). */
  private respond(
    condition: Condition,
    column: RequestColumn,
    request: Pick<DmaRequest, 'sourceId' | 'pasid'>,
    kind: DmaRequest['kind'] | 'translation' | 'page-request',
  ): Response {
    let response = condition.responses[column];
    // FLT-90: the text answers a translation request that meets an unsupported type in two ways.
    const isType = condition.condition === 'LCT.4.2' || condition.condition === 'SPT.4.2';
    if (isType && response === 'CA' && this.t.request === 'translation' && this.t.choices['reserved-type-status'] === 'UR') response = 'UR';
    const isRecoverable = response === 'SUCCESS_ZERO' || response === 'SUCCESS_EFFECTIVE' || condition.code === null;
    const suppressed = condition.qualified && this.t.faultProcessingDisabled;
    this.tell({ type: 'fault', condition, suppressed: suppressed || isRecoverable });
    if (!suppressed && !isRecoverable) {
      const { addressHi, addressLo } = this.t;
      const { sourceId, pasid } = request;
      const index = this.faults.record({ reason: condition.code, kind, class: this.t.request, sourceId, pasid, addressHi, addressLo });
      this.tell({ type: 'recorded', index });
    }
    return response;
  }

  /** DMA-61, DMA-62: from major version 2 on always; older units may let requests pass that page tables remapped. */
  private protectionApplies(): boolean {
    if (this.capabilities.majorVersion >= 2 || !this.global.translationEnabled) return true;
    return this.t.pageBytes === 0 || this.t.choices['protected-memory'] === 'block';
  }
}

/** The PASID prefix as a part of an event. */
function told(pasid: PasidPrefix | undefined): { pasid?: PasidPrefix } {
  return pasid === undefined ? {} : { pasid };
}

/** The column of Table 30 for a memory request. */
function columnOf(request: RequestClass, hasPasid: boolean): RequestColumn {
  if (request === 'untranslated') return hasPasid ? 'untranslatedPasid' : 'untranslated';
  if (request === 'translation') return hasPasid ? 'translationPasid' : 'translation';
  return hasPasid ? 'translatedPasid' : 'translated';
}
