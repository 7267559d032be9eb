/**
 * The protocol of adapter processes as values of the runner and back: schemas/protocol-request.schema.json and
 * schemas/protocol-reply.schema.json. Numbers travel as `0x` and lower-case digits, bytes as two digits each.
 */
import type { Operation as WireOperation, Platform as WirePlatform, ProtocolRequest } from '../../schemas/generated/protocol-request.js';
import type { ProtocolReply, Result as WireResult } from '../../schemas/generated/protocol-reply.js';
import { decodeClaims, encodeClaims } from '../claims.js';
import { printable, shown } from '../errors.js';
import { formatSource, hex, hexBytes, parseBytes, parseSource } from '../hex.js';
import { mistake } from '../json.js';
import type { PasidPrefix } from '../../reference/index.js';
import type {
  AddressRange,
  EmittedDeviceTlbRequest,
  EmittedInterrupt,
  EmittedResponse,
  Job,
  Operation,
  PlatformSetting,
  Result,
  SubjectCapabilities,
  SubjectInfo,
} from './adapter.js';

/** Version of the protocol that this runner speaks. */
export const PROTOCOL = 1;

/** Largest `seq`; 32 bits, so that any language can hold it in an integer. */
export const LARGEST_SEQ = 0xffffffff;

/** A reply that is no valid message. The text names the place in it, what was expected and what was found. */
export class ProtocolMistake extends Error {
  override readonly name = 'ProtocolMistake';

  constructor(place: { pointer: string; expected: string; found: string; hint?: string }) {
    const { pointer, expected, found, hint } = place;
    super(`at ${pointer === '' ? 'its top' : pointer}: expected ${expected}, found ${found}${hint === undefined ? '' : ` (${hint})`}`);
  }
}

/** A reply with its contents as the runner uses them. */
export type Message =
  | { readonly kind: 'subject'; readonly seq: number; readonly info: SubjectInfo }
  | {
      readonly kind: 'results';
      readonly seq: number;
      readonly results: readonly Result[];
      readonly interrupts: readonly EmittedInterrupt[] | null;
      readonly responses: readonly EmittedResponse[];
      readonly deviceTlbRequests: readonly EmittedDeviceTlbRequest[];
    }
  | { readonly kind: 'skipped' | 'errored'; readonly seq: number; readonly text: string }
  | { readonly kind: 'unsupported'; readonly seq: number; readonly text: string | undefined }
  | { readonly kind: 'done'; readonly seq: number };

/** One request as the line that carries it, without its end. */
export function encodeRequest(request: ProtocolRequest): string {
  return JSON.stringify(request);
}

/** The line of a `run`. */
export function encodeRun(seq: number, { id, operations, platform }: Pick<Job, 'id' | 'operations' | 'platform'>): string {
  return encodeRequest({
    cmd: 'run',
    seq,
    id,
    ...(platform === undefined ? {} : { platform: encodePlatform(platform) }),
    operations: operations.map(encodeOperation),
  });
}

export function encodePlatform({ dmar, units, topology }: PlatformSetting): WirePlatform {
  return {
    dmar: hexBytes(dmar),
    units: units.map(encodeClaims),
    bridges: (topology.bridges ?? []).map(({ segment = 0, sourceId, secondaryBusNumber, subordinateBusNumber }) => ({
      segment,
      bridge: formatSource(sourceId),
      secondary: secondaryBusNumber,
      subordinate: subordinateBusNumber,
    })),
    followers: (topology.followers ?? []).map(({ segment = 0, sourceId, of }) => ({
      segment,
      function: formatSource(sourceId),
      of: formatSource(of),
    })),
  };
}

/** The line of a `configure`. */
export function encodeConfigure(seq: number, capabilities: SubjectCapabilities): string {
  return encodeRequest({ cmd: 'configure', seq, capabilities: encodeClaims(capabilities) });
}

