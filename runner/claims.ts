/** Claims as JSON carries them: values as `0x` and lower-case digits. */
import type { SubjectCapabilities } from './adapters/adapter.js';
import { hex } from './hex.js';

/** What an implementation claims, in the form of the protocol, of reports and of expanded vectors. */
export interface HexClaims {
  ver: string;
  cap: string;
  ecap: string;
  haw: number;
  registers?: Record<string, string>;
}

export function encodeClaims({ ver, cap, ecap, haw, registers }: SubjectCapabilities): HexClaims {
  return {
    ver: hex(ver),
    cap: hex(cap),
    ecap: hex(ecap),
    haw,
    ...(registers === undefined
      ? {}
      : { registers: Object.fromEntries(Object.entries(registers).map(([name, value]) => [name, hex(value)])) }),
  };
}

export function decodeClaims({ ver, cap, ecap, haw, registers }: HexClaims): SubjectCapabilities {
  return {
    ver: Number(ver),
    cap: BigInt(cap),
    ecap: BigInt(ecap),
    haw,
    ...(registers === undefined
      ? {}
      : { registers: Object.fromEntries(Object.entries(registers).map(([name, value]) => [name, BigInt(value)])) }),
  };
}
