/** The protocol's messages: what is sent is valid by its schema, what comes back is decoded or named. */
import { describe, expect, test } from 'vitest';
import { DMA_KINDS } from '../reference/index.js';
import type { Operation } from '../runner/adapters/adapter.js';
import { ProtocolMistake, decodeReply, encodeConfigure, encodeRun } from '../runner/adapters/wire.js';
import { mistake } from '../runner/json.js';

const LARGEST = 0xffff_ffff_ffff_ffffn;

const OPERATIONS: readonly Operation[] = [
  { op: 'load', address: LARGEST, bytes: Uint8Array.of(0, 0x0f, 0xff) },
  { op: 'load', address: 0n, bytes: new Uint8Array() },
  { op: 'dump', address: 0x1000n, length: 1 },
  { op: 'poison', address: 0x8000_0000n, length: 4096 },
  { op: 'read', offset: 0xff8, size: 8 },
  { op: 'write', offset: 0, size: 4, value: 0xffffffffn },
  { op: 'poll', offset: 0x1c, size: 4, mask: LARGEST, value: 0n },
  ...DMA_KINDS.map(
    (request) => ({ op: 'dma', request, source: 0xffff, address: LARGEST, length: 8, addressType: 'untranslated' }) as const,
  ),
  { op: 'dma', request: 'write', source: 0x18, address: 0n, length: 1, bytes: Uint8Array.of(1), addressType: 'untranslated' },
  { op: 'read', offset: 0x1c, size: 4, unit: 1 },
  { op: 'write', offset: 0x18, size: 4, value: 0n, unit: 65535 },
  { op: 'poll', offset: 0x1c, size: 4, mask: LARGEST, value: 0n, unit: 0 },
  { op: 'dma', request: 'read', source: 0x18, address: 0n, length: 1, addressType: 'untranslated', segment: 65535 },
  { op: 'translate', source: 0x18, address: 0n, dwords: 2, segment: 1 },
  { op: 'page-request', source: 0x18, address: 0n, read: true, write: false, last: true, group: 3, segment: 1 },
  { op: 'interrupt', source: 0x18, address: 0xfee00000n, data: 0x41, segment: 1 },
  { op: 'device-tlb', source: 0x18, answers: false },
  { op: 'invalidation-completion', source: 0xffff, tags: 0x8000_0001, count: 0, segment: 1 },
  { op: 'renumber', bridge: 0xe0, secondary: 1, subordinate: 255 },
  { op: 'renumber', segment: 2, bridge: 0xe0, secondary: 1, subordinate: 1 },
];
const CLAIMS = { ver: 0x10, cap: LARGEST, ecap: 0n, haw: 46 };

test('every operation is encoded as the schema says', () => {
  const platform = {
    dmar: Uint8Array.of(0x44, 0x4d),
    units: [CLAIMS, CLAIMS],
    topology: {
      bridges: [{ segment: 1, sourceId: 0xe0, secondaryBusNumber: 2, subordinateBusNumber: 3 }],
      followers: [{ sourceId: 0x101, of: 0x18 }],
    },
  };
  const line = encodeRun(0xffffffff, { id: 'a/b/c', operations: OPERATIONS, platform });
  expect(line).not.toContain('\n');
  expect(mistake('protocol-request', JSON.parse(line))).toBeUndefined();
  expect(line).toContain('{"op":"load","address":"0xffffffffffffffff","bytes":"000fff"}');
  expect(line).toContain('"source":"00:03.0","address":"0x0","length":1,"bytes":"01","addressType":"untranslated"');
  expect(line).toContain('{"op":"read","offset":"0x1c","size":4,"unit":1}');
  expect(line).toContain('{"op":"renumber","bridge":"00:1c.0","secondary":1,"subordinate":255}');
  expect((JSON.parse(line) as { platform: unknown }).platform).toMatchObject({
    dmar: '444d',
    bridges: [{ segment: 1, bridge: '00:1c.0', secondary: 2, subordinate: 3 }],
    followers: [{ segment: 0, function: '01:00.1', of: '00:03.0' }],
  });
  expect(mistake('protocol-request', JSON.parse(encodeRun(0, { id: 'a', operations: [] })))).toBeUndefined();
});

test('configure', () => {
  const line = encodeConfigure(3, CLAIMS);
  expect(mistake('protocol-request', JSON.parse(line))).toBeUndefined();
});

