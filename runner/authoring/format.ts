/** The canonical form of a vector file: the order of the schema's properties, and Prettier's layout. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { format } from 'prettier';
import { PACKAGE_ROOT } from '../package-root.js';

interface SchemaPart {
  readonly properties: Readonly<Record<string, unknown>>;
}

const schema = createRequire(import.meta.url)(join(PACKAGE_ROOT, 'schemas/vector-file.schema.json')) as SchemaPart & {
  readonly definitions: { readonly vector: SchemaPart };
};

const WIDTH = 140;

/** The text of a vector file in canonical form. It must be JSON. */
export async function formatVectorFile(text: string): Promise<string> {
  const document = JSON.parse(text) as { vectors?: Record<string, unknown>[] };
  const ordered = inOrder(document, schema);
  if (Array.isArray(document.vectors)) ordered.vectors = document.vectors.map((vector) => inOrder(vector, schema.definitions.vector));
  // From one line, so that the layout depends on the content alone: Prettier would keep objects open that the author opened.
  return format(JSON.stringify(ordered), { parser: 'json', printWidth: WIDTH });
}

function inOrder(value: Record<string, unknown>, { properties }: SchemaPart): Record<string, unknown> {
  const known = Object.keys(properties).filter((key) => key in value);
  const unknown = Object.keys(value).filter((key) => !(key in properties));
  return Object.fromEntries([...known, ...unknown].map((key) => [key, value[key]]));
}
