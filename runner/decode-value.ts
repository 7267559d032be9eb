/** The value of a register or structure, field by field. */
import { REGISTERS, STRUCTURES, bitsOf, extract, reservedMask } from '../reference/index.js';
import type { Capabilities, Field, Layout, RegisterDefinition } from '../reference/index.js';
import { conditionsOf } from './conditions.js';
import { hex } from './hex.js';

export interface DecodedField {
  readonly name: string;
  /** `63:12`, or one number for a single bit. */
  readonly bits: string;
  /** Of an address field the address itself. */
  readonly value: string;
  readonly meaning: string;
  /** Set where the bits have no effect, or must be zero. */
  readonly kind?: 'ignored' | 'reserved';
  /** Set where bits that must be zero are not. */
  readonly reservedBitsSet?: readonly number[];
}

/** A register or structure by name, with or without `_REG` and an index; undefined if there is none. */
export function findLayout(name: string): Layout | RegisterDefinition | undefined {
  const wanted = name
    .replace(/_REG$/i, '')
    .replace(/\[\d+(?:,\d+)?\]$/, '')
    .toLowerCase();
  return [...REGISTERS, ...STRUCTURES].find((candidate) => candidate.name.toLowerCase() === wanted);
}

/** Its fields in a value. Which bits of a structure are reserved depends on the claims. */
export function decodeValue(layout: Layout | RegisterDefinition, value: bigint, claims: Capabilities): DecodedField[] {
  const reserved = reservedBits(layout, claims);
  return layout.fields.map((field) => decodeField(layout, field, value, reserved));
}

/** `63:12`, or one number for a single bit. */
export function bitsText({ high, low }: Pick<Field, 'high' | 'low'>): string {
  return high === low ? String(high) : `${String(high)}:${String(low)}`;
}

/** Bits that must be zero. */
function reservedBits(layout: Layout | RegisterDefinition, claims: Capabilities): bigint {
  if ('bits' in layout) return reservedMask(layout, claims);
  return layout.fields.filter((field) => field.kind === 'reserved').reduce((mask, field) => mask | bitsOf(field), 0n);
}

function decodeField(layout: Layout | RegisterDefinition, field: Field, value: bigint, reserved: bigint): DecodedField {
  const content = extract(value, field);
  const bad = value & reserved & bitsOf(field);
  const numbers = Array.from({ length: field.high - field.low + 1 }, (_, i) => field.low + i).filter(
    (bit) => ((bad >> BigInt(bit)) & 1n) === 1n,
  );
  const meaning = field.values?.[Number(content)] ?? faultMeaning(layout, field, content) ?? field.meaning;
  const shift = field.kind === 'address' || field.name === 'FI' || field.name === 'RTA' ? BigInt(field.low % 64) : 0n;
  return {
    name: field.name,
    bits: bitsText(field),
    value: hex(content << shift),
    meaning,
    ...(field.kind === 'ignored' || field.kind === 'reserved' ? { kind: field.kind } : {}),
    ...(numbers.length === 0 ? {} : { reservedBitsSet: numbers }),
  };
}

/** What a fault reason means. */
function faultMeaning(layout: Layout | RegisterDefinition, field: Field, content: bigint): string | undefined {
  if (layout.name !== 'FRCD' || field.name !== 'FR') return undefined;
  const conditions = conditionsOf(Number(content));
  return conditions.length === 0 ? undefined : conditions.map((condition) => `${condition.condition}: ${condition.meaning}`).join('; ');
}
