/**
 * PCI configuration through the ports 0xCF8 and 0xCFC, as qtest commands: what
 * firmware would do for the few functions that a job uses.
 */
import type { Port, Requester } from './layout.js';

const COMMAND = 0x04;
const BAR0 = 0x10;
const BUS_NUMBERS = 0x18;
const MEMORY_WINDOW = 0x20;

/** Memory decoding and bus mastering. */
const DECODE_AND_MASTER = 0x6;

function hex(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}

/** A 32-bit write to the configuration space of the function with this requester-id. */
export function configWrite(source: number, register: number, value: number): string[] {
  return [`outl 0xcf8 ${hex(0x8000_0000 | (source << 8) | register)}`, `outl 0xcfc ${hex(value)}`];
}

/** A 32-bit read of it; the second reply is the value. */
export function configRead(source: number, register: number): string[] {
  return [`outl 0xcf8 ${hex(0x8000_0000 | (source << 8) | register)}`, 'inl 0xcfc'];
}

/** Makes a function reachable and lets it make requests; a reset takes both away. */
export function enableFunction({ source, bar, port }: Requester): string[] {
  return [
    ...(port === undefined ? [] : openPort(port)),
    ...configWrite(source, BAR0, bar),
    ...configWrite(source, COMMAND, DECODE_AND_MASTER),
  ];
}

/** One bus behind the port, and its memory window. */
function openPort({ source, bus, memory }: Port): string[] {
  const window = (((memory.base + memory.size - 1) & 0xfff0_0000) | (memory.base >>> 16)) >>> 0;
  return [
    ...configWrite(source, BUS_NUMBERS, (bus << 16) | (bus << 8)),
    ...configWrite(source, MEMORY_WINDOW, window),
    // Requests from below pass a port only while it is a bus master itself.
    ...configWrite(source, COMMAND, DECODE_AND_MASTER),
  ];
}
