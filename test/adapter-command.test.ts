/** `vtd adapter info` and `vtd adapter check`: each fault of an adapter is found by the check that is for it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Bench } from '../runner/adapters/check/check.js';
import { PROTOCOL_CHECKS } from '../runner/adapters/check/protocol.js';
import { checkAdapter } from '../runner/adapters/check/run.js';
import { ExecAdapter } from '../runner/adapters/exec/adapter.js';
import type { ModuleImplementation } from '../runner/adapters/module-interface.js';
import { ModuleAdapter } from '../runner/adapters/module.js';
import { provideAdapter } from '../runner/adapters/open.js';
import { adapterCheckCommand, adapterInfoCommand } from '../runner/commands/adapter.js';
import { referenceModule } from './fixtures/reference-module.js';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const STUB = `exec:'${process.execPath}' '${path('fixtures/exec-subject.mjs')}'`;
const PYTHON = `exec:python3 '${path('../examples/adapters/python/adapter.py')}'`;

const LIMITS = {
  name: 'stub',
  version: '1',
  configurable: false,
  ram: [],
  inaccessible: [],
  poison: false,
  requesters: 'any',
  dma: [],
  completionStatus: false,
  observesInterrupts: false,
  abilities: [],
  notes: [],
} as const;

/** What a command prints. */
async function output(command: () => Promise<number>): Promise<{ code: number; text: string }> {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  const code = await command();
  write.mockRestore();
  return { code, text };
}

afterEach(() => {
  vi.restoreAllMocks();
});

async function failing(spec: string, timeout = 2000): Promise<string[]> {
  const { checks } = await checkAdapter(spec, timeout);
  return checks.filter(({ outcome }) => outcome === 'fail').map(({ name }) => name);
}

type Model = ReturnType<typeof referenceModule>;

/** Ways to get an adapter wrong, and the checks that notice. */
const FAULTS: readonly (readonly [fault: string, checks: string[], (model: Model) => Partial<ModuleImplementation>])[] = [
  [
    'memory kept over a reset',
    ['memory-isolation', 'memory-echo'],
    ({ iommu }) => ({
      reset: () => {
        iommu.reset();
      },
    }),
  ],
  [
    'registers kept over a reset',
    ['register-isolation'],
    ({ iommu }) => ({
      reset: () => {
        iommu.memory.clear();
      },
    }),
  ],
  [
    'memory written in words',
    ['memory-echo', 'memory-overwrite'],
    ({ iommu }) => ({
      writeMemory: (address, bytes) => {
        iommu.memory.write(address & -4n, bytes);
      },
    }),
  ],
  [
    'another CAP than claimed',
    ['claims-in-registers'],
    ({ iommu }) => ({
      readRegister: (offset, size) => iommu.readRegister(offset, size) ^ (offset === 8 ? 1n : 0n),
    }),
  ],
  [
    'halves exchanged',
    ['split-writes'],
    ({ iommu }) => ({
      writeRegister: (offset, size, value) => {
        iommu.writeRegister(size === 4 && (offset & ~4) === 0x20 ? offset ^ 4 : offset, size, value);
      },
    }),
  ],
  [
    'writes of devices lost',
    ['dma-write'],
    ({ iommu }) => ({
      dma: (request) => (request.kind === 'write' ? { status: 'success' } : iommu.dma(request)),
    }),
  ],
  [
    'a requester that cannot be played',
    ['requesters'],
    ({ iommu }) => ({
      dma: (request) => (request.sourceId > 0xff ? { status: 'UR' } : iommu.dma(request)),
    }),
  ],
  ['accesses that never fail', ['poison'], () => ({ failAccesses: () => undefined })],
  [
    'claims that contradict each other',
    ['claims-allowed'],
    (model) => ({
      describe: async () => {
        const it = await model.describe();
        return { ...it, capabilities: { ...it.capabilities, cap: it.capabilities.cap | 7n } };
      },
      readRegister: () => 0n,
    }),
  ],
];

