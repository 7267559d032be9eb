/**
 * Interrupt requests of a function: messages of its MSI capability. Unlike a
 * write that `edu` makes by DMA they carry its requester-id.
 */
import type { Operation } from '../adapter.js';
import type { Requester } from './layout.js';
import { configRead, configWrite } from './pci.js';
import type { QemuProcess } from './process.js';

/** Capability ID of MSI. */
const MSI = 0x05;
const CAPABILITY_POINTER = 0x34;

/** Offsets within the capability, of a function with 64-bit addresses. */
const ADDRESS = 0x04;
const UPPER_ADDRESS = 0x08;
const DATA = 0x0c;
/** Message control is the upper half of the first DWORD. */
const ENABLE = 1 << 16;

/** Registers of `edu`: a write of anything but 0 raises its interrupt, the other lowers it. */
const RAISE = 0x60;
const ACKNOWLEDGE = 0x64;

/** A list longer than this is a circle. */
const MOST_CAPABILITIES = 48;

type InterruptOperation = Extract<Operation, { op: 'interrupt' }>;

/** Where the MSI capability of this kind of function is, or undefined if it has none. */
export async function findMsi(process: QemuProcess, source: number): Promise<number | undefined> {
  const read = async (register: number): Promise<number> => Number((await process.qtest(configRead(source, register)))[1]);
  let at = (await read(CAPABILITY_POINTER)) & 0xfc;
  for (let tries = 0; at !== 0 && tries < MOST_CAPABILITIES; tries += 1) {
    const header = await read(at);
    if ((header & 0xff) === MSI) return at;
    at = (header >>> 8) & 0xfc;
  }
  return undefined;
}

/** Why MSI cannot carry the request, or undefined if it can. */
export function unsendable({ data }: InterruptOperation): string | undefined {
  return data > 0xffff ? 'the data of an MSI have 16 bits' : undefined;
}

/** Programs the capability at `msi` for the request, and sends it. */
export function sendInterrupt({ source, bar }: Requester, msi: number, { address, data }: InterruptOperation): string[] {
  const register = (offset: number): string => `0x${(bar + offset).toString(16)}`;
  return [
    ...configWrite(source, msi + ADDRESS, Number(address & 0xffff_ffffn)),
    ...configWrite(source, msi + UPPER_ADDRESS, Number(address >> 32n)),
    ...configWrite(source, msi + DATA, data),
    ...configWrite(source, msi, ENABLE),
    `writel ${register(RAISE)} 0x1`,
    `writel ${register(ACKNOWLEDGE)} 0x1`,
  ];
}
