/** Holds a module to its interface: every value that crosses it is checked, because JavaScript does not. */
import { types } from 'node:util';
import { printable } from '../errors.js';
import { hex } from '../hex.js';
import { DMA_KINDS } from '../../reference/index.js';
import type { DeviceTlbRequest, PageResponse } from '../../reference/index.js';
import type { SubjectInfo } from './adapter.js';
import type { ModuleDescription, ModuleDmaResult, ModuleImplementation, ModuleTranslationResult } from './module-interface.js';

/** A module that does not keep to the interface: names the method, what was expected and what was found. */
export class ContractBreach extends Error {
  override readonly name = 'ContractBreach';

  constructor(method: string, expected: string, found: unknown) {
    super(`${method}: expected ${expected}, found ${described(found)}`);
  }
}

/** What an implementation says of a failure of its own, where it has no exceptions to throw. */
export class ImplementationFailure extends Error {
  override readonly name = 'ImplementationFailure';
}

/** Also true for an array of another realm, as test runners make them. */
const { isUint8Array } = types;

const REQUIRED = ['describe', 'reset', 'readRegister', 'writeRegister', 'readMemory', 'writeMemory', 'dma'] as const;
const OPTIONAL = [
  'configure',
  'setPlatform',
  'renumber',
  'failAccesses',
  'failWrites',
  'onInterrupt',
  'translate',
  'pageRequest',
  'onPageResponse',
  'interrupt',
  'idle',
  'resetUnit',
] as const;
const DMA_ABILITIES = ['pasid', 'translated', 'attributes'] as const;
const STATUSES: readonly unknown[] = ['success', 'blocked', 'UR', 'CA', 'unknown'] satisfies ModuleDmaResult['status'][];

/** The value as an implementation. Throws a ContractBreach for a missing method. */
export function asImplementation(value: unknown): ModuleImplementation {
  if (typeof value !== 'object' || value === null)
    throw new ContractBreach('the implementation', 'an object with the methods of ModuleImplementation', value);
  const methods = value as Record<string, unknown>;
  for (const name of REQUIRED) {
    if (typeof methods[name] !== 'function') throw new ContractBreach(`method ${name}`, 'a function', methods[name]);
  }
  for (const name of OPTIONAL) {
    if (methods[name] !== undefined && typeof methods[name] !== 'function')
      throw new ContractBreach(`method ${name}`, 'a function, or nothing', methods[name]);
  }
  return value as ModuleImplementation;
}

