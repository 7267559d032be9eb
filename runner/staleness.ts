/** What a vector's operations give a unit occasion to cache, and whether it could matter. */
import { interruptIndexOf } from '../reference/index.js';
import type { Caching } from '../reference/index.js';
import type { Operation } from './adapters/adapter.js';

const GCMD = 0x18;
/** GCMD.TE and GCMD.IRE. */
const ENABLES = 0x82000000n;
const IQT = 0x88;
const REQUESTS: ReadonlySet<Operation['op']> = new Set(['dma', 'translate', 'page-request', 'interrupt']);

type Load = Extract<Operation, { op: 'load' }>;

/**
 * Whether something that a unit may have cached since remapping is on can be out of date when a request comes. Before,
 * nothing can be cached. `cachesFaults` says whether the unit may cache entries that are not present (CAP.CM).
 */
export function mayBeStale(operations: readonly Operation[], cachesFaults: boolean): boolean {
  const loads: Load[] = [];
  let isEnabled = false;
  let isChanged = false;
  let hasWritten = false;
  for (const operation of operations) {
    if (isChanged && REQUESTS.has(operation.op)) return true;
    if (operation.op === 'load') {
      isChanged ||= isEnabled && (cachesFaults || hasWritten || !isOfEmptyMemory(operation, loads));
      loads.push(operation);
    } else if (operation.op === 'write') {
      // Only two registers can make something cached out of date: GCMD, which latches tables, and IQT, on which the unit writes
      // statuses to memory. The others say what becomes of faults, page requests and events, what is counted, what is protected.
      isChanged ||= isEnabled && (touches(operation, GCMD, 4) || touches(operation, IQT, 8));
      isEnabled ||= operation.offset === GCMD && (operation.value & ENABLES) !== 0n;
    }
    hasWritten ||= mayWriteMemory(operation);
  }
  return false;
}

/** Whether a write touches any of the bytes of a register. */
function touches({ offset, size }: Extract<Operation, { op: 'write' }>, register: number, bytes: number): boolean {
  return offset < register + bytes && offset + size > register;
}

/** Whether an operation may lead the unit or a device to write where nothing was loaded. */
function mayWriteMemory(operation: Operation): boolean {
  switch (operation.op) {
    case 'dma':
      return operation.request !== 'read' && operation.request !== 'zero-length-read';
    case 'page-request':
    case 'interrupt':
      return true;
    case 'write':
      return touches(operation, IQT, 8);
    default:
      return false;
  }
}

/**
 * Whether no earlier load touches the pages that one touches: data rather than tables. Of structures that are all zeros nothing
 * is cached: they are not present, or in the host permission table give no permission and name no table (INV-122).
 */
function isOfEmptyMemory(load: Load, earlier: readonly Load[]): boolean {
  const [first, last] = pagesOf(load);
  return !earlier.some((each) => {
    const [low, high] = pagesOf(each);
    return low <= last && first <= high;
  });
}

/** Numbers of the first and the last 4-KiB page of what is loaded. */
function pagesOf({ address, bytes }: Load): [number, number] {
  const begin = Number(address);
  return [Math.floor(begin / 4096), Math.floor((begin + bytes.length - 1) / 4096)];
}

/** Every request and interrupt of the operations, once: what a unit that reads ahead may read ahead for (INV-162). */
export function probesOf(operations: readonly Operation[]): Caching['probes'] {
  const probes = new Map<string, Caching['probes'][number]>();
  for (const operation of operations) {
    const probe = probeOf(operation);
    if (probe !== undefined)
      probes.set(
        JSON.stringify(probe, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
        probe,
      );
  }
  return [...probes.values()];
}

function probeOf(operation: Operation): Caching['probes'][number] | undefined {
  switch (operation.op) {
    case 'dma': {
      const { source: sourceId, address, pasid, addressType } = operation;
      if (addressType !== 'untranslated' && addressType !== 'translated') return undefined;
      return { request: addressType, sourceId, address: pageOf(address), ...(pasid === undefined ? {} : { pasid }) };
    }
    case 'translate':
    case 'page-request': {
      const { source: sourceId, address, pasid } = operation;
      const request = operation.op === 'translate' ? 'translation' : 'page-request';
      return { request, sourceId, address: pageOf(address), ...(pasid === undefined ? {} : { pasid }) };
    }
    case 'interrupt':
      return { index: interruptIndexOf(Number(operation.address & 0xffffffffn), operation.data) };
    default:
      return undefined;
  }
}

function pageOf(address: bigint): bigint {
  return address & ~0xfffn;
}
