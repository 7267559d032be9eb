/** Judges what a subject did: which permitted outcomes it fits, or how far it is from the nearest. */
import type { ArchitectedValue } from './architected-state.js';
import type { DeviceTlbRequest, PageResponse } from '../reference/index.js';
import type { EmittedDeviceTlbRequest, EmittedInterrupt, EmittedResponse, Result } from './adapters/adapter.js';
import { decodeDifference, placeOf } from './decode.js';
import { formatSource, hex, hexBytes } from './hex.js';
import type { Check, LoweredVector, PermittedOutcome } from './lower/lowered.js';

/** One difference between what was expected and what was found. */
export interface Difference {
  readonly outcome: string;
  /** Index of the vector's step, -1 for what holds at the end. */
  readonly step: number;
  readonly operation?: number;
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly mask?: string;
  readonly fields?: readonly { readonly name: string; readonly expected: string; readonly found: string }[];
}

/** What a subject gave for one vector. */
export interface Observation {
  readonly results: readonly Result[];
  /** Null where the subject cannot observe interrupts. */
  readonly interrupts: readonly EmittedInterrupt[] | null;
  readonly responses: readonly EmittedResponse[];
  readonly deviceTlbRequests?: readonly EmittedDeviceTlbRequest[];
}

/** A state that the model may be in afterwards, the outcome that it belongs to, and the operations whose results are to agree with it. */
export interface ModelEnd {
  readonly outcome: string;
  readonly registers: readonly ArchitectedValue[];
  /** Index of the operation that reads the first register; the others follow in order. */
  readonly firstRead: number;
  /** Memory, where the vector's own words do not settle what it holds: bytes and the operation that dumps them. */
  readonly memory: readonly { readonly address: bigint; readonly bytes: Uint8Array; readonly operation: number }[];
  readonly interrupts: readonly EmittedInterrupt[];
}

export interface Verdict {
  /** Names of the permitted outcomes that fit; none means failure. */
  readonly fits: readonly string[];
  /** For a failure: the differences from the nearest permitted outcome. */
  readonly differences: readonly Difference[];
}

/** Judges by the vector's checks and, where there are `ends` for an outcome, by the model's states afterwards: one of them must agree. */
export function judge(vector: LoweredVector, observed: Observation, ends: readonly ModelEnd[]): Verdict {
  const fits: string[] = [];
  let nearest: Difference[] | undefined;
  for (const outcome of vector.outcomes) {
    const differences = [...differencesFrom(vector, outcome, observed), ...nearestEnd(outcome.name, observed, ends)];
    if (differences.length === 0) fits.push(outcome.name);
    else if (nearest === undefined || differences.length < nearest.length) nearest = differences;
  }
  return { fits, differences: fits.length > 0 ? [] : (nearest ?? []) };
}

function differencesFrom(vector: LoweredVector, outcome: PermittedOutcome, observed: Observation): Difference[] {
  const differences: Difference[] = [];
  let seen = -1;
  let answered = -1;
  let invalidated = -1;
  for (const check of vector.checks) {
    if (check.outcomes !== undefined && !check.outcomes.includes(outcome.name)) continue;
    let difference: Found | undefined;
    if (check.must.kind === 'interrupts') {
      difference = compareMessages(check, observed.interrupts, seen);
      seen = check.operation;
    } else if (check.must.kind === 'responses') {
      difference = compareResponses(check.must.responses, observed.responses, answered, check.operation);
      answered = check.operation;
    } else if (check.must.kind === 'device-tlb-requests') {
      difference = compareDeviceTlbRequests(check.must.requests, observed.deviceTlbRequests ?? [], invalidated, check.operation);
      invalidated = check.operation;
    } else {
      difference = compare(check, observed.results[check.operation] ?? {});
    }
    if (difference !== undefined)
      differences.push({ outcome: outcome.name, step: check.step, operation: check.operation, what: check.label, ...difference });
  }
  return differences;
}

