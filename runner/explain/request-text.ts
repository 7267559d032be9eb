/** Requests and how they completed, in words. */
import type { PasidPrefix } from '../../reference/index.js';
import type { Operation, Result } from '../adapters/adapter.js';
import { formatSource, hex, hexBytes } from '../hex.js';
import type { RequestExplanation } from './explanation.js';

/** The operations that are requests of a device. */
export type RequestOperation = Extract<Operation, { op: 'dma' | 'translate' | 'page-request' | 'interrupt' }>;

export function isRequest(operation: Operation): operation is RequestOperation {
  return ['dma', 'translate', 'page-request', 'interrupt'].includes(operation.op);
}

/** For example `write of 8 bytes from 00:03.0 at 0x40203000 with PASID 0x1`. */
export function requestTitle(operation: RequestOperation): string {
  const { source, address } = operation;
  const from = `from ${formatSource(source)} at ${hex(address)}`;
  switch (operation.op) {
    case 'dma': {
      const { request, length, addressType, pasid, noSnoop } = operation;
      const type = addressType === 'untranslated' ? '' : `${addressType} `;
      const size = request === 'zero-length-read' ? '' : ` of ${String(length)} byte${length === 1 ? '' : 's'}`;
      return `${type}${request}${size} ${from}${pasidText(pasid)}${noSnoop === true ? ', no-snoop' : ''}`;
    }
    case 'translate':
      return `translation request ${from}${pasidText(operation.pasid)}${operation.noWrite === true ? ', NW' : ''}`;
    case 'page-request': {
      const { read, write, last, group, pasid } = operation;
      const wants = [...(read ? ['read'] : []), ...(write ? ['write'] : [])].join(' and ');
      return `page request ${from}${pasidText(pasid)}${wants === '' ? '' : ` for ${wants}`}, group ${String(group)}${last ? ', last of it' : ''}`;
    }
    case 'interrupt':
      return `interrupt request ${from}, data ${hex(operation.data)}`;
  }
}

function pasidText(pasid: PasidPrefix | undefined): string {
  if (pasid === undefined) return '';
  const flags = [...(pasid.privileged === true ? ['privileged'] : []), ...(pasid.execute === true ? ['execute'] : [])];
  return ` with PASID ${hex(pasid.value)}${flags.length === 0 ? '' : ` (${flags.join(', ')})`}`;
}

/** How a request completed. */
export function resultOf(operation: RequestOperation, { status, bytes, value, attributes }: Result): RequestExplanation['result'] {
  switch (operation.op) {
    case 'page-request':
      return { status: 'sent', text: 'a page request has no completion' };
    case 'interrupt':
      return status === 'success'
        ? { status: 'success', text: 'accepted' }
        : { status: status ?? 'unknown', text: 'blocked, Unsupported Request' };
    case 'translate':
      return {
        status: status ?? 'unknown',
        text:
          value === undefined ? statusText(status) : `success, completion ${hex(value)} (vtd decode translation-completion ${hex(value)})`,
      };
    case 'dma': {
      if (status !== 'success') return { status: status ?? 'unknown', text: statusText(status) };
      const data = bytes === undefined ? '' : `, data ${hexBytes(bytes)}`;
      const how = attributes === undefined ? '' : `, ${attributes.memoryType}, ${attributes.snoop ? 'snooped' : 'not snooped'}`;
      return { status, text: `success${data}${how}` };
    }
  }
}

const STATUS: Readonly<Record<string, string>> = {
  UR: 'blocked, Unsupported Request',
  CA: 'blocked, Completer Abort',
  malformed: 'malformed packet',
};

function statusText(status: string | undefined): string {
  return STATUS[status ?? ''] ?? status ?? 'unknown';
}
