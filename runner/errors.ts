/** Errors that are the user's to mend; anything else that is thrown is ours. */

/** Where in a file something is: its path, and a JSON pointer (RFC 6901) into it. */
export interface Place {
  readonly file: string;
  readonly pointer?: string;
}

export interface Complaint extends Place {
  readonly expected: string;
  readonly found: string;
  readonly hint?: string;
}

/** A vector, profile, requirement or expectations file that cannot be used. Exit code 2. */
export class InputError extends Error {
  override readonly name = 'InputError';

  constructor(readonly complaint: Complaint) {
    const { file, pointer, expected, found, hint } = complaint;
    super(
      [
        `${file}${pointer === undefined ? '' : `#${pointer}`}`,
        `  expected: ${expected}`,
        `  found:    ${found}`,
        ...(hint === undefined ? [] : [`  hint:     ${hint}`]),
      ].join('\n'),
    );
  }
}

/** A command line that cannot be carried out. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** An implementation under test that cannot be started. Exit code 3. */
export class AdapterError extends Error {
  override readonly name = 'AdapterError';
}

/** A value as it stands in an error: JSON, cut to a readable length, without control characters. */
export function shown(value: unknown): string {
  const text = (JSON.stringify(value) as string | undefined) ?? String(value);
  return printable(text.length > 120 ? `${text.slice(0, 117)}...` : text);
}

/** Replaces control characters, so that nothing from outside can steer a terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
