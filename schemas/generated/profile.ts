/* Generated from the schema of the same name by scripts/generate-schemas.ts. Do not edit. */

/**
 * A capability profile: what an imagined implementation claims, by field name. Fields left out are 0.
 */
export interface Profile {
  /**
   * Relative path of this schema.
   */
  $schema: string;
  /**
   * What the profile stands for.
   */
  title: string;
  /**
   * Fields of VER_REG.
   */
  ver: {
    [k: string]: number;
  };
  /**
   * Fields of CAP_REG.
   */
  cap: {
    [k: string]: number;
  };
  /**
   * Fields of ECAP_REG.
   */
  ecap: {
    [k: string]: number;
  };
  /**
   * Host address width in bits.
   */
  haw: number;
  /**
   * Fields of the registers that report what optional features have, by register name; one that is left out claims nothing.
   */
  registers?: {
    [k: string]: {
      [k: string]: number;
    };
  };
}
