/**
 * Registers besides VER_REG, CAP_REG and ECAP_REG that report capabilities: what an implementation says of its optional
 * features. Their values are claims (§11.4.12.1, §11.4.13, §11.4.14.5, §11.4.16.4).
 */
import type { Capabilities } from '../capabilities.js';
import { bitRange } from '../words.js';
import { ENHANCED_COMMANDS, VIRTUAL_COMMANDS } from './command-definitions.js';
import { registerElements } from './definition.js';
import type { RegisterDefinition } from './definition.js';
import { MEMORY_TYPE_RANGES } from './memory-type-definitions.js';
import { PERFORMANCE_COUNTERS } from './performance-counter-definitions.js';
import { PERFORMANCE_MONITORING } from './performance-definitions.js';

/** The names of these registers, an element of an array with its indices. */
export type ClaimRegister =
  | 'MTRRCAP'
  | 'PERFCAP'
  | 'PERFCFGOFF'
  | 'PERFFRZOFF'
  | 'PERFOVFOFF'
  | 'PERFCNTROFF'
  | 'ECCAP_3'
  | 'VCCAP'
  | `${'PERFEVNTCAP' | 'PERFCNTRCAP' | 'PERFCNTREVCAP'}[${string}]`;

const CLAIMS: readonly RegisterDefinition[] = [
  ...MEMORY_TYPE_RANGES,
  ...PERFORMANCE_MONITORING,
  ...PERFORMANCE_COUNTERS,
  ...ENHANCED_COMMANDS,
  ...VIRTUAL_COMMANDS,
].filter(({ claim }) => claim === true);

/** The largest register block that the model lays out, in bytes. */
const LARGEST_BLOCK = 0x1000000;

const ELEMENT = /^([A-Z0-9_]+)(\[\d+(?:,\d+)?\])?$/;

/** What a name like PERFCAP or PERFEVNTCAP[0] stands for, or undefined. */
export function claimDefinition(name: string): RegisterDefinition | undefined {
  const [, base, indices] = ELEMENT.exec(name) ?? [];
  const definition = CLAIMS.find((candidate) => candidate.name === base);
  return definition === undefined || (definition.array === undefined) !== (indices === undefined) ? undefined : definition;
}

/**
 * What such a register reads: what is stated, in the bits that an implementation has a say in, or else the values that the
 * table of definitions gives. 0 without the feature.
 */
export function claimedValue(capabilities: Capabilities, name: string): bigint {
  const definition = claimDefinition(name);
  if (definition?.exists?.(capabilities) !== true) return 0n;
  const stated = capabilities.raw.registers?.[name];
  let value = stated ?? 0n;
  for (const field of definition.fields) {
    if (field.reset !== undefined && (stated === undefined || field.kind !== undefined)) {
      value = (value & ~bitRange(field.high, field.low)) | (BigInt(field.reset) << BigInt(field.low));
    }
  }
  return value;
}

/** Throws a RangeError naming the register if what is stated contradicts the architecture, or cannot be laid out. */
export function checkClaims(capabilities: Capabilities): void {
  const stated = Object.entries(capabilities.raw.registers ?? {});
  if (stated.length === 0) return;
  for (const [name, value] of stated) {
    const definition = claimDefinition(name);
    if (definition === undefined)
      throw new RangeError(`no register called ${name} reports capabilities; known are ${CLAIMS.map((each) => each.name).join(', ')}`);
    if (definition.exists?.(capabilities) !== true)
      throw new RangeError(`${name} is stated, but its feature is not claimed (§${definition.section})`);
    if (value >> BigInt(8 * definition.bytes) !== 0n) throw new RangeError(`${name} has ${String(8 * definition.bytes)} bits`);
    for (const field of definition.fields) {
      const isAbsent = field.kind === 'reserved' || field.supported?.(capabilities) === false;
      if (isAbsent && (value & bitRange(field.high, field.low)) !== 0n)
        throw new RangeError(`${name} bits ${String(field.high)}:${String(field.low)} are reserved (§${definition.section})`);
    }
  }
  checkCounters(capabilities);
  for (const [name] of stated) {
    const elements = registerElements(claimDefinition(name) as RegisterDefinition, capabilities);
    if (!elements.some((element) => element.name === name))
      throw new RangeError(`${name} is stated, but there are only ${String(elements.length)} of them`);
  }
}

/** §11.4.13.2 to §11.4.13.6: counters have a width, and their registers are aligned and lie behind those of the map. */
function checkCounters(c: Capabilities): void {
  const counters = c.get('PERFCAP', 'NCNTR');
  if (c.get('PERFCAP', 'EGCNT') > 15) throw new RangeError('PERFCAP.EGCNT is at most 15 (§10.7)');
  if (counters === 0) return;
  const stride = 2 ** (c.get('PERFCAP', 'CS') + 10);
  const words = Math.ceil(counters / 64);
  const blocks: readonly (readonly [name: string, at: number, alignment: number, bytes: number])[] = [
    ['PERFCFGOFF.CFGO', c.get('PERFCFGOFF', 'CFGO'), 0x100, 0x100 * counters],
    ['PERFFRZOFF.FZO', c.get('PERFFRZOFF', 'FZO'), 8, 8 * words],
    ['PERFOVFOFF.OFO', c.get('PERFOVFOFF', 'OFO'), 8, 8 * words],
    ['PERFCNTROFF.CNTO', c.get('PERFCNTROFF', 'CNTO'), stride, stride * counters],
  ];
  for (const [name, at, alignment, bytes] of blocks) {
    if (at === 0) throw new RangeError(`${name} is 0, but there are ${String(counters)} counters (§11.4.13.1)`);
    if (at % alignment !== 0) throw new RangeError(`${name} = 0x${at.toString(16)} is not ${String(alignment)}-byte aligned (§11.4.13)`);
    if (at + bytes > LARGEST_BLOCK)
      throw new RangeError(
        `${name} = 0x${at.toString(16)} leads beyond the ${String(LARGEST_BLOCK >> 20)} MiB of registers that the model has`,
      );
  }
  for (let counter = 0; counter < counters; counter++) {
    const own = `PERFCNTRCAP[${String(counter)}]` as const;
    const width = c.get(own, 'PCC') === 1 ? c.get(own, 'CW') : c.get('PERFCAP', 'CW');
    if (width < 1 || width > 64)
      throw new RangeError(`counter ${String(counter)} has ${String(width)} bits, 1 to 64 are possible (§11.4.13.23)`);
  }
}
