/** Where in its file a vector begins, as editors count. */
import { readFileSync } from 'node:fs';
import { LineCounter, isNode, parseDocument } from 'yaml';
import type { Place } from '../errors.js';

const documents = new Map<string, { document: ReturnType<typeof parseDocument>; lines: LineCounter }>();

/** The line, from 1, of the value that a JSON pointer names; undefined if the file cannot be read or has none. JSON is YAML, and YAML knows its places. */
export function lineOf({ file, pointer = '' }: Place): number | undefined {
  let parsed = documents.get(file);
  if (parsed === undefined) {
    const lines = new LineCounter();
    try {
      parsed = { document: parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines }), lines };
    } catch {
      return undefined;
    }
    documents.set(file, parsed);
  }
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')));
  const node: unknown = parsed.document.getIn(path, true);
  return isNode(node) && node.range ? parsed.lines.linePos(node.range[0]).line : undefined;
}
