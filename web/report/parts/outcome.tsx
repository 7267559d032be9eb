/** Outcomes as small signs and bars. */
import type { Counts, Outcome } from '../model/outcomes.js';
import { OUTCOMES, SIGNS, countsText, format } from '../model/outcomes.js';

export function OutcomeSign({ outcome, label }: { readonly outcome: Outcome | undefined; readonly label?: string }) {
  const text = `${outcome ?? 'no result'}${label === undefined ? '' : ` on ${label}`}`;
  return (
    <span class={`sign ${outcome ?? 'absent'}`} role="img" aria-label={text} title={text}>
      {outcome === undefined ? '·' : SIGNS[outcome]}
    </span>
  );
}

interface BarProps {
  readonly counts: Counts;
  /** Where the same stands beside it in words. */
  readonly decorative?: boolean;
}

/** The counts as one bar, worst first from the left. */
export function Bar({ counts, decorative = false }: BarProps) {
  const text = countsText(counts);
  const name = decorative ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': text, title: text };
  return (
    <span class="bar" {...name}>
      {OUTCOMES.filter((outcome) => counts[outcome] > 0).map((outcome) => (
        <span key={outcome} class={outcome} style={{ flexGrow: String(counts[outcome]) }} />
      ))}
    </span>
  );
}

/** A number with its colour; nothing where there is nothing to say. */
export function Count({ outcome, value }: { readonly outcome: Outcome; readonly value: number }) {
  return <span class={value === 0 ? 'none' : `count ${outcome}`}>{format(value)}</span>;
}
