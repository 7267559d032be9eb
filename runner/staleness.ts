/** What a vector's operations give a unit occasion to cache, and whether it could matter. */
import { interruptIndexOf } from '../reference/index.js';
import type { Caching } from '../reference/index.js';
import type { Operation } from './adapters/adapter.js';

const GCMD = 0x18;
/** GCMD.TE and GCMD.IRE. */
const ENABLES = 0x82000000n;
const REQUESTS: ReadonlySet<Operation['op']> = new Set(['dma', 'translate', 'page-request', 'interrupt']);

/** Whether memory or a register changes between the time that remapping is on and a request: before, nothing can be cached. */
export function mayBeStale(operations: readonly Operation[]): boolean {
  const enabled = operations.findIndex((each) => each.op === 'write' && each.offset === GCMD && (each.value & ENABLES) !== 0n);
  if (enabled < 0) return false;
  const rest = operations.slice(enabled + 1);
  const change = rest.findIndex(({ op }) => op === 'load' || op === 'write');
  return change >= 0 && rest.slice(change).some(({ op }) => REQUESTS.has(op));
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