test('results', () => {
  const reply = {
    reply: 'results',
    seq: 0,
    results: [{}, { value: '0xffffffffffffffff' }, { status: 'CA' }, { bytes: '0aff' }],
    interrupts: [{ address: '0xfee00000', data: '0xffffffff', after: 1 }],
    deviceTlbRequests: [{ target: '00:03.0', address: '0x7ffffffffffff000', size: true, global: false, pasid: 7, after: 2 }],
  };
  expect(decodeReply(reply)).toEqual({
    kind: 'results',
    responses: [],
    deviceTlbRequests: [{ sourceId: 0x18, address: 0x7ffffffffffff000n, size: true, global: false, pasid: 7, after: 2 }],
    seq: 0,
    results: [{}, { value: LARGEST }, { status: 'CA' }, { bytes: Uint8Array.of(0x0a, 0xff) }],
    interrupts: [{ address: 0xfee00000n, data: 0xffffffff, after: 1 }],
  });
});

test('unsupported, with and without a reason', () => {
  expect(decodeReply({ reply: 'unsupported', seq: 1 })).toEqual({ kind: 'unsupported', seq: 1, text: undefined });
  expect(decodeReply({ reply: 'unsupported', seq: 1, reason: 'dma' })).toEqual({ kind: 'unsupported', seq: 1, text: 'dma' });
});

describe('a mistake is named by its place', () => {
  const results = (part: object): object => ({ reply: 'results', seq: 1, results: [], interrupts: null, ...part });
  const subject = (part: object): object => ({
    reply: 'subject',
    seq: 1,
    protocol: 1,
    name: 'x',
    version: '1',
    capabilities: { ver: '0x10', cap: '0x0', ecap: '0x0', haw: 46 },
    configurable: false,
    ram: [],
    inaccessible: [],
    poison: false,
    requesters: 'any',
    dma: [],
    completionStatus: true,
    observesInterrupts: true,
    notes: [],
    ...part,
  });

  test.each<[reply: unknown, message: string]>([
    ['text', 'at its top: expected '],
    [{ seq: 1 }, 'expected a known value of "reply", found undefined'],
    [results({ results: [{}, { value: 5 }] }), 'at /results/1/value: expected a value of type string, found 5'],
    [results({ results: [{ value: '0X1' }] }), 'at /results/0/value: expected a string of the form ^0x[0-9a-f]{1,16}$, found "0X1"'],
    [
      results({ results: [{ data: '00' }] }),
      'at /results/0/data: expected a property that the schema knows, found unknown property "data"',
    ],
    [
      results({ interrupts: [{ address: '0x0', data: '0x100000000', after: 0 }] }),
      'at /interrupts/0/data: expected a string of the form ^0x[0-9a-f]{1,8}$, found "0x100000000"',
    ],
    [results({ seq: 1.5 }), 'at /seq: expected a value of type integer, found 1.5'],
    [subject({ protocol: 2 }), 'at /protocol: expected 1, found 2'],
    [
      subject({ requesters: ['00:20.0'] }),
      'at /requesters/0: expected a string of the form ^[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]$, found "00:20.0"',
    ],
    [subject({ dma: ['peek'] }), 'at /dma/0: expected one of "read", "write"'],
  ])('%j', (reply, message) => {
    expect(() => decodeReply(reply)).toThrow(ProtocolMistake);
    expect(() => decodeReply(reply)).toThrow(message);
  });
});

test('what an implementation says of itself cannot steer a terminal', () => {
  const reply = {
    reply: 'subject',
    seq: 1,
    protocol: 1,
    name: 'x\u001b[2J',
    version: '1',
    capabilities: { ver: '0x10', cap: '0x0', ecap: '0x0', haw: 46 },
    configurable: false,
    ram: [{ address: '0x100000', length: '0x3f00000' }],
    inaccessible: [],
    poison: false,
    requesters: ['00:03.0', 'ff:1f.7'],
    dma: [],
    completionStatus: true,
    observesInterrupts: true,
    notes: ['\u0007'],
  };
  expect(decodeReply(reply)).toMatchObject({
    info: { name: 'x\\x1b[2J', notes: ['\\x07'], requesters: [0x18, 0xffff], ram: [{ address: 0x100000n, length: 0x3f00000n }] },
  });
});
