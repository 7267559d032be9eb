/* Generated from the schema of the same name by scripts/generate-schemas.ts. Do not edit. */

/**
 * A message from the runner to an adapter process: one line of JSON on its standard input.
 */
export type ProtocolRequest =
  | {
      cmd: "start";
      /**
       * Echoed in the reply.
       */
      seq: number;
      protocol: 1;
    }
  | {
      cmd: "configure";
      /**
       * Echoed in the reply.
       */
      seq: number;
      capabilities: Capabilities;
    }
  | {
      cmd: "run";
      /**
       * Echoed in the reply.
       */
      seq: number;
      /**
       * ID of the vector, for logs.
       */
      id: string;
      operations: Operation[];
      platform?: Platform;
    }
  | {
      cmd: "stop";
      /**
       * Echoed in the reply.
       */
      seq: number;
    };
/**
 * Unsigned number of up to 32 bits: `0x` and lower-case hexadecimal digits.
 */
export type Hex32 = string;
/**
 * Unsigned number of up to 64 bits: `0x` and lower-case hexadecimal digits.
 */
export type Hex = string;
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
 * Requester-id as bus:device.function, hexadecimal.
 */
export type SourceId = string;

/**
 * What an implementation claims.
 */
export interface Capabilities {
  ver: Hex32;
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
