/**
 * One adapter process: lines to its standard input, lines from its standard output, the tail of its standard error,
 * and its end, whichever way it comes.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { LineReader } from './lines.js';

/** Longest line taken from an adapter: a dump of 1 MiB is 2 MiB of digits, and a vector has a few of them at most. */
const LONGEST_LINE = 64 * 1024 * 1024;
/** Bytes of standard error that are kept, and lines of them that go into a message. */
const STDERR_KEPT = 8192;
const STDERR_LINES = 12;
/** Milliseconds that a process which closed a pipe has to exit before it counts as still running. */
const CLOSING_PATIENCE = 250;

export interface ProcessListener {
  onLine(line: string): void;
  /** Called once, with a sentence that says how the process ended; `enforced` where it had to be made to. */
  onEnd(how: string, enforced: boolean): void;
}

/**
 * On systems that have process groups an adapter leads its own, so that what a wrapper script started ends with it, and
 * so that Ctrl-C in the terminal reaches the runner alone, which then stops the adapter in good order.
 */
const OWN_GROUP = process.platform !== 'win32';

const running = new Set<SubjectProcess>();

/** The last resort when the runner itself exits. One listener for all processes, whatever their number. */
function endAll(): void {
  for (const each of running) each.signal('SIGKILL');
}

export class SubjectProcess {
  /** Resolves when the process is gone and everything it wrote has been read. */
  readonly gone: Promise<void>;
  private readonly child: ChildProcessWithoutNullStreams;
  private stderr: Buffer = Buffer.alloc(0);
  private outgoing: string[] = [];
  /** Why the process is being ended, where it did not end by itself. */
  private reason: string | undefined;
  private exited = false;
  private resolveGone: () => void = () => undefined;

  /** `grace` is the time in milliseconds between asking a process to end and killing it. */
  constructor(
    [program, ...args]: readonly [string, ...string[]],
    private readonly listener: ProcessListener,
    private readonly grace: number,
  ) {
    this.gone = new Promise((resolve) => {
      this.resolveGone = resolve;
    });
    this.child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], shell: false, detached: OWN_GROUP, windowsHide: true });
    if (running.size === 0) process.once('exit', endAll);
    running.add(this);
    this.listen(program);
  }

  /** Whether the process has neither ended nor been told to. */
  get usable(): boolean {
    return !this.exited && this.reason === undefined;
  }

  /** Sends a line. Lines of the same turn of the event loop go out in one write, which is most of the speed. */
  send(line: string): void {
    this.outgoing.push(line);
    if (this.outgoing.length > 1) return;
    process.nextTick(() => {
      const text = `${this.outgoing.join('\n')}\n`;
      this.outgoing = [];
      if (this.child.stdin.writable) this.child.stdin.write(text);
    });
  }

  /** Closes standard input, which ends an adapter that reads to the end, and kills the process after `patience` milliseconds. */
  async quit(patience: number): Promise<void> {
    // After the lines that wait for the end of this turn.
    setImmediate(() => this.child.stdin.end());
    const timer = setTimeout(() => void this.kill(), patience);
    await this.gone;
    clearTimeout(timer);
  }

  /** Asks the process to end, kills it after the grace time, and resolves when it is gone. */
  async kill(): Promise<void> {
    if (!this.exited) {
      this.signal('SIGTERM');
      const timer = setTimeout(() => {
        this.signal('SIGKILL');
      }, this.grace);
      await this.gone;
      clearTimeout(timer);
    }
    await this.gone;
  }

  /** Sends a signal to the process and what it started; to nothing once the process is gone. */
  signal(name: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.child;
    if (pid === undefined || !running.has(this)) return;
    try {
      process.kill(OWN_GROUP ? -pid : pid, name);
    } catch {
      // It ended in the meantime.
    }
  }

  /** Adds what the process last wrote on standard error to a sentence about it. */
  explain(sentence: string): string {
    const text = this.stderr.toString('utf8').trim();
    if (text === '') return sentence;
    const lines = text.split('\n').slice(-STDERR_LINES);
    return `${sentence}; the last lines of its standard error:\n${lines.map((line) => `  ${line}`).join('\n')}`;
  }

  private listen(program: string): void {
    const { child } = this;
    const lines = new LineReader(
      LONGEST_LINE,
      (line) => {
        this.listener.onLine(line);
      },
      () => {
        this.end(`the process wrote a line of more than ${String(LONGEST_LINE >> 20)} MiB`);
      },
    );
    child.stdout.on('data', (chunk: Buffer) => {
      lines.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.stderr = Buffer.concat([this.stderr, chunk.subarray(-STDERR_KEPT)]).subarray(-STDERR_KEPT);
    });
    // A pipe that closes is usually the first sign of the end, whose reason follows; only a process that lives on is told to go.
    child.stdout.on('end', () => {
      this.endUnlessExiting('the process closed its standard output and went on');
    });
    child.stdin.on('error', () => {
      this.endUnlessExiting('the process closed its standard input and went on');
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      // Without a pid the process never was; anything else has its end still to come.
      if (child.pid === undefined) this.finish(`the program ${program} cannot be run: ${error.code ?? error.message}`);
    });
    child.once('exit', (code, signal) => {
      // What the process left running in its group, before the group's number can mean anything else.
      this.signal('SIGKILL');
      this.exited = true;
      const how = signal === null ? `the process exited with status ${String(code)}` : `the process was ended by ${signal}`;
      // A descendant that left the group may hold the pipes open for ever.
      const timer = setTimeout(() => {
        this.finish(how);
      }, CLOSING_PATIENCE);
      child.once('close', () => {
        clearTimeout(timer);
        this.finish(how);
      });
    });
  }

  private endUnlessExiting(reason: string): void {
    setTimeout(() => {
      if (!this.exited) this.end(reason);
    }, CLOSING_PATIENCE);
  }

  private end(reason: string): void {
    this.reason ??= reason;
    void this.kill();
  }

  private finish(how: string): void {
    if (!running.delete(this)) return;
    if (running.size === 0) process.off('exit', endAll);
    this.exited = true;
    for (const stream of [this.child.stdin, this.child.stdout, this.child.stderr]) stream.destroy();
    this.listener.onEnd(this.explain(this.reason ?? how), this.reason !== undefined);
    this.resolveGone();
  }
}
