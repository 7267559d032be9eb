/**
 * The structures and codes of include/vtd_adapter.h. One buffer of each is written and read over and over: converting
 * objects to structures would cost ten times the call itself.
 */
import type {
  AccessAttributes,
  AddressType,
  DmaKind,
  PageRequest,
  PageResponse,
  PasidPrefix,
  TranslationRequest,
} from '../../../reference/index.js';
import { ContractBreach } from '../module-contract.js';
import type { ModuleDmaRequest } from '../module-interface.js';

const KIND: Readonly<Record<DmaKind, number>> = {
  read: 0,
  write: 1,
  'zero-length-read': 2,
  'fetch-add': 3,
  swap: 4,
  'compare-and-swap': 5,
};
const ADDRESS_TYPE: Readonly<Record<AddressType, number>> = { untranslated: 0, translation: 1, translated: 2, reserved: 3 };
const STATUS = ['success', 'UR', 'CA', 'blocked', 'malformed', 'unknown'] as const;
const MEMORY_TYPE = ['UC', 'WC', undefined, undefined, 'WT', 'WP', 'WB', 'UC-'] as const;

const HAS_PASID = 1;
const PRIVILEGED = 2;
const EXECUTE = 4;
const NO_SNOOP = 8;
const NO_WRITE = 16;
const PAGE_READ = 1;
const PAGE_WRITE = 2;
const PAGE_LAST = 4;

export type NativeStatus = (typeof STATUS)[number];

/** The status that a code stands for. Throws a ContractBreach for a code that `call` may not give. */
export function statusOf(call: string, code: number, excluded: readonly NativeStatus[]): NativeStatus {
  const status = STATUS[code];
  if (status === undefined || excluded.includes(status))
    throw new ContractBreach(`the status of vtd_adapter_${call}`, codes(excluded), String(code));
  return status;
}

function codes(excluded: readonly NativeStatus[]): string {
  return STATUS.flatMap((status, code) => (excluded.includes(status) ? [] : [`${String(code)} (${status})`])).join(', ');
}

function flagsOf(pasid: PasidPrefix | undefined): number {
  if (pasid === undefined) return 0;
  return HAS_PASID | (pasid.privileged === true ? PRIVILEGED : 0) | (pasid.execute === true ? EXECUTE : 0);
}

/** A structure in memory, seen in words of each width. */
class Structure {
  readonly bytes: Uint8Array;
  readonly quads: BigUint64Array;
  readonly words: Uint32Array;
  readonly halves: Uint16Array;

  constructor(size: number) {
    const buffer = new ArrayBuffer(size);
    this.bytes = new Uint8Array(buffer);
    this.quads = new BigUint64Array(buffer);
    this.words = new Uint32Array(buffer);
    this.halves = new Uint16Array(buffer);
  }
}

/** vtd_adapter_dma_request and vtd_adapter_dma_result. */
export class DmaStructures {
  readonly request = new Structure(24);
  readonly result = new Structure(8);

  write({ kind, sourceId, address, length, addressType, pasid, noSnoop }: ModuleDmaRequest): void {
    const { quads, words, halves, bytes } = this.request;
    quads[0] = address;
    words[2] = length;
    words[3] = pasid?.value ?? 0;
    halves[8] = sourceId;
    bytes[18] = KIND[kind];
    bytes[19] = ADDRESS_TYPE[addressType];
    words[5] = flagsOf(pasid) | (noSnoop === true ? NO_SNOOP : 0);
    this.result.quads[0] = 0n;
  }

  get status(): Exclude<NativeStatus, 'malformed'> {
    return statusOf('dma', this.result.words[0] as number, ['malformed']) as Exclude<NativeStatus, 'malformed'>;
  }

  /** How memory was accessed, if the implementation says so. Throws a ContractBreach for a memory type that there is not. */
  get attributes(): AccessAttributes | undefined {
    const { bytes } = this.result;
    if (bytes[4] !== 1) return undefined;
    const memoryType = MEMORY_TYPE[bytes[6] as number];
    if (memoryType === undefined) throw new ContractBreach('memory_type of vtd_adapter_dma', 'a memory type: 0, 1, 4, 5, 6 or 7', bytes[6]);
    return { snoop: bytes[5] === 1, memoryType };
  }
}

/** vtd_adapter_translation_request. */
export class TranslationStructure extends Structure {
  constructor() {
    super(24);
  }

  write({ sourceId, address, pasid, noWrite, dwords = 2 }: TranslationRequest): void {
    this.quads[0] = address;
    this.words[2] = pasid?.value ?? 0;
    this.words[3] = flagsOf(pasid) | (noWrite === true ? NO_WRITE : 0);
    this.words[4] = dwords;
    this.halves[10] = sourceId;
  }
}

/** vtd_adapter_page_request. */
export class PageRequestStructure extends Structure {
  constructor() {
    super(24);
  }

  write({ sourceId, address, pasid, read, write, last, group }: PageRequest): void {
    this.quads[0] = address;
    this.words[2] = pasid?.value ?? 0;
    this.words[3] = flagsOf(pasid);
    this.halves[8] = sourceId;
    this.halves[9] = group;
    this.words[5] = (read === true ? PAGE_READ : 0) | (write === true ? PAGE_WRITE : 0) | (last === true ? PAGE_LAST : 0);
  }
}

/** vtd_adapter_page_response. */
export class PageResponseStructure extends Structure {
  constructor() {
    super(16);
  }

  read(): PageResponse {
    const { words, halves } = this;
    const response = { sourceId: halves[4] as number, group: halves[5] as number, code: words[3] as number };
    return ((words[1] as number) & HAS_PASID) === 0 ? response : { ...response, pasid: words[0] as number };
  }
}
