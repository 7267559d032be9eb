/** One difference of a failure: values bit by bit or byte by byte where they are numbers, and the fields that differ. */
import type { PageDifference, PageLayout } from '../../../runner/reporters/html/page-data.js';
import { BitGrid } from './bit-grid.js';
import { ByteGrid } from './byte-grid.js';

interface Props {
  readonly difference: PageDifference;
  readonly layouts: Readonly<Record<string, PageLayout>>;
}

const NUMBER = /^0x[0-9a-f]{1,16}$/;
const BYTES = /^(?:[0-9a-f]{2})+$/;

export function Difference({ difference, layouts }: Props) {
  const { place, what, expected, found, mask, at } = difference;
  const layout = at === undefined ? undefined : layouts[at[0]];
  return (
    <section class="difference">
      <h4>
        <span class="place">{place}</span> {what}
        {layout !== undefined && (
          <span class="dim">
            {' '}
            {layout.title}, §{layout.section}
          </span>
        )}
      </h4>
      <dl class="values">
        <dt>expected</dt>
        <dd>
          <code>{expected}</code>
        </dd>
        <dt>found</dt>
        <dd>
          <code class="found">{found}</code>
        </dd>
        {mask !== undefined && !isWhole(mask) && (
          <>
            <dt>under mask</dt>
            <dd>
              <code>{mask}</code>
            </dd>
          </>
        )}
      </dl>
      <Grid difference={difference} layout={layout} />
      <Fields difference={difference} layout={layout} />
    </section>
  );
}

/** A mask of all bits says nothing. */
function isWhole(mask: string): boolean {
  return /^0x(?:f{8}|f{16})$/.test(mask);
}

function Grid({ difference, layout }: { readonly difference: PageDifference; readonly layout: PageLayout | undefined }) {
  const { expected, found, mask, at } = difference;
  if (NUMBER.test(expected) && NUMBER.test(found)) {
    const width = at?.[2] ?? (Math.max(expected.length, found.length, mask?.length ?? 0) > 10 ? 64 : 32);
    const all = (1n << BigInt(width)) - 1n;
    return (
      <BitGrid
        expected={BigInt(expected)}
        found={BigInt(found)}
        mask={mask !== undefined && NUMBER.test(mask) ? BigInt(mask) : all}
        width={width}
        lowBit={at?.[1] ?? 0}
        layout={layout}
      />
    );
  }
  if (BYTES.test(expected) && BYTES.test(found)) return <ByteGrid expected={expected} found={found} />;
  return null;
}

function Fields({ difference, layout }: { readonly difference: PageDifference; readonly layout: PageLayout | undefined }) {
  const { fields } = difference;
  if (fields === undefined || fields.length === 0) return null;
  return (
    <table class="fields">
      <thead>
        <tr>
          <th scope="col">field</th>
          <th scope="col">bits</th>
          <th scope="col">expected</th>
          <th scope="col">found</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(([name, expected, found]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{bitsOf(layout, name)}</td>
            <td>
              <code>{expected}</code>
            </td>
            <td>
              <code class="found">{found}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function bitsOf(layout: PageLayout | undefined, name: string): string {
  const field = layout?.fields.find(([candidate]) => candidate === name);
  if (field === undefined) return '';
  const [, high, low] = field;
  return high === low ? String(low) : `${String(high)}:${String(low)}`;
}
