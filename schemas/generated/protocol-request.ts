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
    }
  | {
      op: "write";
      offset: Hex;
      /**
       * Bytes accessed.
       */
      size: 4 | 8;
      value: Hex;
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
    }
  | {
      op: "interrupt";
      source: SourceId;
      address: Hex;
      data: Hex;
    }
  | {
      op: "reset";
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
