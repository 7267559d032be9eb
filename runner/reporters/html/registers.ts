/** Which register a difference is about, so that the page can show its bits by field. */
import { REGISTERS } from '../../../reference/index.js';
import type { RegisterDefinition } from '../../../reference/index.js';
import type { ReportedDifference } from '../findings.js';
import type { PageLayout } from './page-data.js';

/** `FSTS`, `FRCD[0], half 1`, `CAP, word 0`, `FRCD[0].high at the end ...`: the names that lowering and judging give. */
const LABEL = /^(?:further )?([A-Z0-9_]+)(?:\[\d+\])?(?:\.(high)|, (half|word) (\d+))?(?: at the end\b.*)?$/;

export interface RegisterPlace {
  readonly register: RegisterDefinition;
  /** Bit of the register where the compared part begins. */
  readonly lowBit: number;
  /** 32 or 64. */
  readonly width: number;
}

/** The register and the part of it that was compared, if a register was. */
export function registerPlace({ what }: Pick<ReportedDifference, 'what'>): RegisterPlace | undefined {
  const [, name, high, unit, number] = LABEL.exec(what) ?? [];
  const register = name === undefined ? undefined : REGISTERS.find((candidate) => candidate.name === name);
  if (register === undefined) return undefined;
  const width = unit === 'word' || register.bytes === 4 ? 32 : 64;
  const part = high === undefined ? Number(number ?? 0) : 1;
  return { register, lowBit: part * width, width };
}

export function layoutOf({ title, section, fields }: RegisterDefinition): PageLayout {
  const named = fields.filter((field) => field.kind !== 'reserved').sort((a, b) => a.low - b.low);
  return { title, section, fields: named.map(({ name, high, low }) => [name, high, low]) };
}
