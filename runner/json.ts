/** Reading JSON files that somebody wrote by hand: every mistake is named by file, place, expectation and finding. */
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ErrorObject } from 'ajv';
import { InputError, shown } from './errors.js';
import { PACKAGE_ROOT } from './package-root.js';

type Validate = ((data: unknown) => boolean) & { errors?: ErrorObject[] | null };
export type SchemaName =
  | 'vector-file'
  | 'profile'
  | 'requirements'
  | 'expectations'
  | 'protocol-request'
  | 'protocol-reply'
  | 'expanded-vector'
  | 'report'
  | 'coverage'
  | 'coverage-snapshot';

const require = createRequire(join(PACKAGE_ROOT, 'package.json'));
const validators = new Map<SchemaName, Validate>();

/** Files beyond this are refused before they are read. */
const LARGEST_FILE = 16 * 1024 * 1024;

/** Reads and parses a JSON file. Throws an InputError if it is missing, larger than `limit` bytes or not JSON. */
export function readJson(path: string, label = path, limit = LARGEST_FILE): unknown {
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > limit) {
      throw new InputError({
        file: label,
        expected: `a file of at most ${String(limit / 2 ** 20)} MiB`,
        found: `${String(size)} bytes`,
        hint: 'split the file',
      });
    }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError({ file: label, expected: 'a readable file', found: (error as NodeJS.ErrnoException).code ?? String(error) });
  }
  return parseJson(text, label);
}

/** Parses JSON text. Throws an InputError that names line and column. */
export function parseJson(text: string, label: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const { message } = error as Error;
    const at = /position (\d+)/.exec(message);
    const before = text.slice(0, at === null ? text.length : Number(at[1])).split('\n');
    const place = `line ${String(before.length)}, column ${String((before.at(-1) ?? '').length + 1)}`;
    throw new InputError({ file: label, expected: 'JSON', found: `${message.replace(/ in JSON at position \d+.*$/s, '')} at ${place}` });
  }
}

/** Checks a value against a schema. Throws an InputError for the most telling of its mistakes. */
export function validate(schema: SchemaName, value: unknown, label: string): void {
  const complaint = mistake(schema, value);
  if (complaint !== undefined) throw new InputError({ file: label, ...complaint });
}

/** The most telling mistake of a value against a schema, if there is one. */
export function mistake(
  schema: SchemaName,
  value: unknown,
): { pointer: string; expected: string; found: string; hint?: string } | undefined {
  let validator = validators.get(schema);
  if (validator === undefined) {
    validator = require(`./schemas/generated/${schema}.validate.cjs`) as Validate;
    validators.set(schema, validator);
  }
  if (validator(value)) return undefined;
  const errors = validator.errors ?? [];
  const error = errors.reduce((best, next) => (depth(next) > depth(best) ? next : best), errors[0] as ErrorObject);
  return describe(error, value);
}

/** Of several errors about alternatives, the one deepest in the document tells most. */
function depth(error: ErrorObject): number {
  return error.instancePath.split('/').length + (error.keyword === 'additionalProperties' ? 0.5 : 0);
}

function describe(error: ErrorObject, document: unknown): { pointer: string; expected: string; found: string; hint?: string } {
  const params = error.params as Record<string, unknown>;
  const pointer = error.instancePath;
  const found = shown(at(document, pointer));
  switch (error.keyword) {
    case 'additionalProperties': {
      const name = String(params.additionalProperty);
      return {
        pointer: `${pointer}/${name}`,
        expected: 'a property that the schema knows',
        found: `unknown property ${shown(name)}`,
        hint: 'check the spelling; editors complete the names through $schema',
      };
    }
    case 'required':
      return {
        pointer,
        expected: `property ${shown(params.missingProperty)}`,
        found: `only ${Object.keys(at(document, pointer) as object).join(', ') || 'an empty object'}`,
      };
    case 'enum':
      return { pointer, expected: `one of ${(params.allowedValues as unknown[]).map(shown).join(', ')}`, found };
    case 'const':
      return { pointer, expected: shown(params.allowedValue), found };
    case 'discriminator':
      return {
        pointer: `${pointer}/${String(params.tag)}`,
        expected: `a known value of "${String(params.tag)}"`,
        found: shown(params.tagValue),
      };
    case 'pattern':
      return { pointer, expected: `a string of the form ${String(params.pattern)}`, found };
    case 'propertyNames':
      return { pointer, expected: 'a name of the form the schema gives', found: shown(params.propertyName) };
    case 'type':
      return { pointer, expected: `a value of type ${String(params.type).replace(',', ' or ')}`, found };
    default:
      return { pointer, expected: `a value that ${error.message ?? 'the schema allows'}`, found };
  }
}

/** The value a JSON pointer names. */
function at(document: unknown, pointer: string): unknown {
  let value = document;
  for (const part of pointer.split('/').slice(1)) {
    value = (value as Record<string, unknown> | undefined)?.[part.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return value;
}
