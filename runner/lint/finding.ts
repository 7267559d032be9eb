/** What `vtd lint` says of a place in a vector file. */

export interface Finding {
  readonly file: string;
  /** JSON pointer into the file. */
  readonly pointer: string;
  /** Name of the rule. */
  readonly rule: string;
  /** What is wrong and what to change. */
  readonly message: string;
}
