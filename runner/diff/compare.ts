/** Compares what two subjects did, as far as it means anything. */
import type { Operation, Result } from '../adapters/adapter.js';
import { formatSource, hex, hexBytes } from '../hex.js';
import { showDeviceTlbRequests } from '../judge.js';
import type { ModelEnd, Observation } from '../judge.js';
import { isOfMessages } from '../lower/lowered.js';
import type { LoweredVector } from '../lower/lowered.js';

export interface PointOfDifference {
  /** Index of the vector's step, -1 for what holds at the end. */
  readonly step: number;
  readonly what: string;
  readonly a: string;
  readonly b: string;
}

/** Of one operation: what it is called, and which bits of its result are defined. */
interface Meaning {
  readonly step: number;
  readonly what: string;
  readonly mask?: bigint;
  readonly bytesMask?: Uint8Array;
}

/** What each operation means: by the vector's checks, and at the end by the registers that the architecture defines. */
export function meaningsOf(lowered: LoweredVector, operations: readonly Operation[], ends: readonly ModelEnd[]): Meaning[] {
  const meanings: Meaning[] = operations.map((operation) => ({ step: -1, what: nameOf(operation), ...ownMask(operation) }));
  for (const { operation, step, label, must } of lowered.checks) {
    if (isOfMessages(must)) continue;
    const before = meanings[operation] as Meaning;
    const mask = must.kind === 'value' ? { mask: (before.step === step ? (before.mask ?? 0n) : 0n) | must.mask } : {};
    const bytesMask = must.kind === 'bytes' && must.mask !== undefined ? { bytesMask: must.mask } : {};
    meanings[operation] = { ...before, step, what: label, ...mask, ...bytesMask };
  }
  for (const { registers, firstRead } of ends) {
    for (const [i, { name, mask, unit }] of registers.entries()) {
      const before = meanings[firstRead + i] as Meaning;
      meanings[firstRead + i] = { step: -1, what: `${name}${unitText(unit)} at the end`, mask: (before.mask ?? mask) & mask };
    }
  }
  return meanings;
}

function ownMask(operation: Operation): { mask?: bigint } {
  return operation.op === 'poll' ? { mask: operation.mask } : {};
}

function nameOf(operation: Operation): string {
  switch (operation.op) {
    case 'dma':
      return `${operation.request} from ${formatSource(operation.source)} at ${hex(operation.address)}`;
    case 'translate':
    case 'page-request':
    case 'interrupt':
      return `${operation.op} from ${formatSource(operation.source)} at ${hex(operation.address)}`;
    case 'dump':
      return `memory at ${hex(operation.address)}`;
    case 'read':
    case 'poll':
      return `register at offset ${hex(operation.offset)}${unitText(operation.unit)}`;
    default:
      return operation.op;
  }
}

function unitText(unit: number | undefined): string {
  return unit === undefined ? '' : ` of unit ${String(unit)}`;
}

/** Where two observations of the same operations differ. */
export function compareObservations(meanings: readonly Meaning[], a: Observation, b: Observation): PointOfDifference[] {
  const differences: PointOfDifference[] = [];
  for (const [i, { step, what, mask, bytesMask }] of meanings.entries()) {
    const [ofA, ofB] = [a.results[i] ?? {}, b.results[i] ?? {}];
    if (isSameResult(ofA, ofB, mask, bytesMask)) continue;
    differences.push({ step, what, a: show(ofA, mask), b: show(ofB, mask) });
  }
  if (a.interrupts !== null && b.interrupts !== null) {
    const text = (observation: Observation): string =>
      (observation.interrupts ?? []).map(({ address, data }) => `${hex(data)} to ${hex(address)}`).join(', ') || 'none';
    if (text(a) !== text(b)) differences.push({ step: -1, what: 'interrupt messages', a: text(a), b: text(b) });
  }
  const responses = ({ responses: all }: Observation): string =>
    all.map(({ sourceId, group, code }) => `code ${String(code)} to ${formatSource(sourceId)} for group ${String(group)}`).join(', ') ||
    'none';
  if (responses(a) !== responses(b)) differences.push({ step: -1, what: 'page group responses', a: responses(a), b: responses(b) });
  const requests = ({ deviceTlbRequests }: Observation): string => showDeviceTlbRequests(deviceTlbRequests ?? []);
  if (requests(a) !== requests(b)) differences.push({ step: -1, what: 'device-TLB invalidation requests', a: requests(a), b: requests(b) });
  return differences;
}

function isSameResult(a: Result, b: Result, mask: bigint | undefined, bytesMask: Uint8Array | undefined): boolean {
  if (a.value !== undefined && b.value !== undefined && a.status === undefined)
    return (a.value & (mask ?? ~0n)) === (b.value & (mask ?? ~0n));
  if (a.status === undefined && b.status === undefined) return sameBytes(a.bytes, b.bytes, bytesMask);
  const [blockedA, blockedB] = [isRefusal(a), isRefusal(b)];
  // §7.1.1: a blocked read may look like one that returns zeros or ones; and not every subject can tell how it completed.
  if (blockedA !== blockedB) return blockedA ? couldBeBlocked(b) : couldBeBlocked(a);
  if (blockedA) return isVague(a) || isVague(b) || a.status === b.status;
  return a.value === b.value && (a.status === 'unknown' || b.status === 'unknown' || sameBytes(a.bytes, b.bytes, bytesMask));
}

function isRefusal({ status }: Result): boolean {
  return status === 'blocked' || status === 'UR' || status === 'CA' || status === 'malformed';
}

function isVague({ status }: Result): boolean {
  return status === 'blocked';
}

function couldBeBlocked({ status, bytes, value }: Result): boolean {
  if (status === 'unknown') return true;
  return value === undefined && bytes !== undefined && (bytes.every((byte) => byte === 0) || bytes.every((byte) => byte === 0xff));
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined, mask: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  return a.length === b.length && a.every((byte, i) => ((byte ^ (b[i] as number)) & (mask?.[i] ?? 0xff)) === 0);
}

function show({ status, value, bytes }: Result, mask: bigint | undefined): string {
  const parts = [status, value === undefined ? undefined : hex(value & (mask ?? ~0n)), bytes === undefined ? undefined : hexBytes(bytes)];
  return parts.filter((part) => part !== undefined).join(' ') || 'nothing';
}
