/** Tables given by field name or raw: their entries as bytes, and what software may change in them. */
import { STRUCTURES } from '../../reference/index.js';
import type { Field, Layout, SplitAddress } from '../../reference/index.js';
import { hex, parseNumber } from '../hex.js';
import { EntryBits } from './entry-bits.js';
import type { Entries, Given, Patches, Table } from '../vectors/source.js';

type EntrySpec = Entries[string];

interface TableState {
  readonly at: bigint;
  readonly layout: Layout;
  readonly entries: ReadonlyMap<number, EntrySpec>;
}

/** The tables of one `given`, and what their entries encode to. */
interface TableSet {
  readonly tables: ReadonlyMap<string, TableState>;
  readonly encoded: Map<EntrySpec, EntryBytes>;
}

/** Most vectors of a file share its tables and change one entry of many, so the sets are kept. */
const sharedSets = new WeakMap<Given, TableSet>();

/** Bytes of one entry at its address. */
export interface EntryBytes {
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

const TABLE_BYTES = 4096;

export class Tables {
  private readonly tables: Map<string, TableState>;
  /** Encodings of entries no vector changed; an address field may name any table, so they hold for the set as a whole. */
  private readonly encoded: Map<EntrySpec, EntryBytes>;

  /**
   * The tables of a file and those of a vector, of which one replaces the file's of the same name.
   * Throws a RangeError that says what is wrong with them.
   */
  constructor(shared: Given | undefined, own: Given | undefined) {
    const set = own?.tables === undefined && shared !== undefined ? sharedSet(shared) : readTables({ ...shared?.tables, ...own?.tables });
    this.tables = new Map(set.tables);
    this.encoded = set.encoded;
  }

  /** Address of a table. */
  addressOf(name: string): bigint {
    return this.named(name).at;
  }

  /** Every table's place. */
  places(): { readonly what: string; readonly start: bigint; readonly end: bigint }[] {
    return [...this.tables].map(([name, { at }]) => ({ what: `table ${name}`, start: at, end: at + BigInt(TABLE_BYTES) }));
  }

  /** Where an entry lies, named as in `table[index]`, and what it is. */
  locate(key: string): { readonly address: bigint; readonly layout: Layout } {
    const { table, index } = this.entryNamed(key);
    return { address: table.at + BigInt(index * (table.layout.bits / 8)), layout: table.layout };
  }

  /** What changed entries would hold, without changing them. */
  preview(patches: Patches): EntryBytes[] {
    const before = new Map(this.tables);
    const entries = this.change(patches);
    for (const [name, table] of before) this.tables.set(name, table);
    return entries;
  }

  /** One entry outside any table, by field name or raw. */
  encodeAlone(spec: EntrySpec): Uint8Array {
    const layout = layoutNamed(spec.as ?? '');
    return this.encodeEntry(layout, spec);
  }

  /** Merges changed entries in; returns their addresses and new contents. */
  change(patches: Patches): EntryBytes[] {
    return Object.entries(patches).map(([key, patch]) => {
      const { name, table, index } = this.entryNamed(key);
      const spec = { ...table.entries.get(index), ...patch };
      this.tables.set(name, { ...table, entries: new Map(table.entries).set(index, spec) });
      return this.encode(table, index, spec);
    });
  }

  /** All entries as bytes. */
  encodeAll(): EntryBytes[] {
    const entries: EntryBytes[] = [];
    for (const table of this.tables.values()) {
      for (const [index, spec] of table.entries) entries.push(this.encode(table, index, spec));
    }
    return entries;
  }

  private entryNamed(key: string): { readonly name: string; readonly table: TableState; readonly index: number } {
    const match = /^([a-z0-9-]+)\[([^\]]+)\]$/.exec(key);
    if (match === null) throw new RangeError(`expected table[index], found ${key}`);
    const name = match[1] as string;
    const table = this.named(name);
    return { name, table, index: parseIndex(match[2] as string, table.layout) };
  }

  private named(name: string): TableState {
    const table = this.tables.get(name);
    if (table === undefined) throw new RangeError(`there is no table ${name}; known are ${[...this.tables.keys()].join(', ') || 'none'}`);
    return table;
  }

  private encode(table: TableState, index: number, spec: EntrySpec): EntryBytes {
    let entry = this.encoded.get(spec);
    if (entry === undefined) {
      const address = table.at + BigInt(index * (table.layout.bits / 8));
      entry = { address, bytes: this.encodeEntry(table.layout, spec) };
      this.encoded.set(spec, entry);
    }
    return entry;
  }

  /** An entry of a table of one layout, as that or as another layout of the same width. */
  private encodeEntry(of: Layout, spec: EntrySpec): Uint8Array {
    const { as, raw, set, clear, ...fields } = spec;
    const layout = as === undefined ? of : layoutNamed(as);
    if (layout.bits !== of.bits) throw new RangeError(`${layout.name} is not as wide as ${of.name}`);
    const entry = new EntryBits(layout.bits);
    if (raw !== undefined) placeRaw(entry, raw, layout);
    for (const name in fields) {
      if (raw !== undefined) throw new RangeError('an entry is given raw or by fields, not both');
      this.place(entry, layout, name, fields[name] as number | string);
    }
    for (const bit of set ?? []) entry.setBit(bitNumber(bit, layout), 1);
    for (const bit of clear ?? []) entry.setBit(bitNumber(bit, layout), 0);
    return entry.bytes;
  }

