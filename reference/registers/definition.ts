/** What a register is: the shape of the entries of the register file. */
import type { Capabilities } from '../capabilities.js';
import type { Field } from '../structures/layout.js';

/**
 * Access types of §11.3. `RO`/`ROS` are written by hardware only, `RW1C`/`RW1CS` are cleared by writing 1,
 * the S forms keep their value over every reset but a power-good one, `RsvdP`/`RsvdZ` read 0 and ignore writes.
 * `RWL` is read-only while locked; `RWLV` too, but hardware changes it also then.
 */
export type Access = 'RO' | 'ROS' | 'RW' | 'RW1C' | 'RW1CS' | 'RWL' | 'RWLV' | 'WO' | 'RsvdP' | 'RsvdZ';

/** Whether an implementation has a field or register. */
export type Supported = (capabilities: Capabilities) => boolean;

/** One index of an array of registers. */
export interface Dimension {
  readonly count: number;
  /** Bytes from one element to the next. */
  readonly stride: number;
}

export interface RegisterField extends Field {
  readonly access: Access;
  /** Value after reset; absent where the architecture leaves it to the implementation or it is a capability. */
  readonly reset?: number;
  /** Absent means always; otherwise the field is RsvdZ where this is false. */
  readonly supported?: (capabilities: Capabilities) => boolean;
  /** Bits of the field that the implementation has, from its lowest on; those above are RsvdZ. Absent means all. */
  readonly width?: (capabilities: Capabilities, index: number) => number;
}

export interface RegisterDefinition {
  /** Name in the specification without its `_REG` ending; an array has `[n]` or `[c,e]` appended when addressed. */
  readonly name: string;
  readonly title: string;
  readonly section: string;
  readonly requirement: string;
  readonly bytes: 4 | 8 | 16;
  /** Byte offset from the register base; for an array the offset of its first element. */
  readonly offset: number | ((capabilities: Capabilities) => number);
  /** Where it lies, in terms of other registers and of its indices: stated where `offset` alone does not tell. */
  readonly place?: string;
  /** The indices of an array, the outer one first. */
  readonly array?: (capabilities: Capabilities) => readonly Dimension[];
  /** Absent means always; where false, the offset is reserved (reads 0, writes are dropped, REG-08). */
  readonly exists?: (capabilities: Capabilities) => boolean;
  /** Set where the register reports capabilities, so that its value is part of what an implementation claims. */
  readonly claim?: true;
  readonly fields: readonly RegisterField[];
}

/** A register, or one element of an array of them, where an implementation has it. */
export interface RegisterElement {
  /** `GSTS`, `FRCD[2]`, `PERFCNTREVCAP[1,0]`. */
  readonly name: string;
  /** Byte offset from the register base. */
  readonly offset: number;
  /** The outer index of an array, else 0. */
  readonly index: number;
}

/** Every element of a register on an implementation; none of an array without elements. Whether it exists is not looked at. */
export function registerElements(register: RegisterDefinition, capabilities: Capabilities): RegisterElement[] {
  const base = typeof register.offset === 'number' ? register.offset : register.offset(capabilities);
  let elements: { indices: readonly number[]; offset: number }[] = [{ indices: [], offset: base }];
  for (const { count, stride } of register.array?.(capabilities) ?? []) {
    elements = elements.flatMap(({ indices, offset }) =>
      Array.from({ length: count }, (_, i) => ({ indices: [...indices, i], offset: offset + stride * i })),
    );
  }
  return elements.map(({ indices, offset }) => ({
    name: indices.length === 0 ? register.name : `${register.name}[${indices.join()}]`,
    offset,
    index: indices[0] ?? 0,
  }));
}

/** A field with its value after reset. */
export function field(
  access: Access,
  name: string,
  high: number,
  low: number,
  meaning: string,
  reset: number,
  supported?: Supported,
): RegisterField {
  const base: RegisterField = { name, high, low, access, meaning, reset };
  return supported === undefined ? base : { ...base, supported };
}

/** A field whose value after reset is not defined by the architecture. */
export function unknown(access: Access, name: string, high: number, low: number, meaning: string, supported?: Supported): RegisterField {
  const base: RegisterField = { name, high, low, access, meaning };
  return supported === undefined ? base : { ...base, supported };
}

/** A reserved field, named by its bits. */
export function reserved(access: 'RsvdP' | 'RsvdZ', high: number, low: number): RegisterField {
  return { name: `RSVD_${String(high)}_${String(low)}`, high, low, access, kind: 'reserved', meaning: 'reserved', reset: 0 };
}
