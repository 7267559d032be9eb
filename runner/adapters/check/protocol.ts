/** Checks of the protocol, for adapters that are processes: what a message says must survive the way through any JSON library. */
import { hexBytes } from '../../hex.js';
import { shown } from '../../errors.js';
import { LARGEST_SEQ } from '../wire.js';
import { Mismatch, SCRATCH_BYTES, needsScratch, pattern } from './check.js';
import type { Bench, Check } from './check.js';
import { Dialogue } from './dialogue.js';
import type { RawReply } from './dialogue.js';

const PREFIX = 'exec:';

/** Milliseconds that a process has to exit after stop; the runner kills it after as long. */
const STOP_TIME = 2000;

const isProcess = (bench: Bench): string | undefined => (bench.spec.startsWith(PREFIX) ? undefined : 'the adapter is not a process');

async function converse(bench: Bench, body: (dialogue: Dialogue) => Promise<void>, timeout = bench.timeout): Promise<void> {
  const dialogue = new Dialogue(bench.spec.slice(PREFIX.length), timeout);
  try {
    await dialogue.begin(1);
    await body(dialogue);
  } finally {
    await dialogue.close();
  }
}

function expectReply(reply: RawReply, seq: number, ...kinds: string[]): void {
  if (reply.seq !== seq) throw new Mismatch(`"seq": ${String(seq)}`, `"seq": ${shown(reply.seq)}`);
  const kind = reply.reply;
  if (typeof kind !== 'string' || !kinds.includes(kind))
    throw new Mismatch(`a reply ${kinds.map((each) => `"${each}"`).join(' or ')}`, shown(reply));
}

const EMPTY_RUN = { cmd: 'run', id: 'adapter-check/empty', operations: [] } as const;

export const PROTOCOL_CHECKS: readonly Check[] = [
  {
    name: 'seq-echo',
    title: 'the reply has the seq of its request, as the same number, from 0 to 2^32 − 1',
    hint: 'seq is a JSON number that needs 32 bits unsigned; do not count for yourself, and write no 4.294967295e9',
    skip: isProcess,
    run: (bench) =>
      converse(bench, async (dialogue) => {
        for (const seq of [0, 1, 2 ** 31 - 1, 2 ** 31, LARGEST_SEQ, 5])
          expectReply(await dialogue.ask({ ...EMPTY_RUN, seq }), seq, 'results');
      }),
  },
  {
    name: 'unknown-command',
    title: 'a command that the adapter does not know is answered with unsupported, and the next one as ever',
    hint: 'later versions of the protocol may have further commands: neither exit nor stay silent',
    skip: isProcess,
    run: (bench) =>
      converse(bench, async (dialogue) => {
        expectReply(await dialogue.ask({ cmd: 'no-such-command', seq: 2 }), 2, 'unsupported');
        expectReply(await dialogue.ask({ ...EMPTY_RUN, seq: 3 }), 3, 'results');
      }),
  },
  {
    name: 'unknown-operation',
    title: 'a vector with an operation that the adapter does not know is answered with unsupported or skipped',
    hint: 'later versions may have further operations: the vector is then skipped, with the reason, and the run goes on',
    skip: isProcess,
    run: (bench) =>
      converse(bench, async (dialogue) => {
        const operations = [{ op: 'read', offset: '0x0', size: 4 }, { op: 'no-such-operation' }];
        expectReply(await dialogue.ask({ ...EMPTY_RUN, operations, seq: 2 }), 2, 'unsupported', 'skipped');
        expectReply(await dialogue.ask({ ...EMPTY_RUN, seq: 3 }), 3, 'results');
      }),
  },
  {
    name: 'long-lines',
    title: 'a request and a reply of 128 KiB come through whole',
    hint: 'read up to the end of the line, not up to the size of a buffer, and flush after each reply',
    skip: (bench) => isProcess(bench) ?? needsScratch(bench),
    run: (bench) =>
      converse(bench, async (dialogue) => {
        const length = Number(SCRATCH_BYTES);
        const address = `0x${(bench.scratch ?? 0n).toString(16)}`;
        const bytes = hexBytes(pattern(length));
        const operations = [
          { op: 'load', address, bytes },
          { op: 'dump', address, length },
        ];
        const reply = await dialogue.ask({ ...EMPTY_RUN, operations, seq: 2 });
        expectReply(reply, 2, 'results');
        const found = (reply.results as { bytes?: unknown }[] | undefined)?.[1]?.bytes;
        if (found !== bytes)
          throw new Mismatch(
            `the ${String(length)} bytes that were loaded`,
            typeof found === 'string' ? `${String(found.length / 2)} bytes, or others` : shown(found),
          );
      }),
  },
  {
    name: 'stop',
    title: 'the process exits by itself after stop',
    hint: 'exit on stop, and at the end of standard input; the runner kills what stays',
    skip: isProcess,
    run: (bench) =>
      converse(
        bench,
        async (dialogue) => {
          if (!(await dialogue.leave(2))) throw new Mismatch(`an exit within ${String(STOP_TIME)} ms of stop`, 'a process that goes on');
        },
        STOP_TIME,
      ),
  },
];
