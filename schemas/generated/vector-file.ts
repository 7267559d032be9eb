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
      /**
       * Translation Table Mode; 0, legacy, if absent.
       */
      ttm?: number | Template;
      ssirwe?: Flag;
      unit?: UnitName;
    }
  | {
      /**
       * Macro: writes RTADDR, sets the root-table pointer and waits (§6.6); then invalidates the caches globally unless CAP.ESRTPS does it.
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
      ssirwe?: Flag;
      unit?: UnitName;
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
      unit?: UnitName;
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
      unit?: UnitName;
    }
  | {
      /**
       * Macro: invalidation of the caches of DMA remapping, waited for: the descriptors given, or a global one; through the registers in legacy mode where no descriptors are given (§6.5.1), else through the invalidation queue, which is set up first where the vector has not (§6.5.2).
       */
      do: "invalidate";
      /**
       * What is queued, in order; a wait that writes status data follows, and its data is checked.
       *
       * @minItems 1
       */
      descriptors?: Entry[];
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      unit?: UnitName;
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
      unit?: UnitName;
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
      unit?: UnitName;
      /**
       * The expectation was completed from the model by vtd fill: "unconfirmed", or the name and version of a second implementation that gave the same.
       */
      filled?: string;
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
      unit?: UnitName;
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
      pasid?: Pasid;
      privileged?: Flag;
      execute?: Flag;
      /**
       * The AT field; untranslated if absent.
       */
      addressType?: ("untranslated" | "translation" | "translated" | "reserved") | Template;
      noSnoop?: Flag;
      segment?: Number;
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
      /**
       * The expectation was completed from the model by vtd fill: "unconfirmed", or the name and version of a second implementation that gave the same.
       */
      filled?: string;
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
      /**
       * The expectation was completed from the model by vtd fill: "unconfirmed", or the name and version of a second implementation that gave the same.
       */
      filled?: string;
    }
  | {
      /**
       * A device asks for a translation.
       */
      do: "translate";
      from: SourceId;
      address: Number;
      pasid?: Pasid;
      privileged?: Flag;
      execute?: Flag;
      noWrite?: Flag;
      dwords?: Number;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      expect?: TranslateExpectation;
      /**
       * Expectation by outcome name, where several outcomes are permitted.
       */
      either?: {
        [k: string]: TranslateExpectation;
      };
      segment?: Number;
    }
  | {
      /**
       * A device sends a page request message.
       */
      do: "page-request";
      from: SourceId;
      address: Number;
      pasid?: Pasid;
      privileged?: Flag;
      execute?: Flag;
      read?: Flag;
      write?: Flag;
      last?: Flag;
      group: Number;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      expect?: PageRequestExpectation;
      /**
       * Expectation by outcome name, where several outcomes are permitted.
       */
      either?: {
        [k: string]: PageRequestExpectation;
      };
      segment?: Number;
    }
  | {
      /**
       * Looks at the page group responses that left the unit.
       */
      do: "responses";
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      expect?: ResponsesExpectation;
      /**
       * Expectation by outcome name, where several outcomes are permitted.
       */
      either?: {
        [k: string]: ResponsesExpectation;
      };
    }
  | {
      /**
       * From now on the device-TLB of a function answers invalidation requests or stays silent, so that they time out (§4.3).
       */
      do: "device-tlb";
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      from: SourceId;
      answers: boolean;
      segment?: Number;
    }
  | {
      /**
       * A function sends an invalidation completion that the unit did not ask for (§4.3).
       */
      do: "invalidation-completion";
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      from: SourceId;
      /**
       * A decimal number, or `0x` and lower-case hexadecimal digits. `{name}` stands for a value of the vector's cases.
       */
      tags: number | string;
      /**
       * A decimal number, or `0x` and lower-case hexadecimal digits. `{name}` stands for a value of the vector's cases.
       */
      count?: number | string;
      segment?: Number;
    }
  | {
      /**
       * Looks at the device-TLB invalidation requests that left the unit.
       */
      do: "device-tlb-requests";
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      expect?: DeviceTlbRequestsExpectation;
      /**
       * Expectation by outcome name, where several outcomes are permitted.
       */
      either?: {
        [k: string]: DeviceTlbRequestsExpectation;
      };
    }
  | {
      /**
       * Macro: sets head and tail of the page request queue to 0, then its address and size (§7.4.1).
       */
      do: "set-page-request-queue";
      at: Number;
      pages?: Number;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      unit?: UnitName;
    }
  | {
      /**
       * Macro: sets up the invalidation queue, enables it and waits (§6.5.2).
       */
      do: "set-invalidation-queue";
      at: Number;
      pages?: Number;
      /**
       * Descriptors of 256 bits; true if absent.
       */
      wide?: boolean | Template;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      unit?: UnitName;
    }
  | {
      /**
       * Software appends a descriptor to the invalidation queue, advances the tail and, unless `wait` is false, waits until it is taken.
       */
      do: "queue";
      descriptor: Entry;
      /**
       * Whether the head is waited for; true if absent.
       */
      wait?: boolean | Template;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      unit?: UnitName;
    }
  | {
      /**
       * Macro: set-interrupt-table, then sets GCMD.IRE and waits; with `compatibility` also GCMD.CFI.
       */
      do: "enable-interrupt-remapping";
      /**
       * Name of the interrupt remapping table.
       */
      table: string;
      /**
       * S: the table has 2^(S+1) entries; 7, one page, if absent.
       */
      size?: Number;
      /**
       * EIME: x2APIC mode.
       */
      extended?: Flag;
      /**
       * CFI: compatibility-format requests pass.
       */
      compatibility?: Flag;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      unit?: UnitName;
    }
  | {
      /**
       * Macro: writes IRTA, sets the table pointer and waits (§6.7); then invalidates the interrupt entry cache globally unless CAP.ESIRTPS does it.
       */
      do: "set-interrupt-table";
      /**
       * Name of the interrupt remapping table.
       */
      table: string;
      /**
       * S: the table has 2^(S+1) entries; 7, one page, if absent.
       */
      size?: Number;
      /**
       * EIME: x2APIC mode.
       */
      extended?: Flag;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      unit?: UnitName;
    }
  | {
      /**
       * Macro: clears GCMD.IRE, keeping the other bits, and waits for GSTS.IRES.
       */
      do: "disable-interrupt-remapping";
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      unit?: UnitName;
    }
  | {
      /**
       * Macro: invalidates the interrupt entry cache through the queue, and waits (§6.5.2.8).
       */
      do: "invalidate-interrupt-entries";
      /**
       * Only this entry; all if absent.
       */
      index?: Number;
      /**
       * IM: as many low bits of the index do not count.
       */
      mask?: Number;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      unit?: UnitName;
    }
  | {
      /**
       * A device, an I/O APIC or an HPET sends an interrupt request: in remappable format by `handle` and `subhandle`, or any by `address` and `data`.
       */
      do: "interrupt";
      from: SourceId;
      /**
       * 16 bits.
       */
      handle?: Number;
      /**
       * 16 bits, sent as data with SHV set.
       */
      subhandle?: Number;
      /**
       * FEEx_xxxxh.
       */
      address?: Number;
      /**
       * 32 bits; with `subhandle` it takes its place. 0 if absent.
       */
      data?: Number;
      expect?: InterruptRequestExpectation;
      /**
       * One expectation for each of the vector's outcomes, by name.
       */
      either?: {
        [k: string]: InterruptRequestExpectation;
      };
      /**
       * Why the step is there, for readers.
       */
      note?: string;
      segment?: Number;
    }
  | {
      /**
       * Software gives a bridge other bus numbers: source-ids below it change, units do not (§8.3.5).
       */
      do: "renumber";
      segment?: Number;
      bridge: SourceId;
      secondary: Number;
      subordinate: Number;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
    }
  | {
      /**
       * Resets the unit in a way that is no power-good reset (§11.3): sticky fields and memory keep their content.
       */
      do: "reset";
      unit?: UnitName;
      /**
       * Why the step is there, for readers.
       */
      note?: string;
    };
