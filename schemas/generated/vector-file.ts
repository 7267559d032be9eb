/* Generated from the schema of the same name by scripts/generate-schemas.ts. Do not edit. */

/**
 * Condition over what the implementation claims.
 */
export type Expression = string;
/**
 * A decimal number, or `0x` and lower-case hexadecimal digits. `{name}` stands for a value of the vector's cases.
 */
export type Number = number | string;
/**
 * Bytes in memory order, two lower-case hexadecimal digits each.
 */
export type Bytes = string;
/**
 * One thing that software or a device does, and what is expected of it.
 */
export type Step =
  | {
      /**
       * Macro: set-root-table, then enable-translation.
       */
      do: "enable";
      /**
       * Name of the root table.
       */
      root: string;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
    }
  | {
      /**
       * Macro: writes RTADDR, sets the root-table pointer and waits (§6.6); then invalidates context-cache and IOTLB globally unless CAP.ESRTPS does it.
       */
      do: "set-root-table";
      /**
       * Name of the root table, or absent for address 0.
       */
      root?: string;
      /**
       * Translation Table Mode; 0, legacy, if absent.
       */
      ttm?: number | Template;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
    }
  | {
      /**
       * Macro: sets GCMD.TE, keeping the other bits as §11.4.4.1 demands, and waits for GSTS.TES.
       */
      do: "enable-translation";
      /**
       * Why the step is there, for readers.
       */
      note?: string;
    }
  | {
      /**
       * Macro: clears GCMD.TE and waits for GSTS.TES to clear.
       */
      do: "disable-translation";
      /**
       * Why the step is there, for readers.
       */
      note?: string;
    }
  | {
      /**
       * Macro: global context-cache and IOTLB invalidation through the registers, each waited for (§6.5.1).
       */
      do: "invalidate";
      /**
       * Why the step is there, for readers.
       */
      note?: string;
    }
  | {
      /**
       * Software writes a register.
       */
      do: "write";
      /**
       * Register name without `_REG`; an element of an array as `FRCD[0]`.
       */
      register?: string;
      /**
       * Makes a 32-bit access to this 32-bit word of the register, 0 being the lowest.
       */
      word?: number | Template;
      /**
       * Makes a 64-bit access to this 64-bit half of a 128-bit register, 0 being the lower.
       */
      quad?: number | Template;
      offset?: Number;
      /**
       * Bytes of an access given by `offset`.
       */
      size?: (4 | 8) | Template;
      value?: Number;
      fields?: Fields;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
    }
  | {
      /**
       * Software reads a register.
       */
      do: "read";
      /**
       * Register name without `_REG`; an element of an array as `FRCD[0]`.
       */
      register?: string;
      /**
       * Makes a 32-bit access to this 32-bit word of the register, 0 being the lowest.
       */
      word?: number | Template;
      /**
       * Makes a 64-bit access to this 64-bit half of a 128-bit register, 0 being the lower.
       */
      quad?: number | Template;
      offset?: Number;
      /**
       * Bytes of an access given by `offset`.
       */
      size?: (4 | 8) | Template;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      expect?: ValueExpectation;
      /**
       * Expectation by outcome name, where several outcomes are permitted.
       */
      either?: {
        [k: string]: ValueExpectation;
      };
    }
  | {
      /**
       * Software reads a register until it has the given value, within a bounded time.
       */
      do: "poll";
      /**
       * Register name without `_REG`; an element of an array as `FRCD[0]`.
       */
      register?: string;
      /**
       * Makes a 32-bit access to this 32-bit word of the register, 0 being the lowest.
       */
      word?: number | Template;
      /**
       * Makes a 64-bit access to this 64-bit half of a 128-bit register, 0 being the lower.
       */
      quad?: number | Template;
      offset?: Number;
      /**
       * Bytes of an access given by `offset`.
       */
      size?: (4 | 8) | Template;
      value?: Number;
      mask?: Number;
      fields?: Fields;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
    }
  | {
      /**
       * A device sends a memory request.
       */
      do: "dma";
      /**
       * Kind of request.
       */
      kind: ("read" | "write" | "zero-length-read" | "fetch-add" | "swap" | "compare-and-swap") | Template;
      from: SourceId;
      address: Number;
      length?: Number;
      bytes?: Bytes;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      expect?: DmaExpectation;
      /**
       * Expectation by outcome name, where several outcomes are permitted.
       */
      either?: {
        [k: string]: DmaExpectation;
      };
    }
  | {
      /**
       * Software writes memory.
       */
      do: "load";
      at: Number;
      bytes: Bytes;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
    }
  | {
      /**
       * Software rewrites table entries.
       */
      do: "change";
      entries: Patches;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
    }
  | {
      /**
       * Software reads memory.
       */
      do: "memory";
      at: Number;
      length?: Number;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      expect?: MemoryExpectation;
      /**
       * Expectation by outcome name, where several outcomes are permitted.
       */
      either?: {
        [k: string]: MemoryExpectation;
      };
    }
  | {
      /**
       * Looks at the interrupt messages that left the unit.
       */
      do: "interrupts";
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      expect?: InterruptExpectation;
      /**
       * Expectation by outcome name, where several outcomes are permitted.
       */
      either?: {
        [k: string]: InterruptExpectation;
      };
    };
/**
 * `{name}`: a value of the vector's cases.
 */
export type Template = string;
/**
 * Requester-id as bus:device.function, hexadecimal. Portable vectors use 00:03.0, 00:04.0, 00:05.0 and, where the bus matters, 01:00.0.
 */
