/** Implementations as shared libraries: what crosses the C interface, what is said of a library that is not in order, and the example in C. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import type { Adapter, Operation, Reply } from '../runner/adapters/adapter.js';
import { openAdapter } from '../runner/adapters/open.js';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'vtd-native-'));
const HAS_COMPILER = spawnSync('cc', ['--version']).status === 0;

afterAll(() => {
  rmSync(FOLDER, { recursive: true });
});

/** The fixture, compiled with these flags. */
function build(name: string, ...flags: string[]): string {
  const library = join(FOLDER, `${name}.so`);
  const source = path('fixtures/native-subject.c');
  execFileSync('cc', ['-std=c11', '-Wall', '-Werror', '-fPIC', '-shared', `-I${path('../include')}`, ...flags, '-o', library, source]);
  return `native:${library}`;
}

const opened: Adapter[] = [];

afterEach(async () => {
  for (const adapter of opened.splice(0)) await adapter.stop();
});

async function start(spec: string): Promise<Adapter> {
  const adapter = await openAdapter(spec);
  opened.push(adapter);
  await adapter.start();
  return adapter;
}

const slots = (count: number): Operation[] =>
  Array.from({ length: count }, (_, i) => ({ op: 'read', offset: 8 * i, size: 8 }) satisfies Operation);

async function perform(adapter: Adapter, ...operations: Operation[]): Promise<Reply> {
  return adapter.run({ id: 'native/test', operations, timeout: 1000 });
}

/** What the library says that it was asked by one operation, as hexadecimal numbers. */
async function asked(adapter: Adapter, operation: Operation, count: number): Promise<string[]> {
  const reply = await perform(adapter, operation, ...slots(count));
  if (reply.kind !== 'results') throw new Error(JSON.stringify(reply));
  return reply.results.slice(1).map(({ value }) => (value as bigint).toString(16));
}

const DMA = { op: 'dma', request: 'read', source: 0x118, address: 0n, length: 4, addressType: 'untranslated' } as const;