/** The differences from the end of the outcome that is nearest. */
function nearestEnd(outcome: string, observed: Observation, ends: readonly ModelEnd[]): Difference[] {
  let nearest: Difference[] | undefined;
  for (const end of ends) {
    if (end.outcome !== outcome) continue;
    const differences = compareEnd(outcome, end, observed);
    if (nearest === undefined || differences.length < nearest.length) nearest = differences;
  }
  return nearest ?? [];
}

type Found = Pick<Difference, 'expected' | 'found' | 'mask' | 'fields'>;

function compare(check: Check, result: Result): Found | undefined {
  const { must } = check;
  switch (must.kind) {
    case 'value': {
      const found = result.value ?? 0n;
      const isEqual = (found & must.mask) === must.value;
      if (must.differs) {
        const expected = `anything but ${hex(must.value)}`;
        return isEqual ? { expected, found: hex(found & must.mask), mask: hex(must.mask) } : undefined;
      }
      if (isEqual) return undefined;
      return describeValue(
        must.value,
        found,
        must.mask,
        must.register === undefined ? undefined : { register: must.register, lowBit: must.lowBit },
      );
    }
    case 'bytes': {
      if (result.bytes !== undefined && areSame(result.bytes, must.bytes, must.mask)) return undefined;
      return { expected: hexBytes(must.bytes), found: result.bytes === undefined ? 'no data' : hexBytes(result.bytes) };
    }
    case 'completes':
      return result.status === 'success' || result.status === 'unknown'
        ? undefined
        : { expected: 'success', found: result.status ?? 'no status' };
    case 'blocked':
      return isBlocked(result, must.returns, must.status)
        ? undefined
        : {
            expected: must.status === undefined ? 'blocked' : `blocked, with status ${must.status} if any`,
            found: `${result.status ?? 'no status'}${result.bytes === undefined ? '' : ` with data ${hexBytes(result.bytes)}`}`,
          };
    case 'refused':
      return result.status === must.status || (result.status === 'blocked' && must.status !== 'malformed')
        ? undefined
        : { expected: must.status, found: result.status ?? 'no status' };
    case 'attributes':
      return compareAttributes(must, result);
    default:
      return undefined;
  }
}

/** §7.1.1: how a blocked request completes is open; a read that succeeds may return all zeros or all ones, never memory. */
function isBlocked(result: Result, returns: number, status: 'UR' | 'CA' | undefined): boolean {
  const isKnown = result.status === 'UR' || result.status === 'CA';
  if (status !== undefined && isKnown) return result.status === status;
  if (result.status !== 'success' && result.status !== 'unknown') return result.status !== undefined;
  const { bytes } = result;
  if (bytes === undefined) return result.status === 'unknown' || returns === 0;
  return bytes.length === returns && (bytes.every((byte) => byte === 0) || bytes.every((byte) => byte === 0xff));
}

/** Whether two byte strings are the same in the bits that count. */
function areSame(one: Uint8Array, other: Uint8Array, mask: Uint8Array | undefined): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) {
    if ((((one[i] as number) ^ (other[i] as number)) & (mask?.[i] ?? 0xff)) !== 0) return false;
  }
  return true;
}

function compareAttributes(must: Extract<Check['must'], { kind: 'attributes' }>, { attributes }: Result): Found | undefined {
  const show = (snoop: boolean | undefined, memoryType: string | undefined): string =>
    [snoop === undefined ? '' : snoop ? 'snooped' : 'not snooped', memoryType ?? ''].filter((text) => text !== '').join(', ');
  const expected = show(must.snoop, must.memoryType);
  const found = show(
    must.snoop === undefined ? undefined : attributes?.snoop,
    must.memoryType === undefined ? undefined : attributes?.memoryType,
  );
  return found === expected ? undefined : { expected, found: found === '' ? 'no attributes' : found };
}

function showResponses(responses: readonly PageResponse[]): string {
  return (
    responses
      .map(({ sourceId, group, code, pasid }) => {
        const prefix = pasid === undefined ? '' : ` with PASID ${hex(pasid)}`;
        return `code ${String(code)} to ${formatSource(sourceId)} for group ${String(group)}${prefix}`;
      })
      .join(', ') || 'none'
  );
}