/** The description with what is left out filled in. Throws a ContractBreach. */
export function asSubject(value: unknown, implementation: ModuleImplementation): SubjectInfo {
  const need = (holds: boolean, where: string, expected: string, found: unknown): void => {
    if (!holds) throw new ContractBreach(`describe()${where}`, expected, found);
  };
  need(typeof value === 'object' && value !== null, '', 'an object', value);
  const it = value as ModuleDescription;
  need(typeof it.name === 'string', '.name', 'a string', it.name);
  need(typeof it.version === 'string', '.version', 'a string', it.version);
  need(
    typeof it.capabilities === 'object' && (it.capabilities as unknown) !== null,
    '.capabilities',
    'an object with ver, cap, ecap and haw',
    it.capabilities,
  );
  const { ver, cap, ecap, haw, registers } = it.capabilities;
  need(Number.isInteger(ver) && ver >= 0 && ver < 2 ** 32, '.capabilities.ver', 'a number of 32 bits', ver);
  need(isUnsigned(cap, 64), '.capabilities.cap', 'a bigint of 64 bits', cap);
  need(isUnsigned(ecap, 64), '.capabilities.ecap', 'a bigint of 64 bits', ecap);
  need(Number.isInteger(haw) && haw >= 32 && haw <= 52, '.capabilities.haw', 'a number from 32 to 52', haw);
  const further: unknown = registers ?? {};
  need(
    typeof further === 'object' && Object.values(further as object).every((register) => isUnsigned(register, 64)),
    '.capabilities.registers',
    'an object of bigints of 64 bits',
    further,
  );
  for (const name of ['ram', 'inaccessible'] as const) {
    const ranges: unknown = it[name] ?? [];
    need(Array.isArray(ranges) && ranges.every(isRange), `.${name}`, 'an array of { address, length } in bigints', ranges);
  }
  const requesters: unknown = it.requesters ?? [];
  need(
    Array.isArray(requesters) && requesters.every((id) => Number.isInteger(id) && id >= 0 && id <= 0xffff),
    '.requesters',
    'an array of 16-bit numbers',
    requesters,
  );
  const dma: unknown = it.dma ?? [];
  need(
    Array.isArray(dma) && dma.every((kind) => (DMA_KINDS as readonly unknown[]).includes(kind)),
    '.dma',
    `an array out of ${DMA_KINDS.join(', ')}`,
    dma,
  );
  const abilities: unknown = it.abilities ?? [];
  need(
    Array.isArray(abilities) && abilities.every((ability) => (DMA_ABILITIES as readonly unknown[]).includes(ability)),
    '.abilities',
    `an array out of ${DMA_ABILITIES.join(', ')}`,
    abilities,
  );
  const canBePlatform = implementation.setPlatform !== undefined;
  need(
    canBePlatform ? Number.isInteger(it.units) && Number(it.units) >= 1 : it.units === undefined,
    '.units',
    canBePlatform ? 'a number from 1 on, because there is setPlatform' : 'nothing, because there is no setPlatform',
    it.units,
  );
  const notes: unknown = it.notes ?? [];
  need(Array.isArray(notes) && notes.every((note) => typeof note === 'string'), '.notes', 'an array of strings', notes);
  const links: unknown = it.links ?? {};
  need(
    typeof links === 'object' && Object.values(links as object).every((link) => typeof link === 'string'),
    '.links',
    'an object of strings',
    links,
  );
  return {
    name: printable(it.name),
    version: printable(it.version),
    ...(it.links === undefined ? {} : { links: it.links }),
    capabilities: { ver, cap, ecap, haw, ...(registers === undefined ? {} : { registers }) },
    configurable: implementation.configure !== undefined,
    ram: it.ram ?? [{ address: 0n, length: 1n << BigInt(haw) }],
    inaccessible: it.inaccessible ?? [],
    poison: implementation.failAccesses !== undefined,
    requesters: it.requesters ?? 'any',
    dma: it.dma ?? DMA_KINDS,
    completionStatus: it.completionStatus ?? true,
    observesInterrupts: implementation.onInterrupt !== undefined,
    abilities: [
      ...(it.abilities ?? []),
      ...(implementation.translate === undefined ? [] : (['translation'] as const)),
      ...(implementation.pageRequest === undefined ? [] : (['page-request'] as const)),
      ...(implementation.interrupt === undefined ? [] : (['interrupt'] as const)),
      ...(hasDeviceTlbs(implementation) ? (['device-tlb'] as const) : []),
      ...(implementation.resetUnit === undefined ? [] : (['reset'] as const)),
      ...(implementation.failWrites === undefined ? [] : (['poison-writes'] as const)),
      ...(implementation.renumber === undefined ? [] : (['renumber'] as const)),
    ],
    ...(it.units === undefined ? {} : { units: it.units }),
    notes: (it.notes ?? []).map(printable),
  };
}

/** A register value of `size` bytes. Throws a ContractBreach. */
export function asValue(value: unknown, size: number): bigint {
  if (!isUnsigned(value, 8 * size)) throw new ContractBreach('its result', `a bigint of ${String(8 * size)} bits, unsigned`, value);
  return value;
}

/** Whether a request was accepted, or undefined. Throws a ContractBreach. */
export function asAcceptance(value: unknown): boolean | undefined {
  if (value !== undefined && typeof value !== 'boolean') throw new ContractBreach('its result', 'true, false or undefined', value);
  return value;
}

/** Bytes of memory. Throws a ContractBreach unless there are `length` of them. */
export function asBytes(value: unknown, length: number): Uint8Array {
  if (!isUint8Array(value)) throw new ContractBreach('its result', 'a Uint8Array', value);
  if (value.length !== length) throw new ContractBreach('its result', `${String(length)} bytes`, `${String(value.length)} bytes`);
  return value;
}

/** What a request gave. Throws a ContractBreach. */
export function asDmaResult(value: unknown): ModuleDmaResult {
  if (typeof value !== 'object' || value === null) throw new ContractBreach('its result', 'an object with status', value);
  const { status, data } = value as { status?: unknown; data?: unknown };
  if (!STATUSES.includes(status)) throw new ContractBreach('status of its result', `one of ${STATUSES.join(', ')}`, status);
  if (data !== undefined && !isUint8Array(data)) throw new ContractBreach('data of its result', 'a Uint8Array, or nothing', data);
  return value as ModuleDmaResult;
}