export function encodeOperation(operation: Operation): WireOperation {
  switch (operation.op) {
    case 'load':
      return { op: 'load', address: hex(operation.address), bytes: hexBytes(operation.bytes) };
    case 'dump':
      return { op: 'dump', address: hex(operation.address), length: operation.length };
    case 'poison': {
      const { address, length, access } = operation;
      return { op: 'poison', address: hex(address), length, ...(access === undefined ? {} : { access }) };
    }
    case 'read':
      return { op: 'read', offset: hex(operation.offset), size: operation.size, ...unitOf(operation) };
    case 'write':
      return { op: 'write', offset: hex(operation.offset), size: operation.size, value: hex(operation.value), ...unitOf(operation) };
    case 'poll':
      return {
        op: 'poll',
        offset: hex(operation.offset),
        size: operation.size,
        mask: hex(operation.mask),
        value: hex(operation.value),
        ...unitOf(operation),
      };
    case 'dma': {
      const { request, source, address, length, bytes, addressType, pasid, noSnoop } = operation;
      return {
        op: 'dma',
        request,
        source: formatSource(source),
        address: hex(address),
        length,
        ...(bytes === undefined ? {} : { bytes: hexBytes(bytes) }),
        addressType,
        ...(pasid === undefined ? {} : { pasid: encodePasid(pasid) }),
        ...(noSnoop === undefined ? {} : { noSnoop }),
        ...segmentOf(operation),
      };
    }
    case 'translate': {
      const { source, address, pasid, noWrite, dwords } = operation;
      return {
        op: 'translate',
        source: formatSource(source),
        address: hex(address),
        ...(pasid === undefined ? {} : { pasid: encodePasid(pasid) }),
        ...(noWrite === undefined ? {} : { noWrite }),
        dwords,
        ...segmentOf(operation),
      };
    }
    case 'page-request': {
      const { source, address, pasid, read, write, last, group } = operation;
      return {
        op: 'page-request',
        source: formatSource(source),
        address: hex(address),
        ...(pasid === undefined ? {} : { pasid: encodePasid(pasid) }),
        read,
        write,
        last,
        group,
        ...segmentOf(operation),
      };
    }
    case 'interrupt': {
      const { source, address, data } = operation;
      return { op: 'interrupt', source: formatSource(source), address: hex(address), data: hex(data), ...segmentOf(operation) };
    }
    case 'device-tlb': {
      const { source, answers } = operation;
      return { op: 'device-tlb', source: formatSource(source), answers, ...segmentOf(operation) };
    }
    case 'invalidation-completion': {
      const { source, tags, count } = operation;
      return { op: 'invalidation-completion', source: formatSource(source), tags: hex(tags), count, ...segmentOf(operation) };
    }
    case 'renumber': {
      const { bridge, secondary, subordinate } = operation;
      return { op: 'renumber', bridge: formatSource(bridge), secondary, subordinate, ...segmentOf(operation) };
    }
    case 'reset':
      return { op: 'reset', ...unitOf(operation) };
  }
}

function unitOf({ unit }: { readonly unit?: number }): { unit?: number } {
  return unit === undefined ? {} : { unit };
}

function segmentOf({ segment }: { readonly segment?: number }): { segment?: number } {
  return segment === undefined ? {} : { segment };
}

function encodePasid({ value, privileged, execute }: PasidPrefix): NonNullable<Extract<WireOperation, { op: 'dma' }>['pasid']> {
  return { value, ...(privileged === true ? { privileged } : {}), ...(execute === true ? { execute } : {}) };
}

/** A reply from its parsed JSON. Throws a ProtocolMistake if it is none. */
export function decodeReply(document: unknown): Message {
  const complaint = mistake('protocol-reply', document);
  if (complaint !== undefined) throw new ProtocolMistake(complaint);
  const reply = document as ProtocolReply;
  switch (reply.reply) {
    case 'subject':
      return { kind: 'subject', seq: reply.seq, info: decodeSubject(reply) };
    case 'results':
      return {
        kind: 'results',
        seq: reply.seq,
        results: reply.results.map(decodeResult),
        interrupts: reply.interrupts?.map(({ address, data, after }) => ({ address: BigInt(address), data: Number(data), after })) ?? null,
        responses: (reply.responses ?? []).map(({ target, group, code, pasid, after }) => ({
          sourceId: parseSource(target),
          group,
          code,
          after,
          ...(pasid === undefined ? {} : { pasid }),
        })),
        deviceTlbRequests: (reply.deviceTlbRequests ?? []).map(({ target, address, size, global, pasid, after }) => ({
          sourceId: parseSource(target),
          address: BigInt(address),
          size,
          global,
          after,
          ...(pasid === undefined ? {} : { pasid }),
        })),
      };
    case 'skipped':
      return { kind: 'skipped', seq: reply.seq, text: reply.reason };
    case 'errored':
      return { kind: 'errored', seq: reply.seq, text: reply.message };
    case 'unsupported':
      return { kind: 'unsupported', seq: reply.seq, text: reply.reason };
    case 'done':
      return { kind: 'done', seq: reply.seq };
  }
}

/** The `seq` of a document that need not be a valid reply, undefined if it has none. */
function seqOf(document: unknown): number | undefined {
  const seq = typeof document === 'object' && document !== null ? (document as { seq?: unknown }).seq : undefined;
  return typeof seq === 'number' ? seq : undefined;
}