/**
 * `{name}`: a value of the vector's cases.
 */
export type Template = string;
/**
 * A flag; false if absent.
 */
export type Flag = boolean | Template;
/**
 * Name of a remapping unit of the platform (`given.platform.units`); may be left out where there is only one.
 */
export type UnitName = string;
/**
 * Requester-id as bus:device.function, hexadecimal. Portable vectors use 00:03.0, 00:04.0, 00:05.0 and, where the bus matters, 01:00.0.
 */
export type SourceId = string;
/**
 * PASID of the request, 20 bits.
 */
export type Pasid = number | HexNumber | Template;
/**
 * `0x` and lower-case hexadecimal digits.
 */
export type HexNumber = string;
/**
 * 0 or 1; 0 if absent.
 */
export type Bit = number | Template;

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
  /**
   * Ranges where only writes by the unit fail.
   */
  unwritable?: Range[];
  platform?: Platform;
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
  /**
   * For a blocked request: the completion status, where it completes with one (§7.1.1 leaves that open).
   */
  status?: "UR" | "CA";
  /**
   * Whether the access to memory snoops the processor caches (§3.10).
   */
  snoop?: boolean;
  /**
   * Memory type of the access (§3.11).
   */
  memoryType?: ("UC" | "UC-" | "WC" | "WT" | "WP" | "WB") | Template;
  updates?: Patches;
}
/**
 * The record that the fault leaves. Fault info, source-id and type follow from the request.
 */