/** What a translation request gave. Throws a ContractBreach. */
export function asTranslationResult(value: unknown): ModuleTranslationResult {
  if (typeof value !== 'object' || value === null) throw new ContractBreach('its result', 'an object with status', value);
  const { status, completion } = value as { status?: unknown; completion?: unknown };
  const known: readonly unknown[] = ['success', 'blocked', 'UR', 'CA', 'malformed'];
  if (!known.includes(status)) throw new ContractBreach('status of its result', `one of ${known.join(', ')}`, status);
  if (status === 'success' && !isUnsigned(completion, 64))
    throw new ContractBreach('completion of its result', 'a bigint of 64 bits', completion);
  return value as ModuleTranslationResult;
}

/** A page group response. Throws a ContractBreach. */
export function asPageResponse(value: unknown): PageResponse {
  const { sourceId, group, code, pasid } = (value ?? {}) as { [key in keyof PageResponse]?: unknown };
  const need = (name: string, found: unknown, bits: number): void => {
    if (typeof found !== 'number' || !Number.isInteger(found) || found < 0 || found >= 2 ** bits)
      throw new ContractBreach(`onPageResponse listener, ${name}`, `a number of ${String(bits)} bits`, found);
  };
  need('sourceId', sourceId, 16);
  need('group', group, 9);
  need('code', code, 4);
  if (pasid !== undefined) need('pasid', pasid, 20);
  return value as PageResponse;
}

/** One of the three without the others could not show what becomes of a device-TLB invalidation. */
function hasDeviceTlbs(implementation: ModuleImplementation): boolean {
  return (['setDeviceTlbAnswers', 'completeInvalidation', 'onDeviceTlbRequest'] as const).every(
    (name) => implementation[name] !== undefined,
  );
}

/** A device-TLB invalidation request. Throws a ContractBreach. */
export function asDeviceTlbRequest(value: unknown): DeviceTlbRequest {
  const { sourceId, address, size, global, pasid } = (value ?? {}) as { [key in keyof DeviceTlbRequest]?: unknown };
  const need = (name: string, holds: boolean, expected: string, found: unknown): void => {
    if (!holds) throw new ContractBreach(`onDeviceTlbRequest listener, ${name}`, expected, found);
  };
  const isNumber = (found: unknown, bits: number): boolean =>
    typeof found === 'number' && Number.isInteger(found) && found >= 0 && found < 2 ** bits;
  need('sourceId', isNumber(sourceId, 16), 'a number of 16 bits', sourceId);
  need('address', isUnsigned(address, 64) && (address & 0xfffn) === 0n, 'a bigint of 64 bits, of which 11:0 are 0', address);
  need('size', typeof size === 'boolean', 'a boolean', size);
  need('global', typeof global === 'boolean', 'a boolean', global);
  need('pasid', pasid === undefined || isNumber(pasid, 20), 'a number of 20 bits, or nothing', pasid);
  return value as DeviceTlbRequest;
}

/** An interrupt message. Throws a ContractBreach. */
export function asMessage(address: unknown, data: unknown): { address: bigint; data: number } {
  if (!isUnsigned(address, 64)) throw new ContractBreach('onInterrupt listener, address', 'a bigint of 64 bits', address);
  if (typeof data !== 'number' || !Number.isInteger(data) || data < 0 || data >= 2 ** 32)
    throw new ContractBreach('onInterrupt listener, data', 'a number of 32 bits', data);
  return { address, data };
}

function isUnsigned(value: unknown, bits: number): value is bigint {
  return typeof value === 'bigint' && value >= 0n && value >> BigInt(bits) === 0n;
}

function isRange(value: unknown): boolean {
  const { address, length } = (value ?? {}) as { address?: unknown; length?: unknown };
  return isUnsigned(address, 64) && isUnsigned(length, 64);
}

/** A value and its type, in few words. */
function described(value: unknown): string {
  switch (typeof value) {
    case 'bigint':
      return `bigint ${value < 0n ? value.toString() : hex(value)}`;
    case 'number':
    case 'boolean':
      return `${typeof value} ${String(value)}`;
    case 'string':
      return printable(value.length > 60 ? `${value.slice(0, 57)}...` : value);
    case 'object':
      return value === null ? 'null' : `an object of ${(value as { constructor?: { name: string } }).constructor?.name ?? 'no class'}`;
    default:
      return typeof value;
  }
}
