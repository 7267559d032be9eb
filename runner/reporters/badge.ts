/** The result in a few words: as a picture for a README, or as data from which shields.io makes one. */
import { isUnexpected } from '../result.js';
import type { Report } from '../result.js';
import { safeJson } from './escape.js';
import { number } from './markdown-text.js';
import type { Output, Reporter } from './reporter.js';

const LABEL = 'VT-d conformance';

/** Names that shields.io knows, and what they look like. White text on each has a contrast of at least 4.5 to 1. */
const COLORS = { green: '#2b7a0b', yellow: '#8a6100', red: '#c0232c', lightgrey: '#6a6f76' } as const;

interface Badge {
  readonly message: string;
  readonly color: keyof typeof COLORS;
}

/** What the badge says: passed of all that ran, on all subjects together. */
export function badgeOf({ summary, results, interrupted }: Report): Badge {
  const ran = summary.total - summary.skipped;
  if (ran === 0) return { message: 'nothing ran', color: 'lightgrey' };
  const message = `${number(summary.pass)} of ${number(ran)} passed`;
  if (results.some(({ outcome }) => isUnexpected(outcome))) return { message, color: 'red' };
  if (interrupted) return { message: `${message}, incomplete`, color: 'lightgrey' };
  if (summary.knownFail > 0) return { message: `${message}, ${number(summary.knownFail)} known failures`, color: 'yellow' };
  return { message, color: 'green' };
}

export function badgeReporter(output: Output): Reporter {
  return {
    onEnd(report) {
      output.write(svg(badgeOf(report)));
    },
  };
}

/** The endpoint form of shields.io: https://shields.io/badges/endpoint-badge */
export function shieldsReporter(output: Output): Reporter {
  return {
    onEnd(report) {
      const { message, color } = badgeOf(report);
      output.write(`${safeJson({ schemaVersion: 1, label: LABEL, message, color, isError: color === 'red' }, 2)}\n`);
    },
  };
}

const HEIGHT = 20;
const PADDING = 6;

function svg({ message, color }: Badge): string {
  const [left, right] = [textWidth(LABEL), textWidth(message)];
  const [split, width] = [left + 2 * PADDING, left + right + 4 * PADDING];
  const title = `${LABEL}: ${message}`;
  // Fonts differ; the given length makes the text fill its half in any of them.
  const text = (content: string, x: number, length: number): string =>
    `<text x="${String(x)}" y="14" textLength="${String(length)}" lengthAdjust="spacingAndGlyphs">${content}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(HEIGHT)}" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<clipPath id="r"><rect width="${String(width)}" height="${String(HEIGHT)}" rx="3"/></clipPath>`,
    '<g clip-path="url(#r)">',
    `<rect width="${String(split)}" height="${String(HEIGHT)}" fill="#444b54"/>`,
    `<rect x="${String(split)}" width="${String(width - split)}" height="${String(HEIGHT)}" fill="${COLORS[color]}"/>`,
    '</g>',
    '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">',
    text(LABEL, PADDING, left),
    text(message, split + PADDING, right),
    '</g>',
    '</svg>\n',
  ].join('\n');
}

/** Width of text in Verdana at 11 pixels, closely enough: narrow signs, digits and capitals, and all others. */
function textWidth(text: string): number {
  const widths = Array.from(text, (c) => (/[ ,.ijlft]/.test(c) ? 4 : /[0-9A-Z]/.test(c) ? 7.1 : 6.7));
  return Math.round(widths.reduce((sum, width) => sum + width, 0));
}
