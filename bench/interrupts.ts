/** Loops of 100,000 interrupt requests: passed on, remapped, posted. */
// The built package is what is measured.
import { Iommu, encodeCapabilities } from '../dist/reference/index.js';

export const INTERRUPTS = 100_000;

/** Requests take entries 0 to 255 in turn: remapped ones from 0 on, posted ones from 256 on, each with a descriptor of its own. */
const ENTRIES = 256;
const TABLE = 0x100000n;
const DESCRIPTORS = 0x200000n;
const SOURCE = 0x18;
/** SVT=01b, SQ=00b and the source-id. */
const VERIFIED = (1n << 18n) | BigInt(SOURCE);

function prepare(): Iommu {
  const iommu = new Iommu(
    encodeCapabilities({
      ver: { MAX: 4 },
      cap: { ND: 6, SAGAW: 4, MGAW: 47, FRO: 32, NFR: 7, PI: 1, ESIRTPS: 1 },
      ecap: { QI: 1, IR: 1, EIM: 1, IRO: 16 },
      haw: 46,
    }),
  );
  for (let i = 0n; i < ENTRIES; i++) {
    // P, V = 41h, DST = 3.
    write(iommu, TABLE + 16n * i, (3n << 32n) | (0x41n << 16n) | 1n, VERIFIED);
    // P, IM, VV = 52h, and the descriptor.
    const descriptor = DESCRIPTORS + 64n * i;
    write(iommu, TABLE + 16n * (256n + i), (descriptor << 32n) | (0x52n << 16n) | 0x8001n, ((descriptor >> 32n) << 32n) | VERIFIED);
  }
  // EIME, 512 entries.
  iommu.writeRegister(0xb8, 8, TABLE | 0x808n);
  iommu.writeRegister(0x18, 4, 0x01000000n);
  return iommu;
}

function write(iommu: Iommu, address: bigint, ...words: bigint[]): void {
  const bytes = new Uint8Array(8 * words.length);
  words.forEach((word, i) => {
    new DataView(bytes.buffer).setBigUint64(8 * i, BigInt.asUintN(64, word), true);
  });
  iommu.memory.write(address, bytes);
}

/** Requests that take the entries from `first` on in turn. */
function requestsFrom(first: number): { sourceId: number; address: number; data: number }[] {
  return Array.from({ length: ENTRIES }, (_, i) => ({ sourceId: SOURCE, address: 0xfee00010 + 0x20 * (first + i), data: 0 }));
}

function loop(iommu: Iommu, requests: readonly { sourceId: number; address: number; data: number }[]): void {
  for (let i = 0; i < INTERRUPTS; i++) iommu.interrupt(requests[i & (ENTRIES - 1)] as (typeof requests)[0]);
}

/** Tasks by name, each one loop; the first is what the others are compared with. Throws an Error unless each sends what it should. */
export function interruptTasks(): Readonly<Record<string, () => void>> {
  const off = prepare();
  const on = prepare();
  on.writeRegister(0x18, 4, 0x02000000n);
  const remapped = requestsFrom(0);
  const posted = requestsFrom(256);
  // NV = F2h, NDST = 3.
  const empty = new Uint8Array(64);
  empty.set([0xf2], 34);
  empty.set([3], 36);
  const takeAll = (): void => {
    for (let i = 0n; i < ENTRIES; i++) on.memory.write(DESCRIPTORS + 64n * i, empty);
  };
  takeAll();
  const tasks = {
    'interrupt passed on, remapping off': () => {
      loop(off, remapped);
    },
    'interrupt remapped, its source verified': () => {
      loop(on, remapped);
    },
    'interrupt posted to a descriptor with ON set': () => {
      loop(on, posted);
    },
    'interrupt posted with notification, and the descriptor emptied by software': () => {
      for (let i = 0; i < INTERRUPTS; i++) {
        if ((i & (ENTRIES - 1)) === 0) takeAll();
        on.interrupt(posted[i & (ENTRIES - 1)] as (typeof posted)[0]);
      }
    },
  };
  // Nobody listens while it is measured, as with requests for memory: what is told costs as much as what is done.
  const expected = [INTERRUPTS, INTERRUPTS, ENTRIES, INTERRUPTS];
  for (const [i, [name, task]] of Object.entries(tasks).entries()) {
    const sent = messagesOf(i === 0 ? off : on, task);
    if (sent !== expected[i]) throw new Error(`${name}: expected ${String(expected[i])} messages, found ${String(sent)}`);
  }
  return tasks;
}

/** How many messages leave the unit while a task runs. */
function messagesOf(iommu: Iommu, task: () => void): number {
  let sent = 0;
  const remove = iommu.receive((event) => {
    if (event.type === 'interrupt') sent++;
  });
  task();
  remove();
  return sent;
}
