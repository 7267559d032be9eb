/** Hexadecimal text of values, bytes and requester-ids. */

const HEX = /^0x[0-9a-f]+$/;

/** `0x` and lower-case digits. */
export function hex(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}

/** Two lower-case digits a byte, in memory order. */
export function hexBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** The bytes of hexadecimal text. Throws a RangeError for anything else. */
export function parseBytes(text: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new RangeError('expected bytes as two lower-case hexadecimal digits each');
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

/** An unsigned value: a whole number, or `0x` and lower-case digits. Throws a RangeError if it does not fit `bits`, at most 64. */
export function parseNumber(value: number | string, bits = 64): bigint {
  if (typeof value === 'string' && !HEX.test(value)) throw new RangeError('expected a number, or 0x and lower-case hexadecimal digits');
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new RangeError('expected a whole number; beyond 2^53 write it in hexadecimal');
  const parsed = BigInt(value);
  if (parsed < 0n || parsed > (LARGEST[bits] as bigint)) throw new RangeError(`expected a value of at most ${String(bits)} bits`);
  return parsed;
}

/** The largest value of each number of bits. */
const LARGEST = Array.from({ length: 65 }, (_, bits) => (1n << BigInt(bits)) - 1n);

/** A requester-id as bus:device.function. */
export function formatSource(source: number): string {
  const part = (value: number): string => value.toString(16).padStart(2, '0');
  return `${part(source >>> 8)}:${part((source >>> 3) & 0x1f)}.${String(source & 7)}`;
}

/** The 16-bit requester-id of bus:device.function. Throws a RangeError for anything else. */
export function parseSource(text: string): number {
  const match = /^([0-9a-f]{2}):([01][0-9a-f])\.([0-7])$/.exec(text);
  if (match === null) throw new RangeError('expected a requester-id as bus:device.function, for example 00:03.0');
  return (parseInt(match[1] as string, 16) << 8) | (parseInt(match[2] as string, 16) << 3) | Number(match[3]);
}
