/* Generated from the schema of the same name by scripts/generate-schemas.ts. Do not edit. */

/**
 * Unsigned number of up to 64 bits: `0x` and lower-case hexadecimal digits.
 */
export type Hex = string;

/**
 * The result of a run.
 */
export interface Report {
  /**
   * This schema.
   */
  $schema?: string;
  /**
   * Version of this form.
   */
  format: 1;
  /**
   * What was run.
   */
  suite: {
    /**
     * Version of the suite.
     */
    version: string;
    /**
     * SHA-256 over all vector files.
     */
    hash: string;
    /**
     * Revision of the architecture specification.
     */
    specification: string;
  };
  /**
   * Which part of the suite.
   */
  shard?: {
    /**
     * From 1.
     */
    index: number;
    /**
     * Number of shards.
     */
    count: number;
  };
  /**
   * Time the run began, ISO 8601.
   */
  started: string;
  /**
   * Wall time.
   */
  durationMs: number;
  /**
   * Whether the run ended before all vectors were tried.
   */
  interrupted: boolean;
  summary: Summary;
  /**
   * Items: One implementation under test.
   */
  subjects: {
    /**
     * How it was addressed.
     */
    adapter: string;
    /**
     * Name.
     */
    name: string;
    /**
     * Version.
     */
    version: string;
    /**
     * Web pages.
     */
    links?: {
      [k: string]: string;
    };
    /**
     * Profile it was configured to, or `own` for its own claims, or `first-fit`.
     */
    profile: string;
    /**
     * Claims; null for first-fit, where each result names its profile.
     */
    capabilities: null | Capabilities;
    /**
     * Remarks by the adapter.
     */
    notes: string[];
    summary: Summary;
    /**
     * Share of the testable must-requirements exercised.
     */
    mustRequirements?: {
      /**
       * Cited by a vector that ran.
       */
      exercised: number;
      /**
       * Cited by any vector of the suite.
       */
      cited: number;
    };
    /**
     * Profiles that results may name, with their claims; absent where the subject makes its own.
     *
     * Items: A profile.
     */
    profiles?: {
      /**
       * Name.
       */
      name: string;
      capabilities: Capabilities;
    }[];
  }[];
  /**
   * Items: One vector on one subject.
   */
  results: {
    /**
     * Index in `subjects`.
     */
    subject: number;
    /**
     * Vector ID.
     */
    id: string;
    /**
     * Title.
     */
    title: string;
    /**
     * Requirement IDs.
     */
    requirements: string[];
    /**
     * Tags.
     */
    tags: string[];
    /**
     * Profile used.
     */
    profile?: string;
    /**
     * How it ended.
     */
    outcome: "pass" | "fail" | "known-fail" | "unexpected-pass" | "skipped" | "crashed" | "timeout" | "errored";
    /**
     * Permitted outcomes that the subject's behaviour fits, where there are several.
     */
    chosen?: string[];
    /**
     * Why skipped, crashed, timed out or errored; for a known failure the listed reason.
     */
    reason?: string;
    /**
     * For a failure: where it left the nearest permitted outcome.
     *
     * Items: One difference between what was expected and what was found.
     */
    differences?: {
      /**
       * Permitted outcome that was tried.
       */
      outcome: string;
      /**
       * Index of the step, or -1 for the end state.
       */
      step: number;
      /**
       * Index of the operation.
       */
      operation?: number;
      /**
       * What was compared.
       */
      what: string;
      /**
       * Raw.
       */
      expected: string;
      /**
       * Raw.
       */
      found: string;
      /**
       * Bits that count.
       */
      mask?: string;
      /**
       * Fields that differ, decoded.
       *
       * Items: A field.
       */
      fields?: {
        /**
         * Field.
         */
        name: string;
        /**
         * Value.
         */
        expected: string;
        /**
         * Value.
         */
        found: string;
      }[];
    }[];
    /**
     * Command that repeats it.
     */
    repeat?: string;
    /**
     * Time taken.
     */
    durationMs: number;
  }[];
}
/**
 * Number of results by outcome.
 */
export interface Summary {
  /**
   * Results: pass.
   */
  pass: number;
  /**
   * Results: fail.
   */
  fail: number;
  /**
   * Results: knownFail.
   */
  knownFail: number;
  /**
   * Results: unexpectedPass.
   */
  unexpectedPass: number;
  /**
   * Results: skipped.
   */
  skipped: number;
  /**
   * Results: crashed.
   */
  crashed: number;
  /**
   * Results: timeout.
   */
  timeout: number;
  /**
   * Results: errored.
   */
  errored: number;
  /**
   * Results: total.
   */
  total: number;
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
