/* Generated from the schema of the same name by scripts/generate-schemas.ts. Do not edit. */

/**
 * Known failures of one implementation. A listed vector that passes is an unexpected pass; an unlisted one that fails is a failure.
 */
export interface Expectations {
  /**
   * Relative path of this schema.
   */
  $schema: string;
  /**
   * The implementation and version the list holds for.
   */
  subject: string;
  /**
   * Items: One deviation.
   */
  entries: {
    /**
     * @minItems 1
     *
     * Items: Vector ID, or a glob over IDs that matches at least one. Each must fail.
     */
    vectors: string[];
    /**
     * A register field that does not read as it must. It also fails vectors that are about something else: where nothing but this field differs, a vector counts as listed here.
     */
    field?: {
      /**
       * Name of the register, such as IQA.
       */
      register: string;
      /**
       * Name of the field, such as DW.
       */
      name: string;
    };
    /**
     * Capability expression: with which claims the implementation deviates, for one that is built or configured in several ways. All if absent.
     */
    requires?: string;
    /**
     * How the vectors end.
     */
    outcome: "fail" | "crashed" | "timeout";
    /**
     * Requirement that is broken.
     */
    requirement: string;
    /**
     * What the implementation does instead.
     */
    reason: string;
    /**
     * Section of the specification where the expectation was confirmed.
     */
    confirmed: string;
    /**
     * Where the deviation is reported or discussed.
     */
    link?: string;
  }[];
}
