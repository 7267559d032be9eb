/* Generated from the schema of the same name by scripts/generate-schemas.ts. Do not edit. */

/**
 * Unsigned number of up to 64 bits: `0x` and lower-case hexadecimal digits.
 */
export type Hex = string;
/**
 * Requester-id as bus:device.function, hexadecimal.
 */
export type SourceId = string;
/**
 * One machine primitive.
 */
export type Operation =
  | {
      op: "load";
      address: Hex;
      bytes: Bytes;
    }
  | {
      op: "dump";
      address: Hex;
      /**
       * Bytes.
       */
      length: number;
    }
  | {
      op: "poison";
      address: Hex;
      /**
       * Bytes.
       */
      length: number;
      /**
       * Only writes fail.
       */
      access?: "write";
    }
  | {
      op: "read";
      offset: Hex;
      /**
       * Bytes accessed.
       */
      size: 4 | 8;
      /**
       * Index of the remapping unit, on a platform; 0 if absent.
       */
      unit?: number;
    }
  | {
      op: "write";
      offset: Hex;
      /**
       * Bytes accessed.
       */
      size: 4 | 8;
      value: Hex;
      /**
       * Index of the remapping unit, on a platform; 0 if absent.
       */
      unit?: number;
    }
  | {
      op: "poll";
      offset: Hex;
      /**
       * Bytes accessed.
       */
      size: 4 | 8;
      mask: Hex;
      value: Hex;
      /**
       * Index of the remapping unit, on a platform; 0 if absent.
       */
      unit?: number;
    }
  | {
      op: "dma";
      /**
       * Kind of request; a zero-length read is one DWORD with all byte enables off.
       */
      request: "read" | "write" | "zero-length-read" | "fetch-add" | "swap" | "compare-and-swap";
      source: SourceId;
      address: Hex;
      /**
       * Bytes; operand size of an AtomicOp.
       */
      length: number;
      bytes?: Bytes;
      /**
       * The AT field; `translation` only for the write that PCI Express forbids.
       */
      addressType: "untranslated" | "translation" | "translated" | "reserved";
      pasid?: Pasid;
      /**
       * No-Snoop attribute.
       */
      noSnoop?: true;
      /**
       * PCI segment of the requester, on a platform; 0 if absent.
       */
      segment?: number;
    }
  | {
      op: "translate";
      source: SourceId;
      address: Hex;
      pasid?: Pasid;
      /**
       * NW flag.
       */
      noWrite?: true;
      /**
       * Length field.
       */
      dwords: number;
      /**
       * PCI segment of the requester, on a platform; 0 if absent.
       */
      segment?: number;
    }
  | {
      op: "page-request";
      source: SourceId;
      address: Hex;
      pasid?: Pasid;
      read: boolean;
      write: boolean;
      /**
       * Last page in group.
       */
      last: boolean;
      /**
       * Page request group index.
       */
      group: number;
      /**
       * PCI segment of the requester, on a platform; 0 if absent.
       */
      segment?: number;
    }
  | {
      op: "interrupt";
      source: SourceId;
      address: Hex;
      data: Hex;
      /**
       * PCI segment of the requester, on a platform; 0 if absent.
       */
      segment?: number;
    }
  | {
      op: "renumber";
      /**
       * PCI segment of the requester, on a platform; 0 if absent.
       */
      segment?: number;
      bridge: SourceId;
      /**
       * Secondary bus.
       */
      secondary: number;
      /**
       * Subordinate bus.
       */
      subordinate: number;
    }
  | {
      op: "device-tlb";
      source: SourceId;
      answers: boolean;
      /**
       * PCI segment of the requester, on a platform; 0 if absent.
       */
      segment?: number;
    }
  | {
      op: "invalidation-completion";
      source: SourceId;
      /**
       * Unsigned number of up to 64 bits: `0x` and lower-case hexadecimal digits.
       */
      tags: string;
      /**
       * Completion count.
       */
      count: number;
      /**
       * PCI segment of the requester, on a platform; 0 if absent.
       */
      segment?: number;
    }
  | {
      op: "reset";
      /**
       * Index of the remapping unit, on a platform; 0 if absent.
       */
      unit?: number;
    };
/**
 * Bytes in memory order, two lower-case hexadecimal digits each.
 */
export type Bytes = string;

/**
 * A vector in self-contained form: bytes to load, registers to write, requests to make, permitted outcomes. It needs no macros, layouts or other files.
 */