export type SourceId = string;

/**
 * A topic file: vectors of one topic and what they share.
 */
export interface VectorFile {
  /**
   * Relative path of this schema, for editors.
   */
  $schema: string;
  /**
   * Topic.
   */
  title: string;
  /**
   * What the topic covers.
   */
  description?: string;
  requires?: Expression;
  /**
   * Tags of every vector of the file.
   */
  tags?: string[];
  given?: Given;
  /**
   * The vectors.
   *
   * @minItems 1
   */
  vectors: Vector[];
}
/**
 * The state in which a vector starts.
 */
export interface Given {
  /**
   * Tables by name.
   */
  tables?: {
    [k: string]: Table;
  };
  /**
   * Further memory contents; all other memory is zero.
   *
   * Items: Bytes at an address.
   */
  memory?: {
    at: Number;
    bytes: Bytes;
  }[];
  /**
   * Ranges where every access by the unit fails, as where no memory answers.
   */
  unreadable?: Range[];
  /**
   * Steps before those of the vector, for example the enabling sequence.
   */
  steps?: Step[];
}
/**
 * A table in memory. Entries that are not listed are zero.
 */
export interface Table {
  at: Number;
  /**
   * Structure of the entries; `vtd spec structures` lists them.
   */
  of: string;
  entries?: Entries;
}
/**
 * Entries by index: a number, or device.function (`03.0`) in a context table.
 */
export interface Entries {
  [k: string]: Entry;
}
/**
 * One entry of a table: values by field name, or raw. A value of an address field is the address itself, or the name of a table.
 */
export interface Entry {
  /**
   * Structure of this entry where it differs from the table's, for example `ss-pde-2m` in a table of `ss-pde`.
   */
  as?: string;
  /**
   * The whole entry as 64-bit words, lowest first; field values are then not allowed.
   *
   * @minItems 1
   * @maxItems 8
   */
  raw?: Number[];
  /**
   * Bit numbers to set after the fields are placed.
   */
  set?: Number[];
  /**
   * Bit numbers to clear after the fields are placed.
   */
  clear?: Number[];
  /**
   * Value of the field of that name.
   */
  [k: string]: number | string | Number[] | undefined;
}
/**
 * Consecutive bytes of physical memory.
 */
export interface Range {
  at: Number;
  length: Number;
}
/**
 * Values by field name.
 */
export interface Fields {
  [k: string]: Number;
}
/**
 * What a register reads: the whole value, under a mask where not all bits count; a value it must not read; or single fields.
 */
export interface ValueExpectation {
  value?: Number;
  not?: Number;
  mask?: Number;
  fields?: Fields;
}
/**
 * How a request ends; exactly one of `reaches`, `returns`, `completes` and `blocked`.
 */
export interface DmaExpectation {
  reaches?: Number;
  returns?: Bytes;
  /**
   * The request completes successfully; what it returns does not matter.
   */
  completes?: true;
  /**
   * The request does not reach memory. The completion status of a blocked untranslated request is left to the implementation (§7.1.1).
   */
  blocked?: true;
  /**
   * For a blocked request: the fault recorded; `none` if nothing may be recorded; `unchecked` if later steps look at the record themselves.
   */
  fault?: FaultExpectation | ("none" | "unchecked");
  spares?: Number;
}
/**
 * The record that the fault leaves. Fault info, source-id and type follow from the request.
 */
export interface FaultExpectation {
  reason: Number;
  record?: Number;
  info?: Number;
}
/**
 * Changed entries, keyed `table[index]`; what is not mentioned keeps its value.
 */
export interface Patches {
  [k: string]: Entry;
}
/**
 * What memory holds.
 */
export interface MemoryExpectation {
  bytes: Bytes;
}
/**
 * The messages that left the unit since the last such step, in their order.
 */
export interface InterruptExpectation {
  messages: Message[];
}
/**
 * An interrupt message: a DWORD written to an address.
 */
export interface Message {
  address: Number;
  data: Number;
}
/**
 * One check.
 */
export interface Vector {
  /**
   * Last part of the vector's ID; never changed once published. May contain `{name}` of a case value.
   */
  slug: string;
  /**
   * A statement of what a conforming unit does, as a full sentence without a full stop.
   */
  title: string;
  /**
   * The requirements that the vector checks.
   *
   * @minItems 1
   *
   * Items: ID of a requirement in `vectors/requirements`.
   */
  requirements: string[];
  requires?: Expression;
  /**
   * Items: Free word to select vectors by.
   */
  tags?: string[];
  /**
   * What breaks when an implementation gets this wrong, or why the expectation is as it is.
   */
  notes?: string;
  /**
   * Makes one vector of each case: `{name}` anywhere in the vector is replaced by the case's value of that name. The slug must name a value.
   *
   * @minItems 2
   */
  cases?: {
    [k: string]: number | string | {};
  }[];
  given?: Given;
  change?: Patches;
  /**
   * The permitted outcomes by name, where there are several.
   */
  outcomes?: {
    /**
     * One permitted outcome.
     */
    [k: string]: {
      /**
       * Why the architecture permits it.
       */
      because: string;
      /**
       * The model's choice points that lead to it; `vtd spec choices` lists them.
       */
      choices: {
        [k: string]: string;
      };
    };
  };
  /**
   * What happens, in order.
   *
   * @minItems 1
   */
  steps: Step[];
  /**
   * `unspecified` leaves out the comparison of the end state with the model, for accesses whose effect the architecture does not define.
   */
  end?: "unspecified";
}
