/** Adapters in process: exceptions, hangs and values of the wrong type each cost one vector and are named. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Iommu } from '../reference/index.js';
import type { Job, Operation } from '../runner/adapters/adapter.js';
import type { ModuleDescription, ModuleImplementation } from '../runner/adapters/module-interface.js';
import { ModuleAdapter, openModule } from '../runner/adapters/module.js';
import { provideAdapter } from '../runner/adapters/open.js';
import { run } from '../runner/index.js';
import { loadProfiles } from '../runner/profiles.js';
import type { Profile } from '../runner/profiles.js';
import { referenceModule } from './fixtures/reference-module.js';

const READ_VER: Operation = { op: 'read', offset: 0, size: 4 };
const READ_CAP: Operation = { op: 'read', offset: 8, size: 8 };

function job(...operations: Operation[]): Job {
  return { id: 'x', operations, timeout: 200 };
}

/** An adapter of an implementation that does some things differently, and how often one was made. */
function adapt(differences: object = {}): { adapter: ModuleAdapter; made: () => number } {
  let made = 0;
  const make = (): ModuleImplementation => {
    made++;
    return { ...referenceModule(), ...differences };
  };
  return { adapter: new ModuleAdapter('module:x', () => Promise.resolve(make)), made: () => made };
}

/** What the wrong value costs: `value` is what the method returns once, before it is sound again. */
async function replyTo(method: keyof ModuleImplementation, action: () => unknown, operation: Operation): Promise<unknown> {
  let armed = true;
  const sound = referenceModule();
  const once = (...args: never[]): unknown => {
    if (!armed) return (sound[method] as (...args: never[]) => unknown)(...args);
    armed = false;
    return action();
  };
  const { adapter } = adapt({ ...sound, [method]: once });
  await adapter.start();
  const reply = await adapter.run(job(operation));
  expect(await adapter.run(job(READ_VER))).toMatchObject({
    kind: 'results',
    responses: [],
    results: [{ value: BigInt(sound.iommu.capabilities.raw.ver) }],
  });
  return reply;
}

const OPERATIONS: readonly Operation[] = [
  { op: 'load', address: 0x1ffen, bytes: Uint8Array.of(1, 2, 3, 4) },
  { op: 'dump', address: 0x1ffdn, length: 6 },
  { op: 'write', offset: 0x20, size: 8, value: 0x1234_5000n },
  { op: 'poll', offset: 0x20, size: 8, mask: 0xf000n, value: 0x5000n },
  { op: 'dma', request: 'read', source: 0x18, address: 0x1ffen, length: 2, addressType: 'untranslated' },
  {
    op: 'dma',
    request: 'write',
    source: 0x18,
    address: 0xfee00000n,
    length: 4,
    bytes: Uint8Array.of(0x21, 0, 0, 0),
    addressType: 'untranslated',
  },
];

const EXPECTED = {
  kind: 'results',
  responses: [],
  deviceTlbRequests: [],
  results: [
    {},
    { bytes: Uint8Array.of(0, 1, 2, 3, 4, 0) },
    {},
    { value: 0x1234_5000n },
    { status: 'success', bytes: Uint8Array.of(1, 2), attributes: { snoop: true, memoryType: 'WB' } },
    { status: 'success' },
  ],
  interrupts: [{ address: 0xfee00000n, data: 0x21, after: 5 }],
};

test('a synchronous implementation', async () => {
  const { adapter } = adapt();
  expect(await adapter.start()).toMatchObject({
    name: 'model',
    poison: true,
    observesInterrupts: true,
    configurable: false,
    requesters: 'any',
  });
  expect(await adapter.run(job(...OPERATIONS))).toEqual(EXPECTED);
  expect(await adapter.run(job({ op: 'dump', address: 0x1ffdn, length: 2 }))).toMatchObject({
    results: [{ bytes: new Uint8Array(2) }],
    interrupts: [],
  });
});

test('an implementation that returns promises', async () => {
  const sound = referenceModule();
  const later = Object.entries(sound).map(([name, method]) => {
    if (typeof method !== 'function' || name === 'onInterrupt') return [name, method] as const;
    return [name, (...args: never[]) => Promise.resolve().then(() => (method as (...args: never[]) => unknown)(...args))] as const;
  });
  const { adapter } = adapt(Object.fromEntries(later));
  await adapter.start();
  expect(await adapter.run(job(...OPERATIONS))).toEqual(EXPECTED);
});

test('an exception is a crash of its vector, and the next one gets a new implementation', async () => {
  let calls = 0;
  const { adapter, made } = adapt({
    readRegister() {
      if (calls++ === 0) throw new RangeError('no such register');
      return 0x42n;
    },
  });
  await adapter.start();
  const reply = await adapter.run(job(READ_CAP));
  expect(reply).toEqual({
    kind: 'crashed',
    message: expect.stringMatching(/^readRegister\(0x8, 8\) threw RangeError: no such register \(at .+\)$/) as string,
  });
  expect(made()).toBe(1);
  expect(await adapter.run(job(READ_VER))).toMatchObject({ kind: 'results', responses: [], results: [{ value: 0x42n }] });
  expect(made()).toBe(2);
});