export interface ExpandedVector {
  /**
   * Version of this form.
   */
  format: 1;
  /**
   * Identity of the vector.
   */
  id: string;
  /**
   * What a conforming unit does.
   */
  title: string;
  /**
   * Requirement IDs.
   */
  requirements: string[];
  /**
   * Capability expression that the implementation must satisfy.
   */
  requires: string;
  capabilities: Capabilities;
  /**
   * Requester-ids used.
   */
  sources: SourceId[];
  /**
   * To be performed in order, from a reset unit and zeroed memory.
   */
  operations: Operation[];
  /**
   * Permitted outcomes: a conforming implementation satisfies all checks and the end state of at least one.
   *
   * Items: One permitted outcome.
   */
  outcomes: {
    /**
     * Name.
     */
    name: string;
    /**
     * Why it is permitted.
     */
    because: string;
    /**
     * State afterwards, as the reference model has it; absent where it is not defined.
     */
    end?: {
      /**
       * Items: A register.
       */
      registers: {
        /**
         * Name.
         */
        name: string;
        offset: Hex;
        /**
         * Bytes accessed.
         */
        size: 4 | 8;
        mask: Hex;
        value: Hex;
        /**
         * Index of the remapping unit, on a platform of several.
         */
        unit?: number;
      }[];
      /**
       * Items: Bytes.
       */
      memory: {
        address: Hex;
        bytes: Bytes;
      }[];
      /**
       * Items: A message.
       */
      interrupts: {
        address: Hex;
        data: Hex;
      }[];
      responses?: Response[];
    };
  }[];
  /**
   * Expectations, written by hand in the vector.
   *
   * Items: What one operation must give.
   */
  checks: {
    /**
     * Index of the operation.
     */
    operation: number;
    /**
     * Index of the vector's step that states it; steps of the enabling sequence are not counted.
     */
    step?: number;
    /**
     * Outcomes in which it holds; absent means all.
     */
    outcomes?: string[];
    /**
     * What is compared, for readers.
     */
    label: string;
    /**
     * `value`: (result & mask) equals value. `bytes`: result bytes equal, under a mask if there is one. `completes`, `blocked`: how the request ended; a blocked one that completes with a status completes with `status`, where that is given. `refused`: a translation request completed with `status`. `attributes`: how memory was accessed. `interrupts`, `responses`, `device-tlb-requests`: the messages since the previous such check.
     */
    kind:
      | "value"
      | "bytes"
      | "completes"
      | "blocked"
      | "refused"
      | "attributes"
      | "interrupts"
      | "responses"
      | "device-tlb-requests";
    value?: Hex;
    mask?: Hex;
    bytes?: Bytes;
    /**
     * Items: A message.
     */
    messages?: {
      address: Hex;
      data: Hex;
    }[];
    /**
     * For `value`: (result & mask) must differ from value.
     */
    differs?: true;
    byteMask?: Bytes;
    /**
     * For `refused` and `blocked`.
     */
    status?: "UR" | "CA" | "malformed";
    snoop?: boolean;
    memoryType?: "UC" | "UC-" | "WC" | "WT" | "WP" | "WB";
    responses?: Response[];
    requests?: DeviceTlbRequest[];
  }[];
  /**
   * Hash of this object without this property, as canonical JSON.
   */
  sha256: string;
  platform?: Platform;
}
/**
 * What an implementation claims.
 */
export interface Capabilities {
  ver: Hex;
  cap: Hex;
  ecap: Hex;
  /**
   * Host address width in bits; no register reports it.
   */
  haw: number;
  /**
   * What registers that report capabilities of optional features read, by name without `_REG`: MTRRCAP, PERFCAP, PERFEVNTCAP[0], ECCAP_3, VCCAP and their like. One that is left out claims nothing.
   */
  registers?: {
    [k: string]: Hex;
  };
}
/**
 * The PASID TLP prefix.
 */
export interface Pasid {
  /**
   * PASID, 20 bits.
   */
  value: number;
  /**
   * Privileged-mode-Requested.
   */
  privileged?: true;
  /**
   * Execute-Requested.
   */
  execute?: true;
}
/**
 * A page group response.
 */
export interface Response {
  target: SourceId;
  group: number;
  code: number;
  pasid?: number;
}
/**
 * A device-TLB invalidation request.
 */
export interface DeviceTlbRequest {
  target: SourceId;
  address: Hex;
  /**
   * The S field.
   */
  size: boolean;
  /**
   * The Global Invalidate field.
   */
  global: boolean;
  pasid?: number;
}
/**
 * A machine with several remapping units, or with one that serves only some devices. Each request goes to the unit that the table gives its source-id; one that no unit serves is not remapped.
 */
export interface Platform {
  dmar: Bytes;
  /**
   * Claims of each unit, in the order of the table's DRHD structures.
   *
   * @minItems 1
   */
  units: Capabilities[];
  /**
   * Bridges with the buses below them.
   *
   * Items: A bridge.
   */
  bridges: {
    /**
     * PCI segment; 0 if absent.
     */
    segment?: number;
    bridge: SourceId;
    /**
     * Secondary bus.
     */
    secondary: number;
    /**
     * Subordinate bus.
     */
    subordinate: number;
  }[];
  /**
   * Functions that no device scope names because they go with another: virtual, extended and phantom ones.
   *
   * Items: A function.
   */
  followers: {
    /**
     * PCI segment; 0 if absent.
     */
    segment?: number;
    function: SourceId;
    of: SourceId;
  }[];
}
