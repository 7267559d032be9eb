/* Generated from the schema of the same name by scripts/generate-schemas.ts. Do not edit. */

/**
 * A catalogue of normative statements that vectors cite.
 */
export interface Requirements {
  /**
   * Relative path of this schema.
   */
  $schema: string;
  /**
   * Prefix of the IDs.
   */
  prefix: string;
  /**
   * Subject of the catalogue.
   */
  title: string;
  /**
   * Items: One statement.
   */
  requirements: {
    /**
     * Never reused, never renumbered.
     */
    id: string;
    /**
     * Section or sections of Rev 5.10.
     */
    section: string;
    /**
     * `must` for what a unit shall do, `may` for permitted freedom.
     */
    level: "must" | "may";
    /**
     * The statement in our words.
     */
    statement: string;
    /**
     * A: stated by the text; B: direct inference; C: not stated.
     */
    confidence: "A" | "B" | "C";
    /**
     * Capability expression without which the statement does not apply.
     */
    capabilities?: string;
    /**
     * What the statement is about.
     */
    kind: "behaviour" | "format" | "register" | "software" | "fault" | "scenario";
    /**
     * Whether a vector can check it.
     */
    testable: boolean;
    /**
     * Why not, where it is not testable.
     */
    why?: string;
  }[];
}
