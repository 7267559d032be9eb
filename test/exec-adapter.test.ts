/** Adapters as processes: whatever one does, it costs one vector at most, and the others keep their results. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { Job, Reply, SubjectInfo } from '../runner/adapters/adapter.js';
import { ExecAdapter } from '../runner/adapters/exec/adapter.js';
import { splitCommandLine } from '../runner/adapters/exec/command-line.js';

const FIXTURE = fileURLToPath(new URL('fixtures/exec-subject.mjs', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'vtd-exec-'));
const PATIENCE = { start: 5000, stop: 300, grace: 150 };
const COUNT = 20;
/** Position of the vector at which the fixture misbehaves: others are under way before and after it. */
const BAD = 9;

afterAll(() => {
  rmSync(FOLDER, { recursive: true });
});

let files = 0;

interface Lives {
  readonly info: SubjectInfo;
  readonly replies: ReadonlyMap<string, Reply>;
  readonly remarks: readonly string[];
  /** Of every process that ran. */
  readonly pids: readonly number[];
}

function open(mode: string, remarks: string[] = []): { adapter: ExecAdapter; pids: () => number[] } {
  const file = join(FOLDER, `pids-${String(++files)}`);
  const remark = (text: string): void => void remarks.push(text);
  const adapter = new ExecAdapter(`'${process.execPath}' '${FIXTURE}' ${mode} '${file}'`, { window: 8, patience: PATIENCE, remark });
  return { adapter, pids: () => readFileSync(file, 'utf8').trim().split('\n').map(Number) };
}

function job(id: string, timeout: number): Job {
  return { id, operations: [{ op: 'read', offset: 0, size: 4 }], timeout };
}

/** Runs the vectors v0, v1 …, with one called `bad` among them, as many at once as the runner would. */
async function live(mode: string, timeout = 5000): Promise<Lives> {
  const remarks: string[] = [];
  const { adapter, pids } = open(mode, remarks);
  const info = await adapter.start();
  const ids = Array.from({ length: COUNT }, (_, i) => (i === BAD ? 'bad' : `v${String(i)}`));
  const queue = ids[Symbol.iterator]();
  const replies = new Map<string, Reply>();
  const worker = async (): Promise<void> => {
    for (const id of queue) replies.set(id, await adapter.run(job(id, timeout)));
  };
  await Promise.all(Array.from({ length: adapter.window }, worker));
  await adapter.stop();
  return { info, replies, remarks, pids: pids() };
}

function results(value: number): Reply {
  return { kind: 'results', results: [{ value: BigInt(value) }], interrupts: null, responses: [], deviceTlbRequests: [] };
}

/** All vectors but `bad` have results, each its own, and no process is left. */
function expectOthersUnharmed({ replies, pids }: Lives): void {
  expect(replies.size).toBe(COUNT);
  for (const [id, reply] of replies) if (id !== 'bad') expect(reply, id).toEqual(results(Number(id.slice(1))));
  for (const pid of pids) expect(isAlive(pid), `process ${String(pid)}`).toBe(false);
}

/** Not a zombie either, except that what has lost its parent is another's to collect. */
function isAlive(pid: number, isChild = true): boolean {
  try {
    process.kill(pid, 0);
    return isChild || readFileSync(`/proc/${String(pid)}/stat`, 'utf8').split(' ')[2] !== 'Z';
  } catch {
    return false;
  }
}

describe.concurrent('a misdeed costs its own vector', () => {
  test.each<[mode: string, kind: Reply['kind'], text: RegExp, timeout?: number]>([
    ['crash', 'crashed', /exited with status 3[^]*assertion failed: page != NULL/],
    ['signal', 'crashed', /ended by SIGKILL/],
    ['hang', 'timeout', /no reply within 500 ms/, 500],
    ['hang-for-good', 'timeout', /no reply within 500 ms/, 500],
    ['not-json', 'errored', /expected a reply as one line of JSON, found "translating\.\.\."/],
    ['wrong-schema', 'errored', /at \/results\/0\/value: expected a value of type string, found 12/],
    ['wrong-seq', 'errored', /expected a reply with the seq of a request under way \(\d+\), found seq \d+/],
    ['no-seq', 'errored', /expected property "seq"/],
    ['seq-as-text', 'errored', /at \/seq: expected a value of type integer, found "\d+"/],
    ['seq-before', 'errored', /found seq \d+, which was answered before/],
    ['too-few-results', 'errored', /at \/results: expected 1 results, one for each operation, found 0/],
    ['no-value', 'errored', /at \/results\/0: expected property "value" for read, found only an empty object/],
    ['too-wide', 'errored', /at \/results\/0\/value: expected a value of at most 32 bits, found 0x100000000/],
    ['gigantic-line', 'errored', /wrote a line of more than 64 MiB/],
    ['close-stdout', 'errored', /closed its standard output/],
    ['unsupported', 'skipped', /no atomic operations/],
    ['skipped', 'skipped', /the device is absent/],
    ['errored', 'errored', /the probe does not answer/],
  ])('%s: %s', async (mode, kind, text, timeout) => {
    const lives = await live(mode, timeout);
    const bad = lives.replies.get('bad') as Exclude<Reply, { kind: 'results' }>;
    expect(bad.kind).toBe(kind);
    expect(bad.kind === 'skipped' ? bad.reason : bad.message).toMatch(text);
    expectOthersUnharmed(lives);
    expect(lives.remarks).toEqual([]);
  });
});

