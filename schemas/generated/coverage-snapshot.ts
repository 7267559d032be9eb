/* Generated from the schema of the same name by scripts/generate-schemas.ts. Do not edit. */

/**
 * Requirements that the suite covers, each with vectors that cover it. Written by vtd coverage --update.
 */
export interface CoverageSnapshot {
  /**
   * This schema.
   */
  $schema: string;
  /**
   * Version of this form.
   */
  format: 1;
  /**
   * By ID of the requirement.
   */
  requirements: {
    /**
     * Up to three vectors that cover it.
     *
     * @minItems 1
     *
     * Items: ID of a vector.
     */
    [k: string]: string[];
  };
}
