/** What the model's numbers are called in an explanation. */
import type { CachedEntry, WalkEvent } from '../../reference/index.js';
import { hex } from '../hex.js';

const MODES = ['legacy mode', 'scalable mode', 'mode 10b (reserved)', 'abort-DMA mode'] as const;

/** TTM. */
export function modeText(mode: number): string {
  return MODES[mode] ?? `mode ${String(mode)}`;
}

/** Bits 0 and 1 as letters. */
export function permissionLetters(permissions: number): string {
  const letters = `${(permissions & 1) === 0 ? '' : 'R'}${(permissions & 2) === 0 ? '' : 'W'}`;
  return letters === '' ? 'none' : letters;
}

/** Flags of paging entries, by their bits. */
export const FLAGS: Readonly<Record<'first' | 'second', readonly (readonly [bit: number, name: string])[]>> = {
  first: [
    [0x20, 'A'],
    [0x400, 'EA'],
    [0x40, 'D'],
  ],
  second: [
    [0x100, 'A'],
    [0x200, 'D'],
  ],
};

/** Bytes with the largest unit that divides them. */
export function sizeText(bytes: number): string {
  if (bytes >= 2 ** 30) return `${String(bytes / 2 ** 30)} GiB`;
  return bytes >= 2 ** 20 ? `${String(bytes / 2 ** 20)} MiB` : `${String(bytes / 2 ** 10)} KiB`;
}

type Walk = Extract<WalkEvent, { type: 'walk' }>;

/** The head of a walk: what is translated, by which stage, from which level on. */
export function walkText(stage: Walk['stage'], purpose: Walk['purpose'], level: number, isNested: boolean): string {
  const levels = `from level ${String(level)}`;
  if (stage === 'first-stage') return `first stage, ${levels}`;
  if (purpose === 'first-stage-entry') return `second stage, for the place of the next first-stage entry, ${levels}`;
  if (purpose === 'first-stage-update') return `second stage, to set flags in a first-stage entry, ${levels}`;
  return isNested ? `second stage, for the page itself, ${levels}` : `second stage, ${levels}`;
}

export function messageText(what: string, { address, data }: { readonly address: bigint; readonly data: number }): string {
  return `${what}: ${hex(data)} to ${hex(address)}`;
}

/** What a cached object holds, shortly. */
export function cachedText({ content }: CachedEntry): string {
  if ('condition' in content) return `the fault ${content.condition.condition}`;
  if ('words' in content)
    return `${[...content.words].map((word) => word.toString(16).padStart(8, '0')).join(' ')} (32-bit words, lowest first)`;
  if ('table' in content) return `table at ${pageText(content.table)}`;
  if ('permission' in content) return permissionLetters(content.permission);
  return `page at ${pageText(content.page)}`;
}

function pageText(page: number): string {
  return hex(BigInt(page) << 12n);
}
