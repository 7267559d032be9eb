/** A vector to begin with: it validates and passes at once, and is to be changed from there. */
import { basename, dirname, join, relative } from 'node:path';
import { UsageError } from '../errors.js';
import { PACKAGE_ROOT } from '../package-root.js';

const NAME = /^[a-z0-9][a-z0-9-]*$/;

export interface ScaffoldPlace {
  /** Path of the vector file. */
  readonly file: string;
  readonly slug: string;
  /** File below the vectors folder without `.json`: the first part of the ID. */
  readonly topic: string;
}

/** Where a vector of this ID goes. Throws a UsageError for an ID that cannot be one. */
export function placeOf(id: string, folder: string): ScaffoldPlace {
  const parts = id.split('/');
  if (parts.length < 2 || parts.some((part) => !NAME.test(part)))
    throw new UsageError(
      `an ID is TOPIC/NAME in lower-case letters, digits and hyphens, such as dma/legacy/my-topic/my-vector, found ${id}`,
    );
  const topic = parts.slice(0, -1).join('/');
  return { file: `${join(folder, topic)}.json`, slug: parts.at(-1) as string, topic };
}

/** The vector: a read through second-stage tables of legacy mode. */
export function newVector(slug: string): object {
  return {
    slug,
    title: 'A read of a mapped page returns what is in the frame',
    requirements: ['DMA-110'],
    notes: 'Replace title, requirements and steps: first the rule, then what breaks it.',
    steps: [
      { do: 'enable', root: 'root' },
      { do: 'dma', kind: 'read', from: '00:03.0', address: '0x40203000', expect: { reaches: '0x1500000' } },
    ],
  };
}

/** A new file around it, with the tables that it uses. */
export function newFile(place: ScaffoldPlace): object {
  return {
    $schema: relative(dirname(place.file), join(PACKAGE_ROOT, 'schemas/vector-file.schema.json')).replaceAll('\\', '/'),
    title: `What ${basename(place.topic)} is about`,
    description: 'What the vectors of this file share.',
    requires: 'CAP.SAGAW[1] && CAP.MGAW >= 30',
    given: {
      tables: {
        root: { at: '0x100000', of: 'root-entry', entries: { '0': { P: 1, CTP: 'context' } } },
        context: { at: '0x101000', of: 'context-entry', entries: { '03.0': { P: 1, AW: 1, DID: 1, SSPTPTR: 'pdp' } } },
        pdp: { at: '0x102000', of: 'ss-pdpe', entries: { '1': { R: 1, W: 1, ADDR: 'pd' } } },
        pd: { at: '0x103000', of: 'ss-pde', entries: { '1': { R: 1, W: 1, ADDR: 'pt' } } },
        pt: { at: '0x104000', of: 'ss-pte', entries: { '3': { R: 1, W: 1, ADDR: '0x1500000' } } },
      },
    },
    vectors: [newVector(place.slug)],
  };
}