test.each<[what: string, method: keyof ModuleImplementation, action: () => unknown, operation: Operation, reply: object]>([
  [
    'a rejected promise',
    'readRegister',
    () => Promise.reject(new Error('gone')),
    READ_VER,
    { kind: 'crashed', message: /^readRegister\(0x0, 4\) threw Error: gone/ },
  ],
  [
    'a promise without end',
    'readRegister',
    () => new Promise(() => undefined),
    READ_VER,
    { kind: 'timeout', message: /^readRegister\(0x0, 4\) did not finish within 200 ms$/ },
  ],
  [
    'something else thrown',
    'reset',
    () => {
      throw 'text'; // eslint-disable-line @typescript-eslint/only-throw-error
    },
    READ_VER,
    { kind: 'crashed', message: /^reset\(\) threw text$/ },
  ],
  [
    'a number',
    'readRegister',
    () => 12,
    READ_VER,
    { kind: 'errored', message: /^readRegister\(0x0, 4\): its result: expected a bigint of 32 bits, unsigned, found number 12$/ },
  ],
  [
    'a negative value',
    'readRegister',
    () => -1n,
    READ_CAP,
    { kind: 'errored', message: /expected a bigint of 64 bits, unsigned, found bigint -1$/ },
  ],
  ['a value that is too wide', 'readRegister', () => 1n << 32n, READ_VER, { kind: 'errored', message: /found bigint 0x100000000$/ }],
  [
    'nothing',
    'readMemory',
    () => undefined,
    { op: 'dump', address: 0n, length: 4 },
    { kind: 'errored', message: /^readMemory\(0x0, 4\): its result: expected a Uint8Array, found undefined$/ },
  ],
  [
    'too few bytes',
    'readMemory',
    () => new Uint8Array(3),
    { op: 'dump', address: 0n, length: 4 },
    { kind: 'errored', message: /expected 4 bytes, found 3 bytes$/ },
  ],
  [
    'no status',
    'dma',
    () => ({}),
    OPERATIONS[4] as Operation,
    { kind: 'errored', message: /^dma\(read of 2 bytes at 0x1ffe\): status of its result: expected one of success, .*, found undefined$/ },
  ],
  ['an unknown status', 'dma', () => ({ status: 'ok' }), OPERATIONS[4] as Operation, { kind: 'errored', message: /found ok$/ }],
])('%s of %s costs one vector', async (_, method, action, operation, expected) => {
  const { kind, message } = expected as { kind: string; message: RegExp };
  expect(await replyTo(method, action, operation)).toEqual({ kind, message: expect.stringMatching(message) as string });
});

test('an interrupt message of the wrong type', async () => {
  let listener: (address: unknown, data: unknown) => void = () => undefined;
  const { adapter } = adapt({
    onInterrupt: (heard: typeof listener) => (listener = heard),
    writeRegister: () => {
      listener(0xfee00000, 1);
    },
  });
  await adapter.start();
  expect(await adapter.run(job({ op: 'write', offset: 0x18, size: 4, value: 0n }))).toEqual({
    kind: 'errored',
    message: 'onInterrupt listener, address: expected a bigint of 64 bits, found number 4276092928',
  });
});

test('a poll ends, with the last value', async () => {
  for (const wrap of [(value: bigint): unknown => value, (value: bigint): unknown => Promise.resolve(value)]) {
    let reads = 0;
    const { adapter } = adapt({ readRegister: () => wrap(BigInt(++reads)) });
    await adapter.start();
    const poll = { op: 'poll', offset: 0x1c, size: 4, mask: 0xffffn } as const;
    expect(await adapter.run(job({ ...poll, value: 3n }))).toMatchObject({ results: [{ value: 3n }] });
    const reply = await adapter.run(job({ ...poll, value: 0n }));
    expect(reply).toMatchObject({ kind: 'results', responses: [], results: [{ value: BigInt(reads) }] });
    expect(reads).toBeGreaterThan(100);
  }
});

test('configure is called, and what describe says then counts', async () => {
  const claims = { ver: 0x20, cap: 1n, ecap: 2n, haw: 50 };
  let current = { ver: 0x10, cap: 0n, ecap: 0n, haw: 40 };
  const { adapter } = adapt({
    configure: (wanted: typeof claims) => void (current = wanted),
    describe: () => ({ name: 'c', version: '1', capabilities: current }),
  });
  expect(await adapter.start()).toMatchObject({ configurable: true, capabilities: { haw: 40 } });
  expect(await adapter.configure(claims)).toMatchObject({ capabilities: claims, ram: [{ address: 0n, length: 1n << 50n }] });
});

