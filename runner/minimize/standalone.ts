/** A vector by itself: what its file gives is its own, so that every part can be taken away. */
import type { SourceVector } from '../vectors/source.js';
import type { Given, Patches, Step } from '../vectors/source.js';
import type { Vector } from '../../schemas/generated/vector-file.js';

/** The parts of a vector that can be taken away. */
export interface Parts {
  readonly given: Given;
  readonly change: Patches;
  readonly steps: readonly Step[];
}

export function partsOf({ given: [file, own], change, steps }: SourceVector): Parts {
  const all = [file, own];
  const joined = <Key extends 'memory' | 'unreadable' | 'unwritable' | 'steps'>(key: Key): Partial<Pick<Given, Key>> => {
    const list = all.flatMap((given): readonly unknown[] => given?.[key] ?? []);
    return list.length === 0 ? {} : ({ [key]: list } as unknown as Pick<Given, Key>);
  };
  const platform = own?.platform ?? file?.platform;
  return {
    given: {
      tables: { ...file?.tables, ...own?.tables },
      ...joined('memory'),
      ...joined('unreadable'),
      ...joined('unwritable'),
      ...joined('steps'),
      ...(platform === undefined ? {} : { platform }),
    },
    change,
    steps,
  };
}

/** The vector with other parts. */
export function withParts(vector: SourceVector, { given, change, steps }: Parts): SourceVector {
  return { ...vector, given: [undefined, given], change, steps };
}

/** The vector as a file of its own, that `vtd run --vectors FOLDER` runs. */
export function fileOf(vector: SourceVector, { given, change, steps }: Parts, schema: string): object {
  const slug = vector.id.split('/').at(-1) as string;
  const outcomes = Object.keys(vector.outcomes).length === 0 ? {} : { outcomes: vector.outcomes };
  const own: Partial<Vector> & { slug: string } = {
    slug,
    title: vector.title,
    requirements: [...vector.requirements] as Vector['requirements'],
    ...outcomes,
    ...(Object.keys(change).length === 0 ? {} : { change }),
    steps: [...steps] as Vector['steps'],
    ...(vector.comparesEnd ? {} : { end: 'unspecified' }),
  };
  return {
    $schema: schema,
    title: `What is left of ${vector.id}`,
    description: 'The smallest part that an implementation still fails.',
    ...(vector.requires === '' ? {} : { requires: vector.requires }),
    given,
    vectors: [own],
  };
}
