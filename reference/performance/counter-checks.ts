/** The error checks of Enable Perfmon Counter (§10.5, REG-90). */
import type { Capabilities } from '../capabilities.js';
import type { ResolvedChoices } from '../choices.js';
import type { RegisterFile } from '../registers/register-file.js';
import { eventOf } from './events.js';

const IO = 0x2;
const GFO = 0x4;
const EN = 0x80000000;

/** The filter registers, by their bit of PERFCAP and their place in the configuration block of a counter. */
export const FILTERS = [
  { support: 'RIDFS', at: 0x08 },
  { support: 'DIDFS', at: 0x0c },
  { support: 'PASIDFS', at: 0x10 },
  { support: 'ATFS', at: 0x14 },
  { support: 'PTLFS', at: 0x18 },
] as const;

type FilterName = (typeof FILTERS)[number]['support'];

/** What one counter can do: its own capabilities, or those of all counters (§11.4.13.21). */
export class CounterCapabilities {
  readonly interruptOnOverflow: boolean;
  readonly freezeOnOverflow: boolean;
  /** Events by group, as a bit map; a group that is absent is not supported. */
  private readonly events = new Map<number, number>();

  constructor(capabilities: Capabilities, counter: number) {
    const own = `PERFCNTRCAP[${String(counter)}]` as const;
    const isOwn = capabilities.get(own, 'PCC') === 1;
    const source = isOwn ? own : 'PERFCAP';
    this.interruptOnOverflow = capabilities.get(source, 'IOS') === 1;
    this.freezeOnOverflow = capabilities.get(source, 'GFS') === 1;
    for (let i = 0; i < capabilities.get(source, 'EGCNT'); i++) {
      const register = isOwn ? (`PERFCNTREVCAP[${String(counter)},${String(i)}]` as const) : (`PERFEVNTCAP[${String(i)}]` as const);
      this.events.set(isOwn ? capabilities.get(register, 'EGI') : i, capabilities.get(register, 'ES'));
    }
  }

  /** Whether every event of the bit map can be counted in the group. */
  supports(group: number, select: number): boolean {
    return (select & ~(this.events.get(group) ?? 0)) === 0 && this.events.has(group);
  }
}

/** Whether the configuration at `at`, of a counter with these capabilities, passes every check. */
export function passesChecks(
  registers: RegisterFile,
  at: number,
  counter: CounterCapabilities,
  filterPairing: ResolvedChoices['performance-filter-pairing'],
): boolean {
  const configuration = registers.get(at);
  const group = (configuration >>> 8) & 0xf;
  const select = registers.get(at + 4);
  const filters = FILTERS.filter((filter) => (registers.get(at + filter.at) & EN) !== 0);
  const isSingle = (select & (select - 1)) === 0;
  // 1. Some event is selected; 2. the counter has the group, and its events.
  if (select === 0 || !counter.supports(group, select)) return false;
  // 3. Several events go without filters.
  if (!isSingle && filters.length > 0) return false;
  // 4. What is to happen on overflow can happen.
  if ((configuration & IO) !== 0 && !counter.interruptOnOverflow) return false;
  if ((configuration & GFO) !== 0 && !counter.freezeOnOverflow) return false;
  // 5. The event takes each filter.
  return filters.every(({ support }) => isPair(group, 31 - Math.clz32(select), support, filterPairing));
}

/** Which pairs of event and filter an implementation has is up to it (§10.7); Table 49 says which make sense. */
function isPair(group: number, bit: number, filter: FilterName, pairing: string): boolean {
  const event = eventOf(group, bit);
  if (pairing === 'none' || event === undefined) return false;
  if ((event.filters as readonly FilterName[]).includes(filter)) return true;
  return pairing === 'wider' && event.name === 'IOMMU_REQUESTS' && (filter === 'RIDFS' || filter === 'PASIDFS');
}
