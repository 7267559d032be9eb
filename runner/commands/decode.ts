/** `vtd decode`: the fields of a register or structure in a value. */
import { CONDITIONS, REGISTERS, STRUCTURES, bitsOf, extract, reservedMask } from '../../reference/index.js';
import type { Field, Layout, RegisterDefinition } from '../../reference/index.js';
import { UsageError } from '../errors.js';
import { hex } from '../hex.js';
import { findProfile } from '../profiles.js';
import { printJson, printRows } from './output.js';
import { bitsText } from './spec.js';

export interface DecodeOptions {
  readonly profile: string;
  readonly json?: boolean;
}

interface DecodedField {
  readonly name: string;
  readonly bits: string;
  readonly value: string;
  readonly meaning: string;
  /** Set where bits that must be zero are not. */
  readonly reservedBitsSet?: readonly number[];
}

/**
 * Decodes a value: `0x` and hexadecimal digits, or several 64-bit words, lowest first, for what is wider.
 * Throws a UsageError for an unknown name or a value that does not fit.
 */
export function decodeCommand(name: string, words: readonly string[], options: DecodeOptions): void {
  const layout = find(name);
  const bits = 'bits' in layout ? layout.bits : 8 * layout.bytes;
  const value = parseWords(words, bits);
  const reserved = reservedBits(layout, options.profile);
  const fields = layout.fields.map((field) => decodeField(layout, field, value, reserved));
  const bad = fields.flatMap((field) => field.reservedBitsSet ?? []);
  if (options.json === true) {
    printJson({ name: layout.name, title: layout.title, section: layout.section, bits, value: hex(value), fields, reservedBitsSet: bad });
    return;
  }
  process.stdout.write(`${layout.title} (§${layout.section})\n`);
  printRows(
    fields.map((field) => [
      `  ${field.bits}`,
      field.name,
      field.value,
      `${field.meaning}${field.reservedBitsSet === undefined ? '' : `  <- reserved, must be 0`}`,
    ]),
  );
  if (bad.length > 0) process.stdout.write(`reserved bits set: ${bad.join(', ')}\n`);
}

function find(name: string): Layout | RegisterDefinition {
  const wanted = name
    .replace(/_REG$/i, '')
    .replace(/\[\d+(?:,\d+)?\]$/, '')
    .toLowerCase();
  const known: readonly (Layout | RegisterDefinition)[] = [...REGISTERS, ...STRUCTURES];
  const found = known.find((candidate) => candidate.name.toLowerCase() === wanted);
  if (found === undefined)
    throw new UsageError(`there is no register or structure ${name}; vtd spec registers and vtd spec structures list them`);
  return found;
}

function parseWords(words: readonly string[], bits: number): bigint {
  const bad = words.find((word) => !/^(0x)?[0-9a-fA-F_]+$/.test(word));
  if (bad !== undefined) throw new UsageError(`expected hexadecimal digits, found ${bad}`);
  const values = words.map((word) => BigInt(`0x${word.replace(/^0x/, '').replaceAll('_', '')}`));
  if (values.length > 1 && values.some((word) => word >> 64n !== 0n)) throw new UsageError('of several words each has at most 64 bits');
  const value = values.reduce((sum, word, i) => sum | (word << BigInt(64 * i)), 0n);
  if (value >> BigInt(bits) !== 0n) throw new UsageError(`expected a value of at most ${String(bits)} bits, found ${hex(value)}`);
  return value;
}

/** Bits that must be zero: for a structure they depend on the implementation, which a profile stands for. */
function reservedBits(layout: Layout | RegisterDefinition, profile: string): bigint {
  if ('bits' in layout) return reservedMask(layout, findProfile(profile).claims);
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
    ...(numbers.length === 0 ? {} : { reservedBitsSet: numbers }),
  };
}

/** What a fault reason means. */
function faultMeaning(layout: Layout | RegisterDefinition, field: Field, content: bigint): string | undefined {
  if (layout.name !== 'FRCD' || field.name !== 'FR') return undefined;
  const conditions = CONDITIONS.filter((condition) => condition.code === Number(content));
  return conditions.length === 0 ? undefined : conditions.map((condition) => `${condition.condition}: ${condition.meaning}`).join('; ');
}
