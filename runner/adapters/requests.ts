/** Requests of devices as the model takes them, from the operations that stand for them. */
import type { Bridge, DmaRequest, InterruptRequest, PageRequest, TranslationRequest } from '../../reference/index.js';
import type { Operation } from './adapter.js';

export function dmaRequestOf(operation: Extract<Operation, { op: 'dma' }>): DmaRequest {
  const { request, source, address, length, bytes, addressType, pasid, noSnoop } = operation;
  return {
    kind: request,
    sourceId: source,
    address,
    length,
    addressType,
    ...(bytes === undefined ? {} : { data: bytes }),
    ...(pasid === undefined ? {} : { pasid }),
    ...(noSnoop === undefined ? {} : { noSnoop }),
  };
}

export function translationRequestOf(operation: Extract<Operation, { op: 'translate' }>): TranslationRequest {
  const { source, address, pasid, noWrite, dwords } = operation;
  return {
    sourceId: source,
    address,
    dwords,
    ...(pasid === undefined ? {} : { pasid }),
    ...(noWrite === undefined ? {} : { noWrite }),
  };
}

export function pageRequestOf(operation: Extract<Operation, { op: 'page-request' }>): PageRequest {
  const { source, address, pasid, read, write, last, group } = operation;
  return { sourceId: source, address, read, write, last, group, ...(pasid === undefined ? {} : { pasid }) };
}

export function interruptRequestOf({ source, address, data }: Extract<Operation, { op: 'interrupt' }>): InterruptRequest {
  return { sourceId: source, address: Number(address), data };
}

/** The bridge that a `renumber` is about, as it is afterwards. */
export function bridgeOf({ segment = 0, bridge, secondary, subordinate }: Extract<Operation, { op: 'renumber' }>): Bridge {
  return { segment, sourceId: bridge, secondaryBusNumber: secondary, subordinateBusNumber: subordinate };
}