function compareResponses(
  must: readonly PageResponse[],
  observed: readonly EmittedResponse[],
  seen: number,
  until: number,
): Found | undefined {
  const expected = showResponses(must);
  const found = showResponses(observed.filter(({ after }) => after > seen && after <= until));
  return found === expected ? undefined : { expected, found };
}

/** Device-TLB invalidation requests in words, in the order in which they left. */
export function showDeviceTlbRequests(requests: readonly DeviceTlbRequest[]): string {
  return (
    requests
      .map(({ sourceId, address, size, pasid, global }) => {
        const flags = [size ? 'S' : '', global ? 'all PASIDs' : pasid === undefined ? '' : `PASID ${hex(pasid)}`].filter(
          (flag) => flag !== '',
        );
        return `${hex(address)} to ${formatSource(sourceId)}${flags.length === 0 ? '' : ` (${flags.join(', ')})`}`;
      })
      .join(', ') || 'none'
  );
}

function compareDeviceTlbRequests(
  must: readonly DeviceTlbRequest[],
  observed: readonly EmittedDeviceTlbRequest[],
  seen: number,
  until: number,
): Found | undefined {
  const expected = showDeviceTlbRequests(must);
  const found = showDeviceTlbRequests(observed.filter(({ after }) => after > seen && after <= until));
  return found === expected ? undefined : { expected, found };
}

function compareMessages(check: Check, interrupts: readonly EmittedInterrupt[] | null, seen: number): Found | undefined {
  if (interrupts === null || check.must.kind !== 'interrupts') return undefined;
  const show = (messages: readonly { address: bigint; data: number }[]): string =>
    messages.map((m) => `${hex(m.data)} to ${hex(m.address)}`).join(', ') || 'none';
  const expected = show(check.must.messages);
  const found = show(interrupts.filter((interrupt) => interrupt.after > seen && interrupt.after <= check.operation));
  return found === expected ? undefined : { expected, found };
}

/** The state afterwards against the model's (registers under their masks, and every message). */
function compareEnd(outcome: string, end: ModelEnd, observed: Observation): Difference[] {
  const differences: Difference[] = [];
  for (const [i, register] of end.registers.entries()) {
    const found = observed.results[end.firstRead + i]?.value ?? 0n;
    if ((found & register.mask) === register.value) continue;
    const described = describeValue(register.value, found, register.mask, placeOf(register));
    differences.push({
      outcome,
      step: -1,
      operation: end.firstRead + i,
      what: `${register.name}${register.unit === undefined ? '' : ` of unit ${String(register.unit)}`} at the end (as the model has it)`,
      ...described,
    });
  }
  for (const { address, bytes, operation } of end.memory) {
    const found = observed.results[operation]?.bytes;
    if (found !== undefined && Buffer.compare(found, bytes) === 0) continue;
    const what = `memory at ${hex(address)} at the end (as the model has it)`;
    differences.push({
      outcome,
      step: -1,
      operation,
      what,
      expected: hexBytes(bytes),
      found: found === undefined ? 'no data' : hexBytes(found),
    });
  }
  if (observed.interrupts !== null) {
    const show = (messages: readonly EmittedInterrupt[]): string =>
      messages.map((m) => `${hex(m.data)} to ${hex(m.address)}`).join(', ') || 'none';
    const [expected, found] = [show(end.interrupts), show(observed.interrupts)];
    if (expected !== found)
      differences.push({ outcome, step: -1, what: 'interrupt messages of the whole vector (as the model has them)', expected, found });
  }
  return differences;
}

function describeValue(expected: bigint, found: bigint, mask: bigint, where: Parameters<typeof decodeDifference>[3]): Found {
  const fields = decodeDifference(expected, found, mask, where);
  return { expected: hex(expected), found: hex(found & mask), mask: hex(mask), ...(fields.length === 0 ? {} : { fields }) };
}
