/** What a register is: the shape of the entries of the register file. */
import type { Capabilities } from '../capabilities.js';
import type { Field } from '../structures/layout.js';

/**
 * Access types of §11.3. `RO`/`ROS` are written by hardware only, `RW1C`/`RW1CS` are cleared by writing 1,
 * the S forms keep their value over every reset but a power-good one, `RsvdP`/`RsvdZ` read 0 and ignore writes.
 */
export type Access = 'RO' | 'ROS' | 'RW' | 'RW1C' | 'RW1CS' | 'WO' | 'RsvdP' | 'RsvdZ';

/** Whether an implementation has a field or register. */
export type Supported = (capabilities: Capabilities) => boolean;

export interface RegisterField extends Field {
  readonly access: Access;
  /** Value after reset; absent where the architecture leaves it to the implementation or it is a capability. */
  readonly reset?: number;
  /** Absent means always; otherwise the field is RsvdZ where this is false. */
  readonly supported?: (capabilities: Capabilities) => boolean;
}

export interface RegisterDefinition {
  /** Name in the specification without its `_REG` ending; an array has `[n]` appended when addressed. */
  readonly name: string;
  readonly title: string;
  readonly section: string;
  readonly requirement: string;
  readonly bytes: 4 | 8 | 16;
  /** Byte offset from the register base; for an array the offset of element 0. */
  readonly offset: number | ((capabilities: Capabilities) => number);
  /** Number of elements of an array, 16 bytes apart. */
  readonly count?: (capabilities: Capabilities) => number;
  /** Absent means always; where false, the offset is reserved (reads 0, writes are dropped, REG-08). */
  readonly exists?: (capabilities: Capabilities) => boolean;
  readonly fields: readonly RegisterField[];
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