describe.concurrent('a misdeed that no vector pays for', () => {
  test.each(['out-of-order', 'noisy-stderr', 'duplicate', 'four-shot', 'ignore-stop'])('%s', async (mode) => {
    const lives = await live(mode);
    expect(lives.replies.get('bad')).toEqual(results(0));
    expectOthersUnharmed(lives);
  });

  test('late-crash: told as a remark, since nobody can be blamed', async () => {
    const lives = await live('late-crash');
    expectOthersUnharmed(lives);
    expect(lives.remarks).toEqual([
      expect.stringMatching(/^with \d vectors under way the process exited with status 9; none of them did it again alone/),
    ]);
  });
});

describe.concurrent('start', () => {
  test.each([
    ['early-exit', /cannot be started: the process exited with status 7[^]*no licence found/],
    ['banner', /expected a reply as one line of JSON, found "My IOMMU 1\.0 ready" \(logs belong on standard error\)/],
  ])('%s', async (mode, text) => {
    const { adapter, pids } = open(mode);
    await expect(adapter.start()).rejects.toThrow(text);
    await adapter.stop();
    expect(pids().some((pid) => isAlive(pid))).toBe(false);
  });

  test('a program that is not there', async () => {
    await expect(new ExecAdapter('/no/such/program').start()).rejects.toThrow('the program /no/such/program cannot be run: ENOENT');
  });

  test('a process that says nothing', async () => {
    const adapter = new ExecAdapter(`'${process.execPath}' '${FIXTURE}' silent`, { patience: { ...PATIENCE, start: 300 } });
    await expect(adapter.start()).rejects.toThrow('no reply within 300 ms');
  });
});

describe.concurrent('restart', () => {
  test('three failures in a row end the run of this implementation', async () => {
    const { replies, pids } = await live('fail-restart');
    expect(pids).toHaveLength(4);
    const last = replies.get(`v${String(COUNT - 1)}`);
    expect(last).toMatchObject({
      kind: 'errored',
      message: expect.stringMatching(/could not be started again in 3 attempts[^]*the board is gone/) as string,
    });
    expect(replies.get('v0')).toEqual(results(0));
    expect(replies.size).toBe(COUNT);
  });

  test('a process that claims something else than before is not used', async () => {
    const { replies } = await live('other-claims');
    expect(replies.get('bad')).toMatchObject({ message: expect.stringContaining('claims something else than before') as string });
  });

  test('the new process is configured as the old one was', async () => {
    const { adapter, pids } = open('crash');
    await adapter.start();
    const claims = { ver: 0x20, cap: 0x1234n, ecap: 0x5678n, haw: 46 };
    expect((await adapter.configure(claims)).capabilities).toEqual(claims);
    expect((await adapter.run(job('bad', 5000))).kind).toBe('crashed');
    // Without configure the new process would claim something else, and no vector would run.
    expect(await adapter.run(job('v5', 5000))).toEqual(results(5));
    await adapter.stop();
    expect(pids()).toHaveLength(2);
  });
});

test('what the process started ends with it', async () => {
  const { adapter, pids } = open('helper');
  await adapter.start();
  await expect.poll(() => pids().length).toBe(2);
  await adapter.stop();
  await expect.poll(() => pids().some((pid) => isAlive(pid, false))).toBe(false);
});

test('jobs after stop are errored', async () => {
  const { adapter } = open('none');
  await adapter.start();
  await adapter.stop();
  expect(await adapter.run(job('v1', 1000))).toEqual({ kind: 'errored', message: 'the adapter was stopped' });
});

test.each([
  ['./iommu --stdio', ['./iommu', '--stdio']],
  [`  a   'b c' "d \\" e"  f\\ g  '' `, ['a', 'b c', 'd " e', 'f g', '']],
  [`x='y z'w; $HOME | *`, ['x=y zw;', '$HOME', '|', '*']],
])('the words of %s', (text, words) => {
  expect(splitCommandLine(text)).toEqual(words);
});

test.each(['', '   ', `a 'b`, `a "b\\"`, 'a \\', `'' x`])('no command line: %s', (text) => {
  expect(() => splitCommandLine(text)).toThrow();
});
