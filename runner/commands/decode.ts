/** `vtd decode`: the fields of a register or structure in a value. */
import type { Layout, RegisterDefinition } from '../../reference/index.js';
import { decodeValue, findLayout } from '../decode-value.js';
import { UsageError } from '../errors.js';
import { hex } from '../hex.js';
import { findProfile } from '../profiles.js';
import { printJson, printRows } from './output.js';

export interface DecodeOptions {
  readonly profile: string;
  readonly json?: boolean;
}

/**
 * Decodes a value: `0x` and hexadecimal digits, or several 64-bit words, lowest first, for what is wider.
 * Throws a UsageError for an unknown name or a value that does not fit.
 */
export function decodeCommand(name: string, words: readonly string[], options: DecodeOptions): void {
  const layout = find(name);
  const bits = 'bits' in layout ? layout.bits : 8 * layout.bytes;
  const value = parseWords(words, bits);
  const fields = decodeValue(layout, value, findProfile(options.profile).claims);
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
  const found = findLayout(name);
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
