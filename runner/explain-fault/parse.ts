/**
 * Faults in the log of a kernel: every form that Linux has printed since 2.6.28, those of Xen, and QEMU's trace event.
 *
 * Linux before 4.4 and Xen print two lines, the request and then the reason. Linux before 5.14 prints the reason in
 * decimal, later versions in hexadecimal with 0x; Xen prints it in hexadecimal without.
 */
import { UsageError } from '../errors.js';
import type { LoggedFault } from './logged-fault.js';

/** `[DMA Read NO_PASID] Request device [00:1f.2] fault addr 0x...`, `INTR-REMAP: Request device [[f0:1f.0] fault index 0`, ... */
const REQUEST =
  /(?:\[DMA (?<type>Read|Write)(?: (?<none>NO_PASID)| PASID 0x(?<pasid>[0-9a-f]+))?\]|\[?(?<interrupt>INTR-REMAP)\]?:?|UNKNOWN:)\s*Request device \[{1,2}(?<device>[0-9a-fx:.]+)\](?: PASID (?<before>[0-9a-f]+))? fault (?<what>addr|index) (?:0x)?(?<value>[0-9a-f]+)/i;
/** `[fault reason 0x06] text`, `[fault reason 06] text`, `[fault reason 05h] text`. */
const REASON = /\[fault reason (?<prefix>0x)?(?<value>[0-9a-f]+)(?<suffix>h)?\]\s*(?<said>.*)$/i;
/** `DMAR: reason 06 - text`. */
const XEN_REASON = /(?:DMAR|INTR-REMAP|UNKNOWN): reason (?<value>[0-9a-f]{2}) - (?<said>.*)$/i;
/** `vtd_dmar_fault sid 0x18 fault 5 addr 0x1000 write 1`. */
const QEMU = /vtd_dmar_fault sid 0x(?<sid>[0-9a-f]+) fault (?<reason>\d+) addr 0x(?<address>[0-9a-f]+) write (?<write>[01])/i;
/** What a line of a fault has that is none of the forms. */
const SUSPECT = /fault reason|fault addr|fault index|vtd_dmar_fault/i;
/** Linux prints PASIDs as ffffffff where there is none, before it had a word for that. */
const NO_PASID = 0xffffffff;

type Request = Omit<LoggedFault, 'reason' | 'said' | 'line'>;

export interface Parsed {
  readonly faults: readonly LoggedFault[];
  /** Lines that look like part of a fault and are none of the known forms, with their number from 1. */
  readonly doubtful: readonly { readonly number: number; readonly line: string }[];
}

/** Reads every fault in a text of lines; lines about other things are passed over. */
export function parseLog(text: string): Parsed {
  const faults: LoggedFault[] = [];
  const doubtful: { number: number; line: string }[] = [];
  let open: { request: Request; number: number; line: string } | undefined;
  const giveUp = (): void => {
    if (open !== undefined) doubtful.push({ number: open.number, line: open.line });
    open = undefined;
  };
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    const number = i + 1;
    const trace = QEMU.exec(line);
    if (trace?.groups !== undefined) {
      giveUp();
      faults.push(fromTrace(trace.groups, line));
      continue;
    }
    const request = requestIn(line);
    const reason = reasonIn(line);
    if (request !== undefined) giveUp();
    if (request !== undefined && reason === undefined) open = { request, number, line };
    else if (reason !== undefined) {
      const base: Request = request ?? open?.request ?? { by: reason.by };
      const whole = request === undefined && open !== undefined ? `${open.line}\n${line}` : line;
      faults.push({ ...base, by: reason.by, reason: reason.value, said: reason.said, line: whole });
      open = undefined;
    } else if (SUSPECT.test(line)) doubtful.push({ number, line });
  }
  giveUp();
  return { faults, doubtful };
}

