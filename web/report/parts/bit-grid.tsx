/** Two values bit above bit, 32 a line, with the fields below. */
import type { PageLayout } from '../../../runner/reporters/html/page-data.js';

interface Props {
  readonly expected: bigint;
  readonly found: bigint;
  /** Bits that count. */
  readonly mask: bigint;
  readonly width: number;
  /** Bit of the register that bit 0 of the values is. */
  readonly lowBit: number;
  readonly layout: PageLayout | undefined;
}

const PER_LINE = 32;

export function BitGrid(props: Props) {
  const lines = Array.from({ length: props.width / PER_LINE }, (_, i) => props.width - PER_LINE * (i + 1));
  // The values, and the fields that differ, stand beside it as text.
  return (
    <div class="bit-grid" role="img" aria-label={describe(props)}>
      {lines.map((low) => (
        <Line key={low} low={low} {...props} />
      ))}
    </div>
  );
}

function Line({ expected, found, mask, lowBit, layout, low }: Props & { readonly low: number }) {
  const bits = Array.from({ length: PER_LINE }, (_, i) => low + PER_LINE - 1 - i);
  const cells = (value: bigint, kind: string) =>
    bits.map((bit) => (
      <span key={bit} class={`${cellClass(expected, found, mask, bit)}${gap(bit)} ${kind}`}>
        {bitOf(mask, bit) === 1 ? bitOf(value, bit) : '·'}
      </span>
    ));
  return (
    <div class="bit-line">
      <div class="bit-row numbers">
        {bits.map((bit) => (
          <span key={bit} class={`bit${gap(bit)}`}>
            {bit % 8 === 7 || bit % 8 === 0 ? <small>{bit + lowBit}</small> : ''}
          </span>
        ))}
      </div>
      <div class="bit-row">{cells(expected, 'expected')}</div>
      <div class="bit-row">{cells(found, 'found')}</div>
      {layout !== undefined && <FieldRow {...{ layout, expected, found, mask, low, lowBit }} />}
    </div>
  );
}

interface FieldRowProps {
  readonly layout: PageLayout;
  readonly expected: bigint;
  readonly found: bigint;
  readonly mask: bigint;
  readonly low: number;
  readonly lowBit: number;
}

/** Brackets below the bits, with the name where there is room for it. */
function FieldRow({ layout, expected, found, mask, low, lowBit }: FieldRowProps) {
  const [first, last] = [low + lowBit, low + lowBit + PER_LINE - 1];
  const fields = layout.fields.filter(([, high, from]) => from <= last && high >= first);
  return (
    <div class="bit-row names">
      {fields.toReversed().map(([name, high, from]) => {
        const [top, bottom] = [Math.min(high, last), Math.max(from, first)];
        const differs = ((expected ^ found) & mask & span(top - lowBit, bottom - lowBit)) !== 0n;
        return (
          <span
            key={name}
            class={differs ? 'name differs' : 'name'}
            style={{ left: `${String(offset(last - top))}px`, width: `${String(offset(last - bottom) + CELL - offset(last - top) - 2)}px` }}
            title={`${name}, bits ${String(high)}:${String(from)}`}
          >
            {name}
          </span>
        );
      })}
    </div>
  );
}

/** Pixels; the style sheet has the same. */
const CELL = 9;
const GAP = 4;

/** Where the nth cell of a line begins: every eighth is followed by a gap. */
function offset(n: number): number {
  return n * CELL + Math.floor(n / 8) * GAP;
}

function gap(bit: number): string {
  return bit % 8 === 0 ? ' end' : '';
}

function bitOf(value: bigint, bit: number): number {
  return Number((value >> BigInt(bit)) & 1n);
}

function span(high: number, low: number): bigint {
  return ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
}

function cellClass(expected: bigint, found: bigint, mask: bigint, bit: number): string {
  if (bitOf(mask, bit) === 0) return 'bit open';
  return bitOf(expected ^ found, bit) === 1 ? 'bit differs' : 'bit';
}

/** `3 bits differ: 127, 103, 102`. */
function describe({ expected, found, mask, lowBit, width }: Props): string {
  const bits = Array.from({ length: width }, (_, i) => width - 1 - i).filter((bit) => bitOf((expected ^ found) & mask, bit) === 1);
  const numbers = bits.map((bit) => String(bit + lowBit)).join(', ');
  return bits.length === 0 ? 'No bit differs' : `${String(bits.length)} ${bits.length === 1 ? 'bit differs' : 'bits differ'}: ${numbers}`;
}
