/** Vectors that stand in the file once for several cases: `{name}` is replaced by the case's value. */
import type { Vector } from '../../schemas/generated/vector-file.js';
import { InputError, shown } from '../errors.js';

type Case = NonNullable<Vector['cases']>[number];

/** The vectors that one element of a file stands for: itself, or one for each case. Throws an InputError for a name no case has. */
export function expandCases(vector: Vector, file: string, pointer: string): Vector[] {
  if (vector.cases === undefined) return [vector];
  const { cases, ...template } = vector;
  const filled = new Set<object>();
  noteNames(template, filled);
  return cases.map((values, i) => fill(template, values, filled, file, `${pointer}/cases/${String(i)}`) as Vector);
}

/** Notes which parts of a template have names to fill in; the cases share the others. */
function noteNames(value: unknown, filled: Set<object>): boolean {
  if (typeof value === 'string') return value.includes('{');
  if (typeof value !== 'object' || value === null) return false;
  let hasNames = false;
  for (const [key, item] of Object.entries(value)) hasNames = noteNames(item, filled) || key.includes('{') || hasNames;
  if (hasNames) filled.add(value);
  return hasNames;
}

function fill(value: unknown, values: Case, filled: ReadonlySet<object>, file: string, pointer: string): unknown {
  if (typeof value === 'string') return fillText(value, values, file, pointer);
  if (typeof value !== 'object' || value === null || !filled.has(value)) return value;
  if (Array.isArray(value)) return value.map((item) => fill(item, values, filled, file, pointer));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [String(fillText(key, values, file, pointer)), fill(item, values, filled, file, pointer)]),
  );
}

/** A string that is nothing but `{name}` becomes the value itself, so that numbers stay numbers. */
function fillText(text: string, values: Case, file: string, pointer: string): unknown {
  if (!text.includes('{')) return text;
  const whole = /^\{([a-zA-Z]+)\}$/.exec(text);
  if (whole !== null) return lookUp(whole[1] as string, values, file, pointer);
  return text.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => {
    const value = lookUp(name, values, file, pointer);
    return typeof value === 'string' ? value : String(value);
  });
}

function lookUp(name: string, values: Case, file: string, pointer: string): unknown {
  if (!(name in values)) {
    throw new InputError({ file, pointer, expected: `a value named "${name}", which the vector uses`, found: shown(values) });
  }
  return values[name];
}