  /** Places a field's content; an address field takes an address or the name of a table. */
  private place(entry: EntryBits, layout: Layout, name: string, content: number | string): void {
    const split = layout.split?.find((candidate) => candidate.name === name);
    if (split !== undefined) {
      this.placeSplit(entry, layout, split, content);
      return;
    }
    const field = fieldNamed(name, layout);
    entry.insert(field, field.kind === 'address' ? this.addressContent(field, content) : parseNumber(content));
  }

  /** An address whose bits stand in several fields; it may name a table. */
  private placeSplit(entry: EntryBits, layout: Layout, { name, parts }: SplitAddress, content: number | string): void {
    const address = this.addressGiven(content);
    let left = address;
    for (const { field: fieldName, addressBit } of parts) {
      const field = fieldNamed(fieldName, layout);
      const bits = ((1n << BigInt(field.high - field.low + 1)) - 1n) << BigInt(addressBit);
      entry.insert(field, (address & bits) >> BigInt(addressBit));
      left &= ~bits;
    }
    if (left !== 0n) throw new RangeError(`address ${hex(address)} has bits that ${name} of ${layout.name} cannot hold`);
  }

  private addressGiven(content: number | string): bigint {
    const isNumber = typeof content === 'number' || content.startsWith('0x');
    return isNumber ? parseNumber(content) : this.addressOf(content);
  }

  private addressContent(field: Field, content: number | string): bigint {
    const address = this.addressGiven(content);
    const low = BigInt(field.low % 64);
    if ((address & ((1n << low) - 1n)) !== 0n) {
      throw new RangeError(`address 0x${address.toString(16)} has bits below bit ${String(low)}, where field ${field.name} begins`);
    }
    return address >> low;
  }
}

function sharedSet(given: Given): TableSet {
  let set = sharedSets.get(given);
  if (set === undefined) {
    set = readTables(given.tables ?? {});
    sharedSets.set(given, set);
  }
  return set;
}

function readTables(tables: Readonly<Record<string, Table>>): TableSet {
  const states = Object.entries(tables).map(([name, table]): [string, TableState] => {
    const at = parseNumber(table.at);
    if (at % BigInt(TABLE_BYTES) !== 0n) throw new RangeError(`table ${name} must lie on a 4-KiB boundary`);
    const layout = layoutNamed(table.of);
    const entries = Object.entries(table.entries ?? {}).map(([index, entry]): [number, EntrySpec] => [parseIndex(index, layout), entry]);
    return [name, { at, layout, entries: new Map(entries) }];
  });
  checkApart(states);
  return { tables: new Map(states), encoded: new Map() };
}

function checkApart(tables: readonly (readonly [name: string, table: TableState])[]): void {
  const byPlace = new Map<bigint, string>();
  for (const [name, { at }] of tables) {
    const other = byPlace.get(at);
    if (other !== undefined) throw new RangeError(`table ${name} overlaps table ${other} at ${hex(at)}`);
    byPlace.set(at, name);
  }
}

const LAYOUTS: ReadonlyMap<string, Layout> = new Map(STRUCTURES.map((layout) => [layout.name, layout]));
const FIELDS: ReadonlyMap<Layout, ReadonlyMap<string, Field>> = new Map(
  STRUCTURES.map((layout) => [layout, new Map(layout.fields.map((field) => [field.name, field]))]),
);

/** The layout of a structure. Throws a RangeError if there is none of that name. */
function layoutNamed(name: string): Layout {
  const layout = LAYOUTS.get(name);
  if (layout === undefined) throw new RangeError(`there is no structure ${name}; known are ${[...LAYOUTS.keys()].join(', ')}`);
  return layout;
}

function fieldNamed(name: string, layout: Layout): Field {
  const field = FIELDS.get(layout)?.get(name);
  if (field !== undefined) return field;
  const known = layout.fields.map((candidate) => candidate.name).join(', ');
  throw new RangeError(`${layout.name} has no field ${name}; known are ${known}`);
}

function parseIndex(text: string, layout: Layout): number {
  const function_ = /^([01][0-9a-f])\.([0-7])$/.exec(text);
  const devfn = function_ === null ? 0 : (parseInt(function_[1] as string, 16) << 3) | Number(function_[2]);
  // A context table of scalable mode serves half a bus (§9.2).
  const index = function_ === null ? Number(text) : layout.bits === 256 ? devfn & 0x7f : devfn;
  const last = TABLE_BYTES / (layout.bits / 8) - 1;
  if (!Number.isInteger(index) || index < 0 || index > last)
    throw new RangeError(`a table of ${layout.name} has entries 0 to ${String(last)}, found ${text}`);
  return index;
}

function placeRaw(entry: EntryBits, words: readonly (number | string)[], layout: Layout): void {
  if (words.length !== layout.bits / 64)
    throw new RangeError(`${layout.name} has ${String(layout.bits / 64)} 64-bit words, found ${String(words.length)}`);
  for (const [i, word] of words.entries()) entry.insert({ name: `word ${String(i)}`, high: 64 * i + 63, low: 64 * i }, parseNumber(word));
}

function bitNumber(bit: number | string, layout: Layout): number {
  const number = parseNumber(bit);
  if (number >= BigInt(layout.bits)) throw new RangeError(`${layout.name} has bits 0 to ${String(layout.bits - 1)}, found ${String(bit)}`);
  return Number(number);
}
