/* Generated from the schema of the same name by scripts/generate-schemas.ts. Do not edit. */

/**
 * A message from an adapter process to the runner: one line of JSON on its standard output.
 */
export type ProtocolReply =
  | {
      reply: "subject";
      /**
       * The request's.
       */
      seq: number;
      protocol: 1;
      /**
       * Name of the implementation.
       */
      name: string;
      /**
       * Its version.
       */
      version: string;
      /**
       * Web pages by name.
       */
      links?: {
        [k: string]: string;
      };
      capabilities: Capabilities;
      /**
       * Whether `configure` is understood.
       */
      configurable: boolean;
      /**
       * Memory that vectors may use.
       */
      ram: Range[];
      /**
       * Where accesses fail without `poison`.
       */
      inaccessible: Range[];
      /**
       * Whether any range can be made to fail.
       */
      poison: boolean;
      /**
       * Requester-ids that can be played.
       */
      requesters: "any" | SourceId[];
      /**
       * Kinds of request that can be sent.
       */
      dma: ("read" | "write" | "zero-length-read" | "fetch-add" | "swap" | "compare-and-swap")[];
      /**
       * Whether `status` tells how a request completed.
       */
      completionStatus: boolean;
      /**
       * Whether emitted interrupts are reported.
       */
      observesInterrupts: boolean;
      /**
       * Remarks for the report.
       */
      notes: string[];
      /**
       * What it can do beyond requests without PASID and with untranslated addresses; nothing if absent.
       */
      abilities?: (
        | "pasid"
        | "translated"
        | "translation"
        | "page-request"
        | "attributes"
        | "poison-writes"
        | "interrupt"
        | "renumber"
        | "reset"
        | "device-tlb"
      )[];
      /**
       * How many remapping units it can have as a platform (`run` with `platform`); absent if it cannot be one.
       */
      units?: number;
    }
  | {
      reply: "results";
      /**
       * The request's.
       */
      seq: number;
      results: Result[];
      /**
       * Messages seen, or null where they cannot be observed.
       */
      interrupts: null | Interrupt[];
      /**
       * Page group responses seen; none if absent.
       */
      responses?: Response[];
      /**
       * Device-TLB invalidation requests seen; none if absent.
       */
      deviceTlbRequests?: DeviceTlbRequest[];
    }
  | {
      reply: "skipped";
      /**
       * The request's.
       */
      seq: number;
      /**
       * What is missing.
       */
      reason: string;
    }
  | {
      reply: "errored";
      /**
       * The request's.
       */
      seq: number;
      /**
       * What went wrong.
       */
      message: string;
    }
  | {
      reply: "done";
      /**
       * The request's.
       */
      seq: number;
    }
  | {
      reply: "unsupported";
      /**
       * The request's.
       */
      seq: number;
      /**
       * What is not understood.
       */
      reason?: string;
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
 * Requester-id as bus:device.function, hexadecimal.
 */
export type SourceId = string;
/**
 * Bytes in memory order, two lower-case hexadecimal digits each.
 */
export type Bytes = string;

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
 * Consecutive bytes.
 */
export interface Range {
  address: Hex;
  length: Hex;
}
/**
 * What one operation gave; empty for load, poison and write.
 */
export interface Result {
  bytes?: Bytes;
  value?: Hex;
  /**
   * How a request completed: `blocked` where it failed without a known status, `unknown` where the implementation cannot tell.
   */
  status?: "success" | "blocked" | "UR" | "CA" | "malformed" | "unknown";
  /**
   * How a request accessed memory.
   */
  attributes?: {
    snoop: boolean;
    memoryType: "UC" | "UC-" | "WC" | "WT" | "WP" | "WB";
  };
}
/**
 * An interrupt message that left the unit.
 */
export interface Interrupt {
  address: Hex;
  data: Hex32;
  /**
   * Index of the operation during which it was seen.
   */
  after: number;
}
/**
 * A page group response.
 */
export interface Response {
  target: SourceId;
  group: number;
  code: number;
  pasid?: number;
  /**
   * Index of the operation during which it was seen.
   */
  after: number;
}
/**
 * A device-TLB invalidation request that left the unit.
 */
export interface DeviceTlbRequest {
  target: SourceId;
  /**
   * Unsigned number of up to 64 bits: `0x` and lower-case hexadecimal digits.
   */
  address: string;
  /**
   * The S field.
   */
  size: boolean;
  /**
   * The Global Invalidate field.
   */
  global: boolean;
  /**
   * Absent without PASID prefix.
   */
  pasid?: number;
  /**
   * Index of the operation during which it was seen.
   */
  after: number;
}
