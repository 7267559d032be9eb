/** Register accesses named by register and field, as offset, size, value and mask. */
import { REGISTERS, insert, placedRegisters, registerOffset } from '../../reference/index.js';
import type { Capabilities, RegisterDefinition } from '../../reference/index.js';
import { parseNumber } from '../hex.js';

/** What a step names: a register with an optional part of it, or a bare offset and size. */
export interface AccessSpec {
  readonly register?: string;
  readonly word?: number | string;
  readonly quad?: number | string;
  readonly offset?: number | string;
  readonly size?: number | string;
}

/** One aligned access. `register` is absent for a bare offset; `lowBit` is where the access begins in the register. */
export interface RegisterAccess {
  readonly name: string;
  readonly offset: number;
  readonly size: 4 | 8;
  readonly register?: RegisterDefinition;
  readonly lowBit: number;
}

/** Vectors name the same few registers over and over. */
const resolved = new WeakMap<Capabilities, Map<string, readonly RegisterAccess[]>>();

/** The accesses that a step stands for: one, or two for a whole 128-bit register. Throws a RangeError for a register the unit has not. */
export function resolveAccess(spec: AccessSpec, capabilities: Capabilities): readonly RegisterAccess[] {
  let known = resolved.get(capabilities);
  if (known === undefined) {
    known = new Map();
    resolved.set(capabilities, known);
  }
  const key = keyOf(spec);
  let accesses = known.get(key);
  if (accesses === undefined) {
    accesses = resolve(spec, capabilities);
    known.set(key, accesses);
  }
  return accesses;
}

/** Nearly always the name of a register: a new text for each access would take longer than all else here. */
function keyOf({ register, word, quad, offset, size }: AccessSpec): string {
  if (register !== undefined && word === undefined && quad === undefined) return register;
  return [register, word, quad, offset, size].join();
}

function resolve(spec: AccessSpec, capabilities: Capabilities): readonly RegisterAccess[] {
  if (spec.register === undefined) {
    if (spec.offset === undefined || spec.size === undefined) throw new RangeError('an access names a register, or gives offset and size');
    const offset = Number(parseNumber(spec.offset, 32));
    if (spec.size !== 4 && spec.size !== 8) throw new RangeError('a register access has 4 or 8 bytes');
    return [{ name: `offset 0x${offset.toString(16)}`, offset, size: spec.size, lowBit: 0 }];
  }
  const { register, offset: base } = findRegister(spec.register, capabilities);
  const part = (at: number, size: 4 | 8, suffix: string): RegisterAccess => {
    if (at + size > register.bytes)
      throw new RangeError(`${register.name} is ${String(8 * register.bytes)} bits wide and has no such part`);
    return { name: `${spec.register ?? ''}${suffix}`, offset: base + at, size, register, lowBit: 8 * at };
  };
  if (spec.word !== undefined) return [part(4 * Number(parseNumber(spec.word)), 4, `, word ${String(spec.word)}`)];
  if (spec.quad !== undefined) return [part(8 * Number(parseNumber(spec.quad)), 8, `, half ${String(spec.quad)}`)];
  if (register.bytes === 16) return [part(0, 8, ', half 0'), part(8, 8, ', half 1')];
  return [part(0, register.bytes, '')];
}

/** The register, and its place, that a name like `GSTS`, `FRCD[2]` or `PERFCNTREVCAP[1,0]` means. */
function findRegister(name: string, capabilities: Capabilities): { register: RegisterDefinition; offset: number } {
  const element = placedRegisters(capabilities).find((candidate) => candidate.name === name);
  if (element !== undefined) return element;
  const [, base, indices] = /^([A-Z0-9_]+)(\[\d+(?:,\d+)?\])?$/.exec(name) ?? [];
  const register = REGISTERS.find((candidate) => candidate.name === base);
  if (register === undefined) throw new RangeError(`there is no register ${name}; vtd spec registers lists them`);
  const elements = placedRegisters(capabilities).filter((candidate) => candidate.register === register);
  const [first, last] = [elements[0], elements.at(-1)];
  if (register.array === undefined) {
    if (indices !== undefined) throw new RangeError(`${register.name} is not an array`);
    // The unit does not have it, and what an access to its place does can be the point.
    return { register, offset: registerOffset(register, capabilities) };
  }
  if (first === undefined || last === undefined) throw new RangeError(`this unit has no ${register.name}; state that in "requires"`);
  if (indices === undefined) throw new RangeError(`${register.name} is an array: write ${first.name}`);
  throw new RangeError(`this unit has ${first.name} to [${last.name.slice(register.name.length + 1, -1)}]; state the number in "requires"`);
}

/** Value and mask of fields within the part of the register that an access covers. Throws a RangeError for an unknown field. */
export function encodeFields(fields: Readonly<Record<string, number | string>>, access: RegisterAccess): { value: bigint; mask: bigint } {
  const { register } = access;
  if (register === undefined) throw new RangeError('fields need a register');
  let value = 0n;
  let mask = 0n;
  for (const [name, content] of Object.entries(fields)) {
    const field = register.fields.find((candidate) => candidate.name === name);
    if (field === undefined)
      throw new RangeError(
        `${register.name} has no field ${name}; known are ${register.fields
          .filter((f) => f.kind !== 'reserved')
          .map((f) => f.name)
          .join(', ')}`,
      );
    value = insert(value, field, parseNumber(content));
    mask = insert(mask, field, (1n << BigInt(field.high - field.low + 1)) - 1n);
  }
  const width = (1n << BigInt(8 * access.size)) - 1n;
  return { value: (value >> BigInt(access.lowBit)) & width, mask: (mask >> BigInt(access.lowBit)) & width };
}
