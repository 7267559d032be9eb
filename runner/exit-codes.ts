/** Exit codes of the command; they are part of its contract. */
export const EXIT = {
  /** Everything as expected. */
  ok: 0,
  /** At least one unexpected result. */
  unexpected: 1,
  /** Usage, or invalid vectors. */
  usage: 2,
  /** An adapter could not start. */
  adapter: 3,
  /** Interrupted. */
  interrupted: 4,
} as const;
