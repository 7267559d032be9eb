/**
 * Splits a command line into words as a POSIX shell does: blanks separate, '…' is literal, "…" keeps blanks, a
 * backslash takes the next character as it is. Nothing else of a shell applies: no variables, patterns or pipes,
 * so a command from a file or an argument cannot start anything but the one program it names.
 */
import { UsageError } from '../../errors.js';

/** Program and arguments. Throws a UsageError if there is no word, or a quote or backslash without its end. */
export function splitCommandLine(text: string): [program: string, ...args: string[]] {
  const words: string[] = [];
  // Undefined between words: an empty pair of quotes is a word, two blanks are none.
  let word: string | undefined;
  for (let i = 0; i < text.length;) {
    const character = text[i] as string;
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      i++;
      continue;
    }
    const [part, next] = readPart(text, i);
    word = (word ?? '') + part;
    i = next;
  }
  if (word !== undefined) words.push(word);
  const [program, ...args] = words;
  if (program === undefined || program === '') throw new UsageError(`exec: needs a command, for example exec:'./my-iommu --stdio'`);
  return [program, ...args];
}

/** What stands at `start` (a quoted part, an escaped character or a plain one), and where the next part begins. */
function readPart(text: string, start: number): [part: string, next: number] {
  const character = text[start] as string;
  if (character === '\\') return [following(text, start), start + 2];
  if (character !== "'" && character !== '"') return [character, start + 1];
  let part = '';
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === character) return [part, i + 1];
    // Between double quotes a backslash means something only before these.
    if (character === '"' && text[i] === '\\' && /["\\$`]/.test(text[i + 1] ?? '')) i++;
    part += text[i] as string;
  }
  throw new UsageError(`the command ${text} has a ${character} without its other half`);
}

function following(text: string, at: number): string {
  const next = text[at + 1];
  if (next === undefined) throw new UsageError(`the command ${text} ends in a backslash`);
  return next;
}
