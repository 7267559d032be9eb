/** Tables given by field name or raw: their entries as bytes, and what software may change in them. */
import { STRUCTURES, insert } from '../../reference/index.js';
import type { Field, Layout } from '../../reference/index.js';
import { parseNumber } from '../hex.js';
import type { Entries, Patches, Table } from '../vectors/source.js';

type EntrySpec = Entries[string];

interface TableState {
  readonly at: bigint;
  readonly layout: Layout;
  readonly entries: Map<number, EntrySpec>;
}

/** Bytes of one entry at its address. */
export interface EntryBytes {
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

const TABLE_BYTES = 4096;

export class Tables {
  private readonly tables = new Map<string, TableState>();

  /** Adds a table, or more entries to one of the same name and place. Throws a RangeError that says what is wrong. */
  add(name: string, table: Table): void {
    const at = parseNumber(table.at);
    if (at % BigInt(TABLE_BYTES) !== 0n) throw new RangeError(`table ${name} must lie on a 4-KiB boundary`);
    const layout = layoutNamed(table.of);
    const entries = new Map<number, EntrySpec>();
    for (const [index, entry] of Object.entries(table.entries ?? {})) entries.set(parseIndex(index, layout), entry);
    this.tables.set(name, { at, layout, entries });
  }

  /** Address of a table. */
  addressOf(name: string): bigint {
    return this.named(name).at;
  }

  /** Every table's place. */
  places(): { readonly name: string; readonly address: bigint; readonly length: number }[] {
    return [...this.tables].map(([name, table]) => ({ name, address: table.at, length: TABLE_BYTES }));
  }

  /** Merges changed entries in; returns their addresses and new contents. */
  change(patches: Patches): EntryBytes[] {
    return Object.entries(patches).map(([key, patch]) => {
      const match = /^([a-z0-9-]+)\[([^\]]+)\]$/.exec(key);
      if (match === null) throw new RangeError(`expected table[index], found ${key}`);
      const table = this.named(match[1] as string);
      const index = parseIndex(match[2] as string, table.layout);
      table.entries.set(index, { ...table.entries.get(index), ...patch });
      return this.encode(table, index);
    });
  }

  /** All entries as bytes. */
  encodeAll(): EntryBytes[] {
    return [...this.tables.values()].flatMap((table) => [...table.entries.keys()].map((index) => this.encode(table, index)));
  }

  private named(name: string): TableState {
    const table = this.tables.get(name);
    if (table === undefined) throw new RangeError(`there is no table ${name}; known are ${[...this.tables.keys()].join(', ') || 'none'}`);
    return table;
  }

  private encode(table: TableState, index: number): EntryBytes {
    const spec = table.entries.get(index) ?? {};
    const { as, raw, set, clear, ...fields } = spec;
    const layout = as === undefined ? table.layout : layoutNamed(as);
    if (layout.bits !== table.layout.bits) throw new RangeError(`${layout.name} is not as wide as ${table.layout.name}`);
    let value = raw === undefined ? 0n : rawValue(raw, layout);
    if (raw !== undefined && Object.keys(fields).length > 0) throw new RangeError('an entry is given raw or by fields, not both');
    for (const [name, content] of Object.entries(fields)) value = this.place(layout, name, content as number | string, value);
    for (const bit of set ?? []) value |= 1n << bitNumber(bit, layout);
    for (const bit of clear ?? []) value &= ~(1n << bitNumber(bit, layout));
    const length = layout.bits / 8;
    return { address: table.at + BigInt(index * length), bytes: littleEndian(value, length) };
  }

  /** Places a field's content; an address field takes an address or the name of a table. */
  private place(layout: Layout, name: string, content: number | string, value: bigint): bigint {
    const field = layout.fields.find((candidate) => candidate.name === name);
    if (field === undefined) {
      const known = layout.fields.map((candidate) => candidate.name).join(', ');
      throw new RangeError(`${layout.name} has no field ${name}; known are ${known}`);
    }
    if (field.kind !== 'address') return insert(value, field, parseNumber(content));
    return insert(value, field, this.addressContent(field, content));
  }

  private addressContent(field: Field, content: number | string): bigint {
    const isNumber = typeof content === 'number' || content.startsWith('0x');
    const address = isNumber ? parseNumber(content) : this.addressOf(content);
    const low = BigInt(field.low % 64);
    if ((address & ((1n << low) - 1n)) !== 0n) {
      throw new RangeError(`address 0x${address.toString(16)} has bits below bit ${String(low)}, where field ${field.name} begins`);
    }
    return address >> low;
  }
}

/** The layout of a structure. Throws a RangeError if there is none of that name. */
export function layoutNamed(name: string): Layout {
  const layout = STRUCTURES.find((candidate) => candidate.name === name);
  if (layout === undefined) throw new RangeError(`there is no structure ${name}; known are ${STRUCTURES.map((s) => s.name).join(', ')}`);
  return layout;
}

function parseIndex(text: string, layout: Layout): number {
  const function_ = /^([01][0-9a-f])\.([0-7])$/.exec(text);
  const index = function_ === null ? Number(text) : (parseInt(function_[1] as string, 16) << 3) | Number(function_[2]);
  const last = TABLE_BYTES / (layout.bits / 8) - 1;
  if (!Number.isInteger(index) || index < 0 || index > last) throw new RangeError(`a table of ${layout.name} has entries 0 to ${String(last)}, found ${text}`);
  return index;
}

function rawValue(words: readonly (number | string)[], layout: Layout): bigint {
  if (words.length !== layout.bits / 64) throw new RangeError(`${layout.name} has ${String(layout.bits / 64)} 64-bit words, found ${String(words.length)}`);
  return words.reduce<bigint>((value, word, i) => value | (parseNumber(word) << BigInt(64 * i)), 0n);
}

function bitNumber(bit: number | string, layout: Layout): bigint {
  const number = parseNumber(bit);
  if (number >= BigInt(layout.bits)) throw new RangeError(`${layout.name} has bits 0 to ${String(layout.bits - 1)}, found ${String(bit)}`);
  return number;
}

/** The low bytes of a value, lowest first. */
export function littleEndian(value: bigint, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}