export interface FaultExpectation {
  reason: Number;
  record?: Number;
  info?: Number;
  unit?: UnitName;
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
 * How a translation request is answered; exactly one of `refused` and `completion`.
 */
export interface TranslateExpectation {
  /**
   * Completion status of a request that gets no translation; `fault` then says what is recorded.
   */
  refused?: ("UR" | "CA" | "malformed") | Template;
  /**
   * The first translation. What is absent is 0; EXE and G always are.
   */
  completion?: {
    R?: Bit;
    W?: Bit;
    U?: Bit;
    N?: Bit;
    PRIV?: Bit;
    to?: Number;
    size?: Number;
  };
  /**
   * For a blocked request: the fault recorded; `none` if nothing may be recorded; `unchecked` if later steps look at the record themselves.
   */
  fault?: FaultExpectation | ("none" | "unchecked");
  updates?: Patches;
}
/**
 * What comes of a page request; exactly one of `queued`, `dropped` and `response`.
 */
export interface PageRequestExpectation {
  /**
   * A descriptor stands at the tail of the queue, and the tail has moved on.
   */
  queued?: true;
  /**
   * Nothing is queued and nobody is answered.
   */
  dropped?: true;
  /**
   * Nothing is queued, and hardware answers with this code.
   */
  response?: ("success" | "invalid-request") | Template;
  /**
   * For a blocked request: the fault recorded; `none` if nothing may be recorded; `unchecked` if later steps look at the record themselves.
   */
  fault?: FaultExpectation | ("none" | "unchecked");
  unit?: UnitName;
}
/**
 * The page group responses that left the unit since the last such step or page request, in their order.
 */
export interface ResponsesExpectation {
  /**
   * Items: A page group response.
   */
  responses: {
    to: SourceId;
    group: Number;
    code: Number;
    pasid?: Pasid;
  }[];
}
/**
 * The device-TLB invalidation requests that left the unit since the last such step, in their order.
 */
export interface DeviceTlbRequestsExpectation {
  /**
   * Items: A request.
   */
  requests: {
    to: SourceId;
    /**
     * A decimal number, or `0x` and lower-case hexadecimal digits. `{name}` stands for a value of the vector's cases.
     */
    address: number | string;
    /**
     * The S field; false if absent.
     */
    size?: boolean;
    pasid?: Pasid;
    /**
     * The Global Invalidate field; false if absent.
     */
    global?: boolean;
  }[];
}
/**
 * What comes of an interrupt request; exactly one of `delivers`, `passes`, `posts` and `blocked`. Messages are all that left the unit since the last step that looked at them.
 */
export interface InterruptRequestExpectation {
  delivers?: InterruptAttributes;
  /**
   * The request leaves as it came.
   */
  passes?: true;
  /**
   * The vector's bit is set in the descriptor, and nothing else of it changes but ON.
   */
  posts?: {
    /**
     * Entry of a table of descriptors, for example `pids[0]`.
     */
    descriptor: string;
    /**
     * The bit of PIR.
     */
    vector: Number;
    /**
     * ON becomes 1 and this notification leaves; `false` if none does and ON keeps its value.
     */
    notifies:
      | {
          /**
           * NV, 8 bits.
           */
          vector: Number;
          /**
           * APIC ID.
           */
          destination: Number;
        }
      | false;
  };
  /**
   * Nothing is delivered and no descriptor changes.
   */
  blocked?: true;
  /**
   * For a blocked request: the fault recorded; `none` if nothing may be recorded; `unchecked` if later steps look at the record themselves.
   */
  fault?: FaultExpectation | ("none" | "unchecked");
}
/**
 * An interrupt as the entry asks for it. What is absent is 0: fixed, edge, physical, no redirection hint.
 */
export interface InterruptAttributes {
  /**
   * 8 bits.
   */
  vector: Number;
  /**
   * APIC ID: 8 bits in xAPIC mode, 32 in x2APIC mode.
   */
  destination: Number;
  /**
   * 3 bits: 0 fixed, 1 lowest priority, 2 SMI, 4 NMI, 5 INIT, 7 ExtINT.
   */
  deliveryMode?: Number;
  /**
   * Level-triggered.
   */
  level?: Flag;
  /**
   * Logical destination mode.
   */
  logical?: Flag;
  /**
   * One processor out of those that the destination names.
   */
  redirectionHint?: Flag;
}
/**
 * A machine with several remapping units, or with one that serves only some devices, as its DMAR table describes it (chapter 8). Without it there is one unit, which serves every device.
 */
export interface Platform {
  /**
   * The units, in the order of the table's DRHD structures (§8.3).
   *
   * @minItems 1
   *
   * Items: A remapping unit.
   */
  units: {
    name: UnitName;
    segment?: Number;
    /**
     * INCLUDE_PCI_ALL: it serves what no other unit of the segment lists.
     */
    includePciAll?: true;
    /**
     * What it lists.
     */
    scope?: Scope[];
    base?: Number;
    /**
     * Claims in which it differs from the implementation's, by register and field.
     */
    claims?: {
      [k: string]: Number;
    };
  }[];
  /**
   * Flags of the table; INTR_REMAP if any unit has interrupt remapping, unless given.
   */
  flags?: ("INTR_REMAP" | "X2APIC_OPT_OUT" | "DMA_CTRL_PLATFORM_OPT_IN_FLAG")[];
  /**
   * Reserved memory regions (§8.4).
   *
   * Items: An RMRR structure.
   */
  reserved?: {
    segment?: Number;
    base: Number;
    limit: Number;
    /**
     * @minItems 1
     */
    scope: Scope[];
  }[];
  /**
   * Bridges with the buses below them, as configuration space has them.
   *
   * Items: A bridge.
   */
  bridges?: {
    segment?: Number;
    bridge: SourceId;
    secondary: Number;
    subordinate: Number;
  }[];
  /**
   * Virtual, extended and phantom functions, which have the unit of the function that they go with (§8.3.2, §8.3.3).
   *
   * Items: A function that no device scope names.
   */
  followers?: {
    segment?: Number;
    function: SourceId;
    of: SourceId;
  }[];
  dmar?: Bytes;
}
/**
 * A device scope entry (§8.3.1).
 */
export interface Scope {
  /**
   * What it names: one function, a bridge with everything below it, an I/O APIC, an HPET, or a device of the ACPI name space.
   */
  type: "endpoint" | "bridge" | "ioapic" | "hpet" | "namespace";
  id?: Number;
  /**
   * Start bus and device.function of each step, hexadecimal: `00:1c.0/00.2` is function 00.2 on the bus behind bridge 00:1c.0. For an I/O APIC, HPET or namespace device it gives the source-id.
   */
  path: string;
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
    [k: string]: number | string | boolean | {};
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
