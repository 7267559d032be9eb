/** Steps of a vector as text. */
import type { Step } from './vectors/source.js';

/** What a step does, on one line. */
export function stepText(step: Step): string {
  const hidden = ['do', 'expect', 'either', 'note'];
  const words = Object.entries(step).filter(([key]) => !hidden.includes(key));
  return [step.do, ...words.map(([key, value]) => `${key} ${compact(value)}`), ...(step.note === undefined ? [] : [`(${step.note})`])].join(
    '  ',
  );
}

/** A value without the quotes and braces that JSON needs. */
export function compact(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(compact).join(',');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return Object.entries(value)
    .map(([key, item]) => `${key}=${typeof item === 'object' ? `{${compact(item)}}` : compact(item)}`)
    .join(' ');
}
