/** The options of `vtd explain --memory`: files, registers and a request, out of the words of the command line. */
import type { AddressType, DmaKind, PasidPrefix } from '../../reference/index.js';
import type { SubjectCapabilities } from '../adapters/adapter.js';
import { UsageError } from '../errors.js';
import type { DumpFile } from '../explain/dump-memory.js';
import type { ImageOptions } from '../explain/image.js';
import { parseSource } from '../hex.js';
import { findProfile } from '../profiles.js';

/** As commander gives them. */
export interface ImageFlags {
  readonly memory: readonly string[];
  readonly rtaddr?: string;
  readonly irta?: string;
  readonly gsts?: string;
  readonly source?: string;
  readonly address?: string;
  readonly interrupt?: string;
  readonly read?: boolean;
  readonly write?: boolean;
  readonly zeroLengthRead?: boolean;
  readonly fetchAdd?: boolean;
  readonly pasid?: string;
  readonly privileged?: boolean;
  readonly execute?: boolean;
  readonly nw?: boolean;
  readonly at?: string;
  readonly cap?: string;
  readonly ecap?: string;
  readonly ver?: string;
  readonly haw?: string;
  readonly profile?: string;
}

/** Where no width is given no address bit counts as reserved. */
const WIDEST = 52;
/** VER_REG of the first version. */
const FIRST_VERSION = 0x10;

/** What to explain. Throws a UsageError that names the option for anything missing, contradictory or unreadable. */
export function imageOptionsOf(flags: ImageFlags): ImageOptions {
  const files = flags.memory.map(parseFile);
  const gsts = optional(flags.gsts, '--gsts', 32);
  const rtaddr = optional(flags.rtaddr, '--rtaddr');
  const irta = optional(flags.irta, '--irta');
  const request = requestOf(flags);
  if (gsts === undefined && request.op === 'interrupt' && irta === undefined)
    throw new UsageError('an interrupt request needs --irta, the value of IRTA_REG; or --gsts, if interrupt remapping is off');
  if (gsts === undefined && request.op !== 'interrupt' && rtaddr === undefined)
    throw new UsageError('a DMA request needs --rtaddr, the value of RTADDR_REG; or --gsts, if DMA remapping is off');
  return {
    files,
    claims: claimsOf(flags),
    request,
    ...(rtaddr === undefined ? {} : { rtaddr }),
    ...(irta === undefined ? {} : { irta }),
    ...(gsts === undefined ? {} : { gsts }),
  };
}

/** `FILE` or `FILE@OFFSET`. */
function parseFile(text: string): DumpFile {
  const match = /^(.+)@([^@/]+)$/.exec(text);
  if (match === null) return { path: text, address: 0n };
  return { path: match[1] as string, address: hexadecimal(match[2] as string, `--memory ${text}`) };
}

function claimsOf({ cap, ecap, ver, haw, profile }: ImageFlags): SubjectCapabilities {
  if (profile !== undefined) {
    if (cap !== undefined || ecap !== undefined) throw new UsageError('claims come from --profile, or from --cap and --ecap: found both');
    return findProfile(profile).capabilities;
  }
  if (cap === undefined || ecap === undefined)
    throw new UsageError(
      'which checks apply depends on the unit: give --cap and --ecap (Linux shows both in /sys/class/iommu/dmar*/intel-iommu), or --profile',
    );
  const width = haw === undefined ? WIDEST : Number(haw);
  if (!Number.isInteger(width)) throw new UsageError(`--haw: expected a number of bits from 32 to 52, found ${haw ?? ''}`);
  return {
    ver: ver === undefined ? FIRST_VERSION : versionOf(ver),
    cap: hexadecimal(cap, '--cap'),
    ecap: hexadecimal(ecap, '--ecap'),
    haw: width,
  };
}

/** `5:0`, as Linux shows it, or the register's value. */
function versionOf(text: string): number {
  const match = /^(\d+):(\d+)$/.exec(text);
  const [major, minor] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && major < 16 && minor < 16) return (major << 4) | minor;
  return Number(hexadecimal(text, '--ver', 8));
}

