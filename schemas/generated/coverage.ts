/* Generated from the schema of the same name by scripts/generate-schemas.ts. Do not edit. */

/**
 * What one or several runs cover.
 */
export interface Coverage {
  /**
   * Version of this form.
   */
  format: 1;
  /**
   * The suite whose catalogue and vectors are looked at.
   */
  suite: {
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
   * Implementations of the reports, in their order.
   *
   * Items: One of them.
   */
  subjects: {
    /**
     * Name.
     */
    name: string;
    /**
     * Version.
     */
    version: string;
    /**
     * How it was addressed.
     */
    adapter: string;
    /**
     * Profile it was configured to, or `own`, `first-fit` or `every`.
     */
    profile: string;
    /**
     * Hash of the suite that it ran.
     */
    suite: string;
    summary: Summary;
  }[];
  summary: Summary;
  /**
   * Every requirement of the catalogue.
   *
   * Items: A requirement.
   */
  requirements: {
    /**
     * ID.
     */
    id: string;
    /**
     * Section or sections of Rev 5.10.
     */
    section: string;
    /**
     * What a unit shall do, or permitted freedom.
     */
    level: "must" | "may";
    /**
     * What the statement is about.
     */
    kind: string;
    /**
     * The statement.
     */
    statement: string;
    /**
     * Claims without which it does not apply.
     */
    capabilities?: string;
    /**
     * Why no vector can check it.
     */
    why?: string;
    /**
     * Covered by a vector that passed, or why not.
     */
    status: "covered" | "failing" | "skipped" | "not-run" | "not-applicable" | "uncited" | "untestable";
    /**
     * Vectors that cite it.
     *
     * Items: A vector.
     */
    vectors: {
      /**
       * ID.
       */
      id: string;
      /**
       * Claims that it needs.
       */
      requires: string;
      /**
       * What became of it.
       *
       * Items: A result.
       */
      results: {
        /**
         * Index in `subjects`.
         */
        subject: number;
        /**
         * Profile used.
         */
        profile?: string;
        /**
         * How it ended.
         */
        outcome: "pass" | "fail" | "known-fail" | "unexpected-pass" | "skipped" | "crashed" | "timeout" | "errored";
        /**
         * Why skipped, crashed, timed out or errored; for a known failure the listed reason.
         */
        reason?: string;
      }[];
    }[];
  }[];
  /**
   * Claims that vectors ask for.
   *
   * Items: A claim.
   */
  capabilities: {
    /**
     * Field as expressions write it; empty for vectors that ask for nothing.
     */
    claim: string;
    /**
     * Requirements that the vectors cite.
     */
    requirements: number;
    /**
     * Vectors that ask for it.
     */
    vectors: number;
    /**
     * Number of results by outcome.
     */
    results: {
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
    };
  }[];
  /**
   * Combinations, those without any vector included.
   */
  crosses: {
    /**
     * Request kind × translation × condition.
     *
     * Items: A cell.
     */
    requests: {
      /**
       * What the request goes through.
       */
      translation: string;
      /**
       * Class of the condition, or `success`.
       */
      class: string;
      /**
       * Condition of Table 30 or Table 15, or `success`.
       */
      condition: string;
      /**
       * Fault reason, or null where nothing is a fault.
       */
      reason: null | number;
      /**
       * Kind of request: column of Table 30, or `interrupt`.
       */
      kind: string;
      /**
       * Vectors that ran and met it.
       */
      vectors: number;
      /**
       * Those of them that passed.
       */
      passed: number;
      /**
       * Operations of vectors that passed: read, write, ...
       */
      operations: string[];
    }[];
    /**
     * Invalidation descriptor or register × granularity.
     *
     * Items: A row.
     */
    invalidations: {
      /**
       * Descriptor or register.
       */
      command: string;
      /**
       * Granularity or another use, or why it is refused.
       */
      variant: string;
      /**
       * Vectors that ran and met it.
       */
      vectors: number;
      /**
       * Those of them that passed.
       */
      passed: number;
    }[];
    /**
     * Register field × access.
     *
     * Items: A field.
     */
    registers: {
      /**
       * Register.
       */
      register: string;
      /**
       * Field.
       */
      field: string;
      /**
       * Bits.
       */
      bits: string;
      /**
       * Access type.
       */
      access: string;
      /**
       * What vectors do with it.
       *
       * Items: A use.
       */
      uses: {
        /**
         * Read with bits that are compared, written as 0, written with a 1.
         */
        use: "read" | "zeros" | "ones";
        /**
         * Whether it shows that the field behaves as its access type says.
         */
        wanted: boolean;
        /**
         * Vectors that ran and met it.
         */
        vectors: number;
        /**
         * Those of them that passed.
         */
        passed: number;
      }[];
    }[];
  };
}
/**
 * Requirements by coverage.
 */
export interface Summary {
  /**
   * All of the catalogue.
   */
  requirements: number;
  /**
   * Those that no vector can check.
   */
  untestable: number;
  /**
   * Those that a vector can check.
   */
  testable: number;
  /**
   * Testable ones about something that the claims of a subject include.
   */
  applicable: number;
  /**
   * Testable ones cited by a vector that passed.
   */
  covered: number;
  /**
   * Testable ones that are not covered.
   */
  uncovered: number;
  /**
   * The uncovered ones by reason.
   */
  byStatus: {
    /**
     * Vectors that cite it ran, and none passed.
     */
    failing: number;
    /**
     * Every vector that cites it was skipped.
     */
    skipped: number;
    /**
     * No vector that cites it is in the report.
     */
    notRun: number;
    /**
     * It is about something that no subject claims.
     */
    notApplicable: number;
    /**
     * No vector cites it.
     */
    uncited: number;
  };
  /**
   * What a unit shall do.
   */
  must: {
    /**
     * Those that a vector can check.
     */
    testable: number;
    /**
     * Those of them that are covered.
     */
    covered: number;
    /**
     * Those of them that are not.
     */
    uncovered: number;
  };
  /**
   * Permitted freedom.
   */
  may: {
    /**
     * Those that a vector can check.
     */
    testable: number;
    /**
     * Those of them that are covered.
     */
    covered: number;
    /**
     * Those of them that are not.
     */
    uncovered: number;
  };
}
