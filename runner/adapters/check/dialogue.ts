/** A conversation with an adapter process message by message, for checks of the protocol itself. */
import { splitCommandLine } from '../exec/command-line.js';
import { SubjectProcess } from '../exec/process.js';
import { PROTOCOL } from '../wire.js';
import { shown } from '../../errors.js';
import { Mismatch } from './check.js';

/** Milliseconds between asking a process to end and killing it: the conversation is over, nothing is left to save. */
const GRACE = 200;

/** A reply before its form has been checked. */
export type RawReply = Readonly<Record<string, unknown>>;

export class Dialogue {
  private readonly process: SubjectProcess;
  private readonly lines: string[] = [];
  private wake: () => void = () => undefined;
  private end: string | undefined;

  /** `timeout` is the time in milliseconds for each reply. */
  constructor(
    command: string,
    private readonly timeout: number,
  ) {
    const onLine = (line: string): void => {
      this.lines.push(line);
      this.wake();
    };
    const onEnd = (how: string): void => {
      this.end = how;
      this.wake();
    };
    this.process = new SubjectProcess(splitCommandLine(command), { onLine, onEnd }, GRACE);
  }

  /** Sends the first message of every conversation. Throws a Mismatch if it is not answered. */
  async begin(seq: number): Promise<RawReply> {
    return this.ask({ cmd: 'start', seq, protocol: PROTOCOL });
  }

  /** Sends a message and returns the next reply. Throws a Mismatch if there is none or it is no JSON object. */
  async ask(message: object): Promise<RawReply> {
    this.process.send(JSON.stringify(message));
    const line = await this.next(`a reply to ${shown(message)}`);
    try {
      const reply: unknown = JSON.parse(line);
      if (typeof reply === 'object' && reply !== null) return reply as RawReply;
    } catch {
      // Said below, with what was found.
    }
    throw new Mismatch('a JSON object on one line', shown(line));
  }

  /** Says stop, and closes standard input. Returns whether the process ended by itself in time. */
  async leave(seq: number): Promise<boolean> {
    this.process.send(JSON.stringify({ cmd: 'stop', seq }));
    const started = performance.now();
    await this.process.quit(this.timeout);
    return performance.now() - started < this.timeout;
  }

  async close(): Promise<void> {
    await this.process.kill();
  }

  private async next(what: string): Promise<string> {
    const deadline = performance.now() + this.timeout;
    for (;;) {
      const line = this.lines.shift();
      if (line !== undefined) return line;
      if (this.end !== undefined) throw new Mismatch(what, this.end);
      const left = deadline - performance.now();
      if (left <= 0) throw new Mismatch(what, this.process.explain(`nothing within ${String(this.timeout)} ms`));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