describe.skipIf(!HAS_COMPILER)('what crosses the interface', () => {
  const spec = HAS_COMPILER ? build('echo') : '';

  test('the description; functions that are there speak for themselves', async () => {
    const adapter = await openAdapter(spec);
    opened.push(adapter);
    expect(await adapter.start()).toEqual({
      name: 'echo',
      version: '1',
      capabilities: { ver: 0x10, cap: 0x20000000406n, ecap: 0x1000n, haw: 40 },
      configurable: true,
      ram: [],
      inaccessible: [],
      poison: true,
      requesters: [0x18],
      dma: ['read', 'compare-and-swap'],
      completionStatus: true,
      observesInterrupts: true,
      abilities: ['pasid', 'attributes', 'translation', 'page-request', 'interrupt', 'poison-writes'],
      notes: ['tells what it was asked'],
    });
  });

  test('a library with the required functions only', async () => {
    const info =
      '-DINFO="{\\"name\\":\\"small\\",\\"version\\":\\"1\\",\\"capabilities\\":{\\"ver\\":\\"0x10\\",\\"cap\\":\\"0x406\\",\\"ecap\\":\\"0x0\\",\\"haw\\":40},\\"ram\\":[],\\"inaccessible\\":[],\\"requesters\\":\\"any\\",\\"dma\\":[],\\"completionStatus\\":false,\\"notes\\":[]}"';
    const adapter = await openAdapter(build('small', '-DREQUIRED_ONLY', '-Wno-format-extra-args', info));
    opened.push(adapter);
    expect(await adapter.start()).toMatchObject({
      configurable: false,
      poison: false,
      requesters: 'any',
      observesInterrupts: false,
      abilities: [],
    });
    expect(await perform(adapter, { op: 'read', offset: 0, size: 4 })).toMatchObject({ kind: 'results', interrupts: null });
  });

  test.each<[operation: Operation, slots: string[]]>([
    [{ op: 'write', offset: 0x10c, size: 8, value: 0xffff_ffff_ffff_fff0n }, ['10c', '8', 'fffffffffffffff0']],
    [{ op: 'load', address: 0xfff_ffff_ffff_fff1n, bytes: Uint8Array.of(1, 2, 3) }, ['ffffffffffffff1', '3', '1', '3']],
    [{ op: 'poison', address: 0x8000_0000_0000n, length: 0xffff_ffff }, ['800000000000', 'ffffffff', '1']],
    [{ op: 'poison', address: 1n, length: 2, access: 'write' }, ['1', '2', '2']],
    [DMA, ['0', '4', '0', '118', '0', '0', '0']],
    [
      {
        ...DMA,
        request: 'compare-and-swap',
        source: 0xffff,
        address: 0xffff_ffff_ffff_6600n,
        length: 8,
        bytes: Uint8Array.from({ length: 16 }, (_, i) => i + 1),
        addressType: 'reserved',
        pasid: { value: 0xfffff, execute: true },
        noSnoop: true,
      },
      ['ffffffffffff6600', '8', 'fffff', 'ffff', '5', '3', 'd', '1', '10'],
    ],
    [
      { op: 'translate', source: 0x18, address: 0x7000n, dwords: 4, pasid: { value: 5, privileged: true }, noWrite: true },
      ['7000', '5', '13', '4', '18'],
    ],
    [{ op: 'translate', source: 0x18, address: 0x7000n, dwords: 2 }, ['7000', '0', '0', '2', '18']],
    [
      { op: 'page-request', source: 0x20, address: 0x9000n, pasid: { value: 7 }, read: true, write: false, last: true, group: 511 },
      ['9000', '7', '1', '20', '1ff', '5'],
    ],
    [
      { op: 'page-request', source: 0x20, address: 0x9000n, read: false, write: true, last: false, group: 0 },
      ['9000', '0', '0', '20', '0', '2'],
    ],
    [{ op: 'interrupt', source: 0x28, address: 0xfee0_1000n, data: 0xffff_ff00 }, ['28', 'fee01000', 'ffffff00']],
  ])('the arguments of %o', async (operation, expected) => {
    expect(await asked(await start(spec), operation, expected.length)).toEqual(expected);
  });

  test('results', async () => {
    const reply = await perform(
      await start(spec),
      { op: 'dump', address: 0x1fen, length: 4 },
      { ...DMA, address: 0x6300n },
      { ...DMA, address: 0x7101n },
      { ...DMA, address: 5n },
      { op: 'translate', source: 0x18, address: 0n, dwords: 2 },
      { op: 'translate', source: 0x18, address: 4n, dwords: 2 },
      { op: 'interrupt', source: 0x18, address: 0xfee00000n, data: 5 },
      { op: 'poll', offset: 0x700, size: 4, mask: 0xffn, value: 3n },
    );
    expect(reply).toMatchObject({
      results: [
        { bytes: Uint8Array.of(0xfe, 0xff, 0, 1) },
        { status: 'success', bytes: Uint8Array.of(0x5a, 0x5a, 0x5a, 0x5a), attributes: { snoop: true, memoryType: 'WB' } },
        { status: 'UR', attributes: { snoop: false, memoryType: 'UC-' } },
        { status: 'unknown' },
        { status: 'success', value: 0xfedcba9876543003n },
        { status: 'malformed' },
        { status: 'unknown' },
        // idle was called between the reads.
        { value: 3n },
      ],
    });
  });

  test('messages are those of the operation that sent them', async () => {
    const reply = await perform(
      await start(spec),
      { op: 'read', offset: 0, size: 4 },
      { op: 'interrupt', source: 0x18, address: 0xfee00000n, data: 0 },
      { op: 'page-request', source: 0x20, address: 0x9000n, pasid: { value: 7 }, read: true, write: true, last: true, group: 3 },
    );
    expect(reply).toMatchObject({
      interrupts: [
        { address: 0x12fee00002n, data: 0xfffffff0, after: 1 },
        { address: 0x12fee00001n, data: 0xfffffff0, after: 1 },
      ],
      responses: [{ sourceId: 0x20, group: 3, code: 15, pasid: 7, after: 2 }],
    });
  });

  test('claims that it is told to make', async () => {
    const adapter = await start(spec);
    const claims = { ver: 0x60, cap: 0xc000_0000_0000_0406n, ecap: 0x8000_0000_0000_1000n, haw: 52 };
    expect((await adapter.configure?.(claims))?.capabilities).toEqual(claims);
  });
});