test.each([
  ['at once', (value: bigint): unknown => value],
  ['with promises', (value: bigint): unknown => Promise.resolve(value)],
])('between the reads of a poll the implementation may go on, %s', async (_, wrap) => {
  let steps = 0n;
  const { adapter } = adapt({ readRegister: () => wrap(steps), idle: () => wrap(++steps) });
  await adapter.start();
  const poll: Operation = { op: 'poll', offset: 0x1c, size: 4, mask: 0xffn, value: 3n };
  expect(await adapter.run(job(poll))).toMatchObject({ results: [{ value: 3n }] });
});

test('one that takes no page requests is not asked for responses', async () => {
  const { capabilities } = loadProfiles().find(({ claims }) => claims.pageRequests) as Profile;
  const module = { ...referenceModule(), describe: () => ({ name: 'x', version: '1', capabilities }) };
  provideAdapter('without-page-requests', () => new ModuleAdapter('x', () => Promise.resolve(module)));
  const { results } = await run({ adapters: ['without-page-requests'], ids: ['dma/page-requests/responses/group-1'] });
  expect(results).toMatchObject([{ outcome: 'skipped', reason: 'the implementation cannot observe page group responses' }]);
});

describe('start names what is wrong', () => {
  const described = (part: object): object => ({ describe: () => ({ ...(referenceModule().describe() as ModuleDescription), ...part }) });

  test.each<[object, string]>([
    [{ readRegister: undefined }, 'method readRegister: expected a function, found undefined'],
    [{ onInterrupt: true }, 'method onInterrupt: expected a function, or nothing, found boolean true'],
    [{ describe: () => null }, 'describe(): expected an object, found null'],
    [described({ name: undefined }), 'describe().name: expected a string, found undefined'],
    [
      described({ capabilities: { ver: 16, cap: 5, ecap: 0n, haw: 40 } }),
      'describe().capabilities.cap: expected a bigint of 64 bits, found number 5',
    ],
    [
      described({ capabilities: { ver: 16, cap: 5n, ecap: 0n, haw: 64 } }),
      'describe().capabilities.haw: expected a number from 32 to 52, found number 64',
    ],
    [
      described({ ram: [{ address: 0, length: 4096 }] }),
      'describe().ram: expected an array of { address, length } in bigints, found an object of Array',
    ],
    [described({ dma: ['peek'] }), 'describe().dma: expected an array out of read, write'],
  ])('%#: %s', async (differences, message) => {
    await expect(adapt(differences).adapter.start()).rejects.toThrow(`module:x cannot be started: ${message}`);
  });
});

describe('module:FILE', () => {
  const file = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

  test('an export named createIommu', async () => {
    const adapter = openModule(file('module-named.mjs'));
    expect(await adapter.start()).toMatchObject({ name: 'named', poison: false, observesInterrupts: false });
    expect(await adapter.run(job(READ_VER))).toEqual({
      kind: 'results',
      responses: [],
      deviceTlbRequests: [],
      results: [{ value: 0x42n }],
      interrupts: null,
    });
    expect(await adapter.run(job({ op: 'poison', address: 0n, length: 8 }))).toMatchObject({ kind: 'errored' });
  });

  test('a file without such an export, and none', async () => {
    await expect(openModule(file('module-other.mjs')).start()).rejects.toThrow(
      'expected a default export, or one named createIommu, found somethingElse',
    );
    expect(() => openModule('no-such-file.js')).toThrow('there is no file no-such-file.js');
  });
});

test('one that knows of device-TLBs passes the vectors about them', async () => {
  const { capabilities } = loadProfiles().find(({ name }) => name === 'device-tlb') as Profile;
  const model = referenceModule(new Iommu(capabilities));
  const { iommu } = model;
  const module: ModuleImplementation = {
    ...model,
    describe: () => ({ name: 'x', version: '1', capabilities }),
    setDeviceTlbAnswers: (sourceId, answers) => {
      iommu.setDeviceTlbAnswers(sourceId, answers);
    },
    completeInvalidation: (sourceId, tags) => {
      iommu.completeInvalidation({ sourceId, tags });
    },
    onDeviceTlbRequest: (listener) => {
      iommu.receive((event) => {
        if (event.type === 'device-tlb-request') listener(event.request);
      });
    },
  };
  provideAdapter('with-device-tlbs', () => new ModuleAdapter('x', () => Promise.resolve(module)));
  const { summary } = await run({ adapters: ['with-device-tlbs'], ids: ['invalidation/device-tlb/*'] });
  expect(summary).toMatchObject({ fail: 0, errored: 0, crashed: 0 });
  expect(summary.pass).toBeGreaterThan(40);

  provideAdapter(
    'without-device-tlbs',
    () => new ModuleAdapter('x', () => Promise.resolve({ ...model, describe: () => ({ name: 'y', version: '1', capabilities }) })),
  );
  const without = await run({ adapters: ['without-device-tlbs'], ids: ['invalidation/device-tlb/time-out'] });
  expect(without.results).toMatchObject([{ outcome: 'skipped', reason: expect.stringContaining('device-TLB') as string }]);
});