describe('a fault of an adapter', () => {
  test.each(FAULTS)('%s is found by %s', async (fault, checks, differences) => {
    const model = referenceModule();
    provideAdapter(fault, () => new ModuleAdapter(fault, () => Promise.resolve({ ...model, ...differences(model) })));
    expect(await failing(fault)).toEqual(expect.arrayContaining(checks));
    if (!fault.startsWith('claims') && checks.length === 1) expect(await failing(fault)).toEqual(checks);
  });

  test('a process that knows no unknown command and loses a bit of seq', async () => {
    const names = await failing(`${STUB} small-seq`, 1000);
    expect(names).toEqual(expect.arrayContaining(['seq-echo', 'unknown-command', 'unknown-operation', 'memory-echo']));
    expect(names).not.toContain('stop');
  });

  test('a process that stays after stop', async () => {
    const check = PROTOCOL_CHECKS.find(({ name }) => name === 'stop');
    const adapter = new ExecAdapter('unused');
    const bench = new Bench(`${STUB} linger`, adapter, { ...LIMITS, capabilities: { ver: 0, cap: 0n, ecap: 0n, haw: 40 } }, 1000);
    await expect(check?.run(bench)).rejects.toThrow('expected an exit within 2000 ms of stop, found a process that goes on');
  });
});

describe('a sound adapter passes', () => {
  test('the reference model', async () => {
    const { code, text } = await output(() => adapterCheckCommand('reference', {}));
    expect(code).toBe(0);
    expect(text).toMatch(/^reference model .*\n {2}pass {2}claims-allowed\n[^]* 0 failed, 5 skipped of \d+\n$/);
  });

  test.skipIf(spawnSync('python3', ['--version']).status !== 0)('the example in Python', async () => {
    const { code, text } = await output(() => adapterCheckCommand(PYTHON, { json: true }));
    const { checks } = JSON.parse(text) as { checks: { name: string; outcome: string }[] };
    expect(checks.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(checks).toContainEqual({ name: 'seq-echo', title: expect.any(String) as string, outcome: 'pass' });
    expect(code).toBe(0);
  });
});

test('a failed check says what was expected, what was found and where to look', async () => {
  provideAdapter(
    'deaf',
    () =>
      new ModuleAdapter('deaf', () =>
        Promise.resolve({ ...referenceModule(), readMemory: (_: bigint, length: number) => new Uint8Array(length) }),
      ),
  );
  const { code, text } = await output(() => adapterCheckCommand('deaf', {}));
  expect(code).toBe(1);
  expect(text).toContain(
    [
      '  FAIL  memory-overwrite: a later load replaces an earlier one where they overlap, and nothing more',
      '          expected: the memory is 01080faabbcc2b323940474e',
      '          found:    000000000000000000000000',
      '          hint:     load writes bytes, not whole words or pages',
    ].join('\n'),
  );
});

test('info decodes the claims by field', async () => {
  const { code, text } = await output(() => adapterInfoCommand('reference', {}));
  expect(code).toBe(0);
  expect(text).toMatch(/^reference model \d/);
  expect(text).toMatch(/requests +read, write, zero-length-read/);
  expect(text).toMatch(/\n {2}MGAW +0x[0-9a-f]+ +Maximum Guest Address Width, minus 1\n/);
});

test('info as JSON', async () => {
  const { text } = await output(() => adapterInfoCommand('reference', { json: true }));
  expect(JSON.parse(text)).toMatchObject({
    name: 'reference model',
    configurable: true,
    requesters: 'any',
    fields: { VER: { MIN: 0 }, CAP: { SAGAW: expect.any(Number) as number } },
  });
});

test('an adapter that does not start', async () => {
  await expect(adapterCheckCommand(`${STUB} early-exit`, {})).rejects.toThrow('no licence found');
  await expect(adapterInfoCommand('no-such-adapter', {})).rejects.toThrow('there is no adapter no-such-adapter');
});
