/** Takes parts of a vector away as long as what is left still shows the same. */
import type { Given, Patches } from '../vectors/source.js';
import type { Parts } from './standalone.js';

/** A part that can be taken away: how the rest looks without it. */
type Removal = (parts: Parts) => Parts | undefined;

/** What the search needs to know of a candidate; it may take as long as it likes. */
export type Shows = (parts: Parts) => Promise<boolean>;

/**
 * The smallest parts that still show it, of those that are reached by taking away one part after the other; `onTry` hears of
 * each attempt.
 */
export async function shrink(parts: Parts, shows: Shows, onTry: () => void = () => undefined): Promise<Parts> {
  let best = parts;
  let isSmaller: boolean;
  // What could not go at first may go once something else is gone.
  do {
    isSmaller = false;
    for (const removals of [stepRemovals, givenRemovals, tableRemovals, entryRemovals, fieldRemovals]) {
      for (const remove of removals(best)) {
        const candidate = remove(best);
        if (candidate === undefined) continue;
        onTry();
        if (!(await shows(candidate))) continue;
        best = candidate;
        isSmaller = true;
      }
    }
  } while (isSmaller);
  return best;
}

/** From the end: later steps lean on earlier ones. Parts are named by themselves, for their places move. */
function stepRemovals({ steps }: Parts): Removal[] {
  return [...steps].reverse().map((step) => (parts) => {
    const rest = parts.steps.filter((each) => each !== step);
    return rest.length === parts.steps.length || rest.length === 0 ? undefined : { ...parts, steps: rest };
  });
}

function givenRemovals({ given, change }: Parts): Removal[] {
  const lists = (['steps', 'memory', 'unreadable', 'unwritable'] as const).flatMap((key) =>
    (given[key] ?? []).map((item: unknown): Removal => {
      return (parts) => {
        const list: readonly unknown[] = parts.given[key] ?? [];
        const rest = list.filter((each) => each !== item);
        if (rest.length === list.length) return undefined;
        return { ...parts, given: { ...without(parts.given, key), ...(rest.length === 0 ? {} : { [key]: rest }) } };
      };
    }),
  );
  const changes = Object.keys(change).map(
    (key): Removal =>
      (parts) =>
        key in parts.change ? { ...parts, change: without(parts.change, key) } : undefined,
  );
  return [...lists, ...changes];
}

function tableRemovals({ given }: Parts): Removal[] {
  return Object.keys(given.tables ?? {}).map(
    (name) => (parts) => withTables(parts, (tables) => (name in tables ? without(tables, name) : undefined)),
  );
}

function entryRemovals({ given }: Parts): Removal[] {
  return Object.entries(given.tables ?? {}).flatMap(([name, { entries = {} }]) =>
    Object.keys(entries).map((index): Removal => {
      return (parts) => withEntries(parts, name, (all) => (index in all ? without(all, index) : undefined));
    }),
  );
}

function fieldRemovals({ given }: Parts): Removal[] {
  return Object.entries(given.tables ?? {}).flatMap(([name, { entries = {} }]) =>
    Object.entries(entries).flatMap(([index, entry]) =>
      Object.keys(entry).map((field): Removal => {
        return (parts) =>
          withEntries(parts, name, (all) => {
            const own = all[index];
            return own !== undefined && field in own ? { ...all, [index]: without(own, field) } : undefined;
          });
      }),
    ),
  );
}

type Tables = NonNullable<Given['tables']>;
type Entries = NonNullable<Tables[string]['entries']>;

function withTables(parts: Parts, change: (tables: Tables) => Tables | undefined): Parts | undefined {
  const tables = change(parts.given.tables ?? {});
  return tables === undefined ? undefined : { ...parts, given: { ...parts.given, tables } };
}

function withEntries(parts: Parts, name: string, change: (entries: Entries) => Entries | undefined): Parts | undefined {
  return withTables(parts, (tables) => {
    const table = tables[name];
    const entries = change(table?.entries ?? {});
    return table === undefined || entries === undefined ? undefined : { ...tables, [name]: { ...table, entries } };
  });
}

function without<T extends object>(from: T, key: string): T {
  return Object.fromEntries(Object.entries(from).filter(([each]) => each !== key)) as T;
}

/** How much is left, in numbers that people know. */
export function sizeOf({ given, steps, change }: Parts): { steps: number; tables: number; entries: number; changes: number } {
  const tables = Object.values(given.tables ?? {});
  return {
    steps: steps.length + (given.steps ?? []).length,
    tables: tables.length,
    entries: tables.reduce((sum, { entries = {} }) => sum + Object.keys(entries).length, 0),
    changes: Object.keys(change satisfies Patches).length,
  };
}