/**
 * Checks that results answer the operations: one for each, by position, with what the kind of operation gives.
 * Without this a missing value would be judged as if it were 0. Returns the text of the first mistake.
 */
export function resultsMistake(
  operations: readonly Operation[],
  results: readonly Result[],
  interrupts: readonly EmittedInterrupt[] | null,
): string | undefined {
  if (results.length !== operations.length) {
    return new ProtocolMistake({
      pointer: '/results',
      expected: `${String(operations.length)} results, one for each operation`,
      found: String(results.length),
    }).message;
  }
  for (const [i, operation] of operations.entries()) {
    const complaint = resultMistake(operation, results[i] as Result);
    if (complaint !== undefined) return new ProtocolMistake({ ...complaint, pointer: `/results/${String(i)}${complaint.pointer}` }).message;
  }
  const late = interrupts?.findIndex(({ after }) => after >= operations.length) ?? -1;
  if (late < 0) return undefined;
  return new ProtocolMistake({
    pointer: `/interrupts/${String(late)}/after`,
    expected: `the index of one of the ${String(operations.length)} operations`,
    found: String(interrupts?.[late]?.after),
  }).message;
}

function resultMistake(operation: Operation, result: Result): { pointer: string; expected: string; found: string } | undefined {
  const found = (): string => `only ${Object.keys(result).join(', ') || 'an empty object'}`;
  switch (operation.op) {
    case 'read':
    case 'poll':
      if (result.value === undefined) return { pointer: '', expected: `property "value" for ${operation.op}`, found: found() };
      if (result.value <= (operation.size === 4 ? 0xffffffffn : 0xffffffffffffffffn)) return undefined;
      return { pointer: '/value', expected: `a value of at most ${String(8 * operation.size)} bits`, found: hex(result.value) };
    case 'dump':
      if (result.bytes === undefined) return { pointer: '', expected: 'property "bytes" for dump', found: found() };
      if (result.bytes.length === operation.length) return undefined;
      return { pointer: '/bytes', expected: `${String(operation.length)} bytes`, found: `${String(result.bytes.length)} bytes` };
    case 'dma':
      return result.status === undefined ? { pointer: '', expected: 'property "status" for dma', found: found() } : undefined;
    case 'translate':
      if (result.status === undefined) return { pointer: '', expected: 'property "status" for translate', found: found() };
      if (result.status !== 'success' || result.value !== undefined) return undefined;
      return { pointer: '', expected: 'property "value" for a translation that succeeded', found: found() };
    default:
      return undefined;
  }
}

/** A vector has dozens of results: they are built without spreading, which would cost as much as parsing them. */
function decodeResult({ bytes, value, status, attributes }: WireResult): Result {
  const result: { -readonly [Key in keyof Result]: Result[Key] } = {};
  if (bytes !== undefined) result.bytes = parseBytes(bytes);
  if (value !== undefined) result.value = BigInt(value);
  if (status !== undefined) result.status = status;
  if (attributes !== undefined) result.attributes = attributes;
  return result;
}

function decodeSubject(reply: Extract<ProtocolReply, { reply: 'subject' }>): SubjectInfo {
  const ranges = (from: readonly { address: string; length: string }[]): AddressRange[] =>
    from.map(({ address, length }) => ({ address: BigInt(address), length: BigInt(length) }));
  return {
    // Names and notes go to a terminal.
    name: printable(reply.name),
    version: printable(reply.version),
    ...(reply.links === undefined ? {} : { links: reply.links }),
    capabilities: decodeClaims(reply.capabilities),
    configurable: reply.configurable,
    ram: ranges(reply.ram),
    inaccessible: ranges(reply.inaccessible),
    poison: reply.poison,
    requesters: reply.requesters === 'any' ? 'any' : reply.requesters.map(parseSource),
    dma: reply.dma,
    completionStatus: reply.completionStatus,
    observesInterrupts: reply.observesInterrupts,
    abilities: reply.abilities ?? [],
    ...(reply.units === undefined ? {} : { units: reply.units }),
    notes: reply.notes.map(printable),
  };
}

/**
 * One line from an adapter process: the message, or the mistake in it, with its `seq` where it has one that tells
 * whom it answers. Throws a ProtocolMistake that shows the line if it is not JSON.
 */
export function decodeLine(line: string): { seq: number | undefined; message: Message | ProtocolMistake } {
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch {
    throw new ProtocolMistake({
      pointer: '',
      expected: 'a reply as one line of JSON',
      found: shown(line),
      hint: 'logs belong on standard error',
    });
  }
  try {
    return { seq: seqOf(document), message: decodeReply(document) };
  } catch (error) {
    if (!(error instanceof ProtocolMistake)) throw error;
    return { seq: seqOf(document), message: error };
  }
}