function requestIn(line: string): Request | undefined {
  const groups = REQUEST.exec(line)?.groups;
  if (groups === undefined) return undefined;
  const { type, none, pasid, before, interrupt, device = '', what, value = '' } = groups;
  const place = deviceOf(device);
  if (place === undefined) return undefined;
  if (interrupt !== undefined || what === 'index') return { by: 'linux', ...place, index: parseInt(value, 16) };
  const told = before ?? pasid;
  const number = told === undefined ? undefined : parseInt(told, 16);
  const prefix = none !== undefined || number === NO_PASID ? { pasid: null } : number === undefined ? {} : { pasid: number };
  const kind =
    type === undefined ? {} : { kind: type.toLowerCase() === 'read' ? ('read-or-atomic' as const) : ('write-or-page-request' as const) };
  return { by: 'linux', ...place, address: BigInt(`0x${value}`), ...kind, ...prefix };
}

/** `00:1f.2`, `0x00:0x1f.2` or `0000:00:1f.2`. */
function deviceOf(text: string): { sourceId: number; segment?: number } | undefined {
  const match = /^(?:([0-9a-f]{4}):)?(?:0x)?([0-9a-f]{2}):(?:0x)?([01][0-9a-f])\.([0-7])$/i.exec(text);
  if (match === null) return undefined;
  const [, segment, bus = '', device = '', fn = ''] = match;
  const sourceId = (parseInt(bus, 16) << 8) | (parseInt(device, 16) << 3) | Number(fn);
  return { sourceId, ...(segment === undefined ? {} : { segment: parseInt(segment, 16) }) };
}

function reasonIn(line: string): { value: number; said: string; by: 'linux' | 'xen' } | undefined {
  const xen = XEN_REASON.exec(line)?.groups;
  if (xen !== undefined) return { value: parseInt(xen.value ?? '', 16), said: (xen.said ?? '').trim(), by: 'xen' };
  const groups = REASON.exec(line)?.groups;
  if (groups === undefined) return undefined;
  const { prefix, value = '', suffix, said = '' } = groups;
  const isHex = prefix !== undefined || suffix !== undefined || /[a-f]/i.test(value);
  const reason = parseInt(value, isHex ? 16 : 10);
  return reason > 0xff ? undefined : { value: reason, said: said.trim(), by: suffix === undefined ? 'linux' : 'xen' };
}

function fromTrace(groups: Readonly<Record<string, string | undefined>>, line: string): LoggedFault {
  return {
    by: 'qemu',
    line,
    reason: Number(groups.reason),
    said: '',
    sourceId: parseInt(groups.sid ?? '', 16),
    address: BigInt(`0x${groups.address ?? ''}`),
    kind: groups.write === '1' ? 'write' : 'read',
  };
}

/** The two 64-bit halves of a fault record (§11.4.7.6), lower one first. Throws a UsageError for anything else. */
export function parseRecord(words: readonly string[]): LoggedFault {
  const bad = words.find((word) => !/^(0x)?[0-9a-f]{1,16}$/i.test(word));
  if (words.length !== 2 || bad !== undefined)
    throw new UsageError(
      `--frcd: expected the two 64-bit halves of a fault record in hexadecimal, the lower first, found ${bad ?? words.join(' ')}`,
    );
  const [low = 0n, high = 0n] = words.map((word) => BigInt(`0x${word.replace(/^0x/i, '')}`));
  const bits = (top: number, bottom: number): number => Number((high >> BigInt(bottom)) & ((1n << BigInt(top - bottom + 1)) - 1n));
  const reason = bits(39, 32);
  const base = { by: 'frcd', line: words.join(' '), reason, said: '', sourceId: bits(15, 0), valid: bits(63, 63) === 1 } as const;
  if (reason >= 0x20 && reason <= 0x2f) return { ...base, index: Number(low >> 48n) };
  const types = ['write', 'page-request', 'read', 'atomic'] as const;
  const addressTypes = ['untranslated', 'translation', 'translated'] as const;
  const kind = types[(bits(62, 62) << 1) | bits(28, 28)] as (typeof types)[number];
  const addressType = kind === 'page-request' ? undefined : addressTypes[bits(61, 60)];
  return {
    ...base,
    address: low & ~0xfffn,
    kind,
    ...(addressType === undefined ? {} : { addressType }),
    pasid: bits(31, 31) === 1 ? bits(59, 40) : null,
    ...(bits(31, 31) === 1 && bits(29, 29) === 1 ? { privileged: true } : {}),
    ...(bits(31, 31) === 1 && kind === 'read' && bits(30, 30) === 1 ? { execute: true } : {}),
  };
}
