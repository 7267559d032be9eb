/**
 * Bit layouts as data.
 *
 * Every table entry and register of the architecture is described by a list of fields with inclusive bit
 * ranges. The same table serves the model (masks of reserved bits), the decoder and the vectors' named
 * fields, so a reader checks one table against the specification's figure and has checked them all.
 */
import { bitRange } from '../words.js';

/** Facts about an implementation that decide whether a bit of a structure is reserved. */
export interface ReservedContext {
  /** Host address width in bits, from the DMAR table (§8.1). */
  readonly haw: number;
  /** Width of a domain-id in bits: 4 + 2·CAP.ND (§11.4.2). */
  readonly domainIdWidth: number;
  /** ECAP.SC: snoop control. */
  readonly snoopControl: boolean;
  /** CAP.SSLPS bit 0: second-stage 2-MiB pages. */
  readonly secondStage2M: boolean;
  /** CAP.SSLPS bit 1: second-stage 1-GiB pages. */
  readonly secondStage1G: boolean;
  /** Whether a capability field is not 0. */
  has(register: 'CAP' | 'ECAP', field: string): boolean;
}

/** One field: bits `high:low`, both ends included. */
export interface Field {
  readonly name: string;
  readonly high: number;
  readonly low: number;
  readonly meaning: string;
  /**
   * How hardware treats the bits: `reserved` must be zero, `ignored` has no effect, `address` holds
   * address bits of which those at and above HAW are reserved, `domain-id` has CAP.ND-many usable bits.
   */
  readonly kind?: 'reserved' | 'ignored' | 'address' | 'domain-id';
  /** Makes the field reserved on some implementations. */
  readonly reservedWhen?: (context: ReservedContext) => boolean;
  /** Names of encoded values. */
  readonly values?: Readonly<Record<number, string>>;
}

/** A structure in memory. */
export interface Layout {
  /** Identifier used by vectors and by `vtd decode`. */
  readonly name: string;
  readonly title: string;
  /** Section of Rev 5.10. */
  readonly section: string;
  /** Requirement that states the format. */
  readonly requirement: string;
  readonly bits: 64 | 128 | 256 | 512;
  readonly fields: readonly Field[];
  /** Addresses that stand in several fields. */
  readonly split?: readonly SplitAddress[];
}

/** An address whose bits from `addressBit` on stand in each of the fields, as many as fit. */
export interface SplitAddress {
  readonly name: string;
  readonly parts: readonly { readonly field: string; readonly addressBit: number }[];
}

/** Reads a field out of the whole value. */
export function extract(value: bigint, field: Pick<Field, 'high' | 'low'>): bigint {
  return (value >> BigInt(field.low)) & ((1n << BigInt(field.high - field.low + 1)) - 1n);
}

/** Puts a field into the whole value; bits of `content` beyond the field's width are an error. */
export function insert(value: bigint, field: Pick<Field, 'name' | 'high' | 'low'>, content: bigint): bigint {
  const width = field.high - field.low + 1;
  if (content < 0n || content >> BigInt(width) !== 0n) {
    throw new RangeError(`0x${content.toString(16)} does not fit the ${String(width)}-bit field ${field.name}`);
  }
  return (value & ~bitRange(field.high, field.low)) | (content << BigInt(field.low));
}

/** The bits of `layout` that must be zero in a present entry on the given implementation. */
export function reservedMask(layout: Layout, context: ReservedContext): bigint {
  let mask = 0n;
  for (const field of layout.fields) {
    if (field.kind === 'reserved' || field.reservedWhen?.(context) === true) {
      mask |= bitRange(field.high, field.low);
    } else if (field.kind === 'address') {
      // An address field holds the bits of the address at their own places in one 64-bit word of the structure.
      const word = field.low - (field.low % 64);
      if (field.high >= word + context.haw) mask |= bitRange(field.high, word + context.haw);
    } else if (field.kind === 'domain-id' && field.low + context.domainIdWidth <= field.high) {
      mask |= bitRange(field.high, field.low + context.domainIdWidth);
    }
  }
  return mask;
}

/** Splits a mask into unsigned 32-bit words, bits 31:0 first. */
export function maskWords(mask: bigint, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => Number((mask >> BigInt(32 * i)) & 0xffffffffn));
}

/** The bits of a field, in place. */
export function bitsOf(field: Pick<Field, 'high' | 'low'>): bigint {
  return bitRange(field.high, field.low);
}