function requestOf(flags: ImageFlags): ImageOptions['request'] {
  const { interrupt, address, at = 'untranslated', nw } = flags;
  if (flags.source === undefined) throw new UsageError('say which device sends the request: --source bb:dd.f');
  const source = sourceOf(flags.source);
  if (interrupt !== undefined) return interruptOf(interrupt, source, flags);
  if (address === undefined) throw new UsageError('say where the request goes: --address, or --interrupt ADDRESS:DATA');
  const target = hexadecimal(address, '--address');
  const pasid = pasidOf(flags);
  const kind = kindOf(flags);
  const prefix = pasid === undefined ? {} : { pasid };
  if (at === 'translation-request') {
    if (kind !== 'read') throw new UsageError(`a translation request is a read: found --${kind}`);
    return { op: 'translate', source, address: target, dwords: 2, ...prefix, ...(nw === true ? { noWrite: true } : {}) };
  }
  if (nw === true) throw new UsageError('--nw is a flag of translation requests: add --at translation-request');
  if (at !== 'untranslated' && at !== 'translated')
    throw new UsageError(`--at: expected untranslated, translated or translation-request, found ${at}`);
  const addressType: AddressType = at;
  const length = kind === 'fetch-add' ? 8 : target % 4n === 0n || kind === 'zero-length-read' ? 4 : 1;
  const bytes = kind === 'write' || kind === 'fetch-add' ? { bytes: new Uint8Array(length) } : {};
  return { op: 'dma', request: kind, source, address: target, length, addressType, ...bytes, ...prefix };
}

function interruptOf(text: string, source: number, { address, pasid, at }: ImageFlags): ImageOptions['request'] {
  if (address !== undefined || pasid !== undefined || at !== undefined)
    throw new UsageError('--interrupt has its own address, and neither PASID nor address type');
  const match = /^([^:]+):([^:]+)$/.exec(text);
  if (match === null) throw new UsageError(`--interrupt: expected ADDRESS:DATA, for example 0xfee00018:0x0, found ${text}`);
  const target = hexadecimal(match[1] as string, '--interrupt', 32);
  return { op: 'interrupt', source, address: target, data: Number(hexadecimal(match[2] as string, '--interrupt', 32)) };
}

function kindOf({ read, write, zeroLengthRead, fetchAdd }: ImageFlags): DmaKind {
  const given: DmaKind[] = [
    ...(read === true ? (['read'] as const) : []),
    ...(write === true ? (['write'] as const) : []),
    ...(zeroLengthRead === true ? (['zero-length-read'] as const) : []),
    ...(fetchAdd === true ? (['fetch-add'] as const) : []),
  ];
  if (given.length > 1) throw new UsageError(`a request is of one kind: found ${given.map((kind) => `--${kind}`).join(' and ')}`);
  return given[0] ?? 'read';
}

function pasidOf({ pasid, privileged, execute }: ImageFlags): PasidPrefix | undefined {
  if (pasid === undefined) {
    if (privileged === true || execute === true) throw new UsageError('--privileged and --execute go with --pasid');
    return undefined;
  }
  const value = /^(0x[0-9a-f]+|[0-9]+)$/i.test(pasid) ? Number(pasid) : NaN;
  if (!(value < 2 ** 20)) throw new UsageError(`--pasid: expected a number below 2^20, in hexadecimal with 0x, found ${pasid}`);
  return { value, ...(privileged === true ? { privileged } : {}), ...(execute === true ? { execute } : {}) };
}

/** `bb:dd.f`; a segment in front of it says nothing about the tables of one unit. */
function sourceOf(text: string): number {
  try {
    return parseSource(text.toLowerCase().replace(/^[0-9a-f]{4}:(?=[0-9a-f]{2}:)/, ''));
  } catch (error) {
    throw new UsageError(`--source: ${(error as Error).message}, found ${text}`);
  }
}

function optional(text: string | undefined, option: string, bits?: number): bigint | undefined {
  return text === undefined ? undefined : hexadecimal(text, option, bits);
}

/** Hexadecimal digits, with or without `0x`, as kernels print registers and addresses. */
function hexadecimal(text: string, option: string, bits = 64): bigint {
  if (!/^(0x)?[0-9a-f]+$/i.test(text)) throw new UsageError(`${option}: expected hexadecimal digits, found ${text}`);
  const value = BigInt(`0x${text.replace(/^0x/i, '')}`);
  if (value >> BigInt(bits) !== 0n) throw new UsageError(`${option}: expected a value of at most ${String(bits)} bits, found ${text}`);
  return value;
}
