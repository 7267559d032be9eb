/**
 * Which functions a machine has. A requester-id is where a function sits, so a
 * job that needs unusual ones gets a machine built for them: a root port for
 * each bus but the first, with a bus number of the job's choice behind it.
 */

/** A root port and the bus behind it. */
export interface Port {
  readonly source: number;
  readonly bus: number;
  /** Memory that it passes on: of the functions behind it, one megabyte each. */
  readonly memory: { readonly base: number; readonly size: number };
}

/** A PCI function that plays one requester. */
export interface Requester {
  readonly source: number;
  /** Where its registers are. */
  readonly bar: number;
  /** Root port above it; absent for functions on bus 0. */
  readonly port?: Port;
}

export interface Layout {
  readonly requesters: readonly Requester[];
  readonly ports: readonly Port[];
  /** Equal where the same machine will do: the numbers of buses behind ports are set by each job. */
  readonly key: string;
}

const BUS_0_MEMORY = 0xe000_0000;
const PORT_MEMORY = 0xe100_0000;
/** What edu decodes, and the granularity of a port's window. */
const MEGABYTE = 0x10_0000;

/** As many as have a page each for their payloads. */
export const MOST_REQUESTERS = 16;

/** Functions that q35 has itself on bus 0. */
const TAKEN: ReadonlyMap<number, string> = new Map([
  [0x0000, 'the host bridge'],
  [0x00f8, 'the LPC bridge'],
]);

function deviceOf(source: number): number {
  return source >> 3;
}

/** Why no function of these can be had, or undefined. */
export function unplayable(source: number): string | undefined {
  const taken = TAKEN.get(source);
  if (taken !== undefined) return `${taken} has requester-id 0x${source.toString(16)}`;
  return deviceOf(source) === 0 ? 'the host bridge has no further functions' : undefined;
}

/** The layout with just these functions. */
function layoutOf(sources: readonly number[]): Layout {
  const wanted = [...new Set(sources)].sort((a, b) => a - b);
  const onBus0 = wanted.filter((source) => source >> 8 === 0);
  const buses = [...new Set(wanted.map((source) => source >> 8))].filter((bus) => bus !== 0);
  const devices = new Set(onBus0.map(deviceOf));
  const free = Array.from({ length: 24 }, (_, i) => 6 + i).filter((device) => !devices.has(device));

  let base = PORT_MEMORY;
  const ports = buses.map((bus, i): Port => {
    const size = MEGABYTE * wanted.filter((source) => source >> 8 === bus).length;
    const memory = { base, size };
    base += size;
    return { source: (free[i] ?? 0) << 3, bus, memory };
  });
  const requesters = wanted.map((source): Requester => {
    const port = ports.find(({ bus }) => bus === source >> 8);
    const fellows = wanted.filter((other) => other >> 8 === source >> 8);
    return {
      source,
      bar: (port?.memory.base ?? BUS_0_MEMORY) + MEGABYTE * fellows.indexOf(source),
      ...(port === undefined ? {} : { port }),
    };
  });
  const key = wanted.map((source) => `${buses.indexOf(source >> 8)}:${source & 0xff}`).join();
  return { requesters, ports, key };
}

/** The functions that most vectors use. Each more makes switching translation on and off slower. */
export const USUAL_LAYOUT = layoutOf([0x0018, 0x0020, 0x0028, 0x0100]);

/** A layout that has these functions, all of them playable. */
export function layoutFor(sources: readonly number[]): Layout {
  const usual = USUAL_LAYOUT.requesters.map(({ source }) => source);
  return sources.every((source) => usual.includes(source)) ? USUAL_LAYOUT : layoutOf(sources);
}

/** The function with this requester-id. */
export function requesterOf({ requesters }: Layout, source: number): Requester {
  const requester = requesters.find((candidate) => candidate.source === source);
  if (requester === undefined) throw new Error(`the layout lacks requester-id 0x${source.toString(16)}`);
  return requester;
}
