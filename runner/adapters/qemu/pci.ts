/**
 * PCI configuration through the ports 0xCF8 and 0xCFC, as qtest commands: what
 * firmware would do for the few functions that a job uses.
 */
import type { Requester } from './machine.js';

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

/** Makes a function reachable and lets it make requests; a reset takes both away. */
export function enableFunction(requester: Requester): string[] {
  return [
    ...(requester.port === undefined ? [] : openPort(requester.port, requester.bar)),
    ...configWrite(requester.source, BAR0, requester.bar),
    ...configWrite(requester.source, COMMAND, DECODE_AND_MASTER),
  ];
}

/** One bus behind the port and one megabyte of memory, which is the window's granularity. */
function openPort(port: { readonly source: number; readonly bus: number }, memory: number): string[] {
  const window = memory >>> 16;
  return [
    ...configWrite(port.source, BUS_NUMBERS, (port.bus << 16) | (port.bus << 8)),
    ...configWrite(port.source, MEMORY_WINDOW, (window << 16) | window),
    // Requests from below pass a port only while it is a bus master itself.
    ...configWrite(port.source, COMMAND, DECODE_AND_MASTER),
  ];
}
