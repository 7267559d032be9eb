/**
 * The self-contained form of a vector: bytes to load, registers to write, requests to make, permitted
 * outcomes with the state afterwards. It is what adapters receive (without the expectations) and what can be
 * published to people who have no Node. `schemas/expanded-vector.schema.json`
 */
import { createHash } from 'node:crypto';
import type { Capabilities, PageResponse } from '../reference/index.js';
import type { ExpandedVector } from '../schemas/generated/expanded-vector.js';
import { ModelRunner } from './adapters/reference.js';
import { encodeOperation, encodePlatform } from './adapters/wire.js';
import { encodeClaims } from './claims.js';
import { formatSource, hex, hexBytes } from './hex.js';
import { lowerVector } from './lower/lower.js';
import { ONLY_OUTCOME } from './lower/lowered.js';
import type { Check, LoweredVector, PermittedOutcome } from './lower/lowered.js';
import type { SourceVector } from './vectors/source.js';

/** Expands a vector for an implementation with the given claims. Throws an InputError if it cannot be lowered. */
export function expandVector(source: SourceVector, capabilities: Capabilities): ExpandedVector {
  const lowered = lowerVector(source, capabilities);
  const expanded: Omit<ExpandedVector, 'sha256'> = {
    format: 1,
    id: source.id,
    title: source.title,
    requirements: [...source.requirements],
    requires: source.requires,
    capabilities: encodeClaims(capabilities.raw),
    sources: lowered.sources.map(formatSource),
    ...(lowered.platform === undefined ? {} : { platform: encodePlatform(lowered.platform) }),
    operations: lowered.operations.map(encodeOperation),
    outcomes: lowered.outcomes.map((outcome) => expandOutcome(lowered, outcome, capabilities)),
    checks: lowered.checks.map(expandCheck),
  };
  return { ...expanded, sha256: createHash('sha256').update(canonicalJson(expanded)).digest('hex') };
}

function expandOutcome(lowered: LoweredVector, outcome: PermittedOutcome, capabilities: Capabilities): ExpandedVector['outcomes'][number] {
  const { name, because, choices } = outcome;
  const described = { name, because: name === ONLY_OUTCOME ? 'no other outcome is permitted' : because };
  if (!lowered.source.comparesEnd) return described;
  const dumps = lowered.touched.map(({ address, length }) => ({ op: 'dump' as const, address, length: Number(length) }));
  const run = new ModelRunner(capabilities.raw, lowered.platform).run([...lowered.operations, ...dumps], choices);
  const bytes = run.results.slice(lowered.operations.length).map((result) => hexBytes(result.bytes ?? new Uint8Array()));
  return {
    ...described,
    end: {
      registers: run.state().map(({ name: register, offset, size, mask, value, unit }) => ({
        name: register,
        offset: hex(offset),
        size,
        mask: hex(mask),
        value: hex(value),
        ...(unit === undefined ? {} : { unit }),
      })),
      memory: dumps.map(({ address }, i) => ({ address: hex(address), bytes: bytes[i] ?? '' })),
      interrupts: run.interrupts.map(({ address, data }) => ({ address: hex(address), data: hex(data) })),
      ...(run.responses.length === 0 ? {} : { responses: run.responses.map(encodeResponse) }),
    },
  };
}

function encodeResponse({ sourceId, group, code, pasid }: PageResponse): { target: string; group: number; code: number; pasid?: number } {
  return { target: formatSource(sourceId), group, code, ...(pasid === undefined ? {} : { pasid }) };
}

function expandCheck({ operation, step, outcomes, label, must }: Check): ExpandedVector['checks'][number] {
  const place = {
    operation,
    ...(step < 0 ? {} : { step }),
    ...(outcomes === undefined ? {} : { outcomes: [...outcomes] }),
    label,
    kind: must.kind,
  };
  switch (must.kind) {
    case 'value':
      return { ...place, value: hex(must.value), mask: hex(must.mask), ...(must.differs ? { differs: true } : {}) };
    case 'bytes':
      return { ...place, bytes: hexBytes(must.bytes), ...(must.mask === undefined ? {} : { byteMask: hexBytes(must.mask) }) };
    case 'blocked':
      return must.status === undefined ? place : { ...place, status: must.status };
    case 'refused':
      return { ...place, status: must.status };
    case 'attributes':
      return {
        ...place,
        ...(must.snoop === undefined ? {} : { snoop: must.snoop }),
        ...(must.memoryType === undefined ? {} : { memoryType: must.memoryType }),
      };
    case 'responses':
      return { ...place, responses: must.responses.map(encodeResponse) };
    case 'device-tlb-requests':
      return {
        ...place,
        requests: must.requests.map(({ sourceId, address, size, global, pasid }) => ({
          target: formatSource(sourceId),
          address: hex(address),
          size,
          global,
          ...(pasid === undefined ? {} : { pasid }),
        })),
      };
    case 'interrupts':
      return { ...place, messages: must.messages.map(({ address, data }) => ({ address: hex(address), data: hex(data) })) };
    default:
      return place;
  }
}

/** JSON with sorted keys and no spaces, so that equal values have equal hashes (as RFC 8785 for our strings and integers). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}