describe.skipIf(!HAS_COMPILER)('a failure costs its vector', () => {
  const spec = HAS_COMPILER ? build('failing') : '';

  test('one that the implementation reports; the next vector has a new instance, and the old one is destroyed', async () => {
    const adapter = await start(spec);
    expect(await perform(adapter, { op: 'write', offset: 0xf00, size: 4, value: 7n })).toEqual({
      kind: 'crashed',
      message: 'writeRegister(0xf00, 4, 0x7): vtd_adapter_write returned 0x7: assertion failed: page != NULL',
    });
    expect(await perform(adapter, { op: 'read', offset: 0x708, size: 4 })).toMatchObject({ results: [{ value: 1n }] });
  });

  test.each<[string, Operation]>([
    ['the status of vtd_adapter_dma: expected 0 (success), 1 (UR), 2 (CA), 3 (blocked), 5 (unknown), found 4', { ...DMA, address: 4n }],
    [
      'the status of vtd_adapter_translate: expected 0 (success), 1 (UR), 2 (CA), 3 (blocked), 4 (malformed), found 9',
      { op: 'translate', source: 0, address: 9n, dwords: 2 },
    ],
    ['memory_type of vtd_adapter_dma: expected a memory type: 0, 1, 4, 5, 6 or 7, found number 2', { ...DMA, address: 0x2100n }],
    [
      'vtd_adapter_next_interrupt: expected 0 once every message is taken, found 1, 65536 times',
      { op: 'write', offset: 0xf08, size: 4, value: 0n },
    ],
  ])('%s', async (text, operation) => {
    const adapter = await start(spec);
    const reply = await perform(adapter, operation);
    expect(reply).toMatchObject({ kind: 'errored', message: expect.stringContaining(text) as string });
    expect(await perform(adapter, { op: 'read', offset: 0x700, size: 4 })).toMatchObject({ kind: 'results' });
  });
});

describe('a library that cannot be started', () => {
  test('no such file', async () => {
    await expect(openAdapter('native:./no-such.so')).rejects.toThrow('native: needs a shared library; there is no file ./no-such.so');
    await expect(openAdapter('native:')).rejects.toThrow('there is no file (nothing given)');
  });

  test('a file that is no library', async () => {
    const file = join(FOLDER, 'text.so');
    writeFileSync(file, 'not a library');
    await expect(start(`native:${file}`)).rejects.toThrow(/cannot be started: it cannot be loaded as a shared library: .+/);
  });

  test('where koffi does not work', async () => {
    vi.doMock('koffi', () => {
      throw new Error('no build of koffi for this platform');
    });
    // Any file that exists: it is not looked at.
    await expect(start(`native:${path('../package.json')}`)).rejects.toThrow(
      /it needs the package koffi, which does not work here: .*; test the implementation as a process, through exec:COMMAND/,
    );
    vi.doUnmock('koffi');
  });

  const info = (text: string): string => `-DINFO="${text.replaceAll('"', '\\"')}"`;

  test.skipIf(!HAS_COMPILER).each<[text: string, flags: string[]]>([
    ['vtd_adapter_abi: expected version 1 of the interface, found 2; build the library with the vtd_adapter.h of this suite', ['-DABI=2']],
    ['it has no function vtd_adapter_dma; include/vtd_adapter.h lists the required ones', ['-DNO_DMA']],
    ['vtd_adapter_create made no instance: no licence found', ['-DCREATES_NOTHING', '-Wno-unused-function']],
    ['vtd_adapter_info: expected a JSON object, found "name: echo"', [info('name: echo')]],
    ['vtd_adapter_info: at its top: expected property "capabilities"', [info('{"name":"echo","version":"1"}')]],
    [
      'vtd_adapter_info at /poison: expected true, since there is a function vtd_adapter_poison, found false',
      [
        info(
          '{"name":"echo","version":"1","capabilities":{"ver":"0x10","cap":"0x406","ecap":"0x0","haw":40},"ram":[],"inaccessible":[],"requesters":"any","dma":[],"completionStatus":false,"notes":[],"poison":false}',
        ),
      ],
    ],
    [
      'vtd_adapter_info at /abilities, translation: expected false, since there is no function vtd_adapter_translate, found true',
      ['-DREQUIRED_ONLY'],
    ],
  ])('%s', async (text, flags) => {
    const spec = build(`wrong-${String(files++)}`, '-Wno-format-extra-args', ...flags);
    await expect(start(spec)).rejects.toThrow(text);
  });
});

let files = 0;
