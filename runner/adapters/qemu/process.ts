/**
 * One running QEMU: its qtest channel (stdin and stdout), its QMP channel (a
 * further descriptor), its bounded stderr and its end, wanted or not.
 *
 * qtest answers strictly in order, so any number of commands may be written at
 * once. That is what makes a vector cheap: a round trip costs more than all the
 * commands of a typical vector together.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { Duplex, type Writable } from 'node:stream';
import { LineSplitter } from './lines.js';
import { QmpChannel } from './qmp.js';

/** The descriptor on which QEMU finds its QMP socket; 0 to 2 are stdio. */
export const QMP_DESCRIPTOR = 3;

/** An assertion message and its context fit; a chatty device does not fill the heap. */
const STDERR_TAIL = 4096;

/** How long a QEMU that was told to quit may take before it is killed. */
const QUIT_PATIENCE = 2000;

/** The process ended while an answer was due, or before the question. */
export class QemuExited extends Error {
  override readonly name = 'QemuExited';
}

/** qtest refused a command: an error of this adapter, not of the device. */
export class QtestRefused extends Error {
  override readonly name = 'QtestRefused';
}

interface PendingBatch {
  readonly commands: readonly string[];
  readonly replies: string[];
  readonly resolve: (replies: string[]) => void;
  readonly reject: (reason: Error) => void;
}

export class QemuProcess {
  readonly qmp: QmpChannel;
  readonly #child: ChildProcess;
  readonly #stdin: Writable;
  readonly #batches: PendingBatch[] = [];
  readonly #ended: Promise<void>;
  readonly #abandon = (): void => void this.#child.kill('SIGKILL');
  #stderr = '';
  #end: QemuExited | undefined;

  constructor(executable: string, args: readonly string[]) {
    this.#child = spawn(executable, args, { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
    const [stdin, stdout, stderr, qmp] = this.#child.stdio;
    if (!stdin || !stdout || !stderr || !(qmp instanceof Duplex)) throw new Error('no pipes to QEMU');
    this.#stdin = stdin;
    this.qmp = new QmpChannel(qmp);

    // A write to a process that is just dying fails; its exit tells the reason.
    stdin.on('error', () => undefined);
    const lines = new LineSplitter((line) => this.#receive(line));
    stdout.on('data', (chunk: Buffer) => lines.push(chunk));
    stderr.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString('utf8')).slice(-STDERR_TAIL);
    });

    // QEMU outlives a closed stdin: a runner that ends early must not leave it behind.
    process.once('exit', this.#abandon);
    this.#ended = new Promise((resolve) => {
      const finish = (how: string): void => {
        this.#finish(how);
        resolve();
      };
      this.#child.once('error', (error) => finish(`could not be started: ${error.message}`));
      // 'close' comes after the last byte of stderr, which holds the assertion.
      this.#child.once('close', (code, signal) => finish(signal === null ? `exited with status ${code}` : `was ended by ${signal}`));
    });
  }

  get running(): boolean {
    return this.#end === undefined;
  }

  /** Sends all commands in one write and resolves with one reply for each, without its `OK`. */
  qtest(commands: readonly string[]): Promise<string[]> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    if (commands.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      this.#batches.push({ commands, replies: [], resolve, reject });
      this.#stdin.write(`${commands.join('\n')}\n`, 'latin1');
    });
  }

  /** Ends the process at once. Safe to call twice. */
  async kill(): Promise<void> {
    if (this.running) this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Asks over QMP first, since QEMU does not end when its stdin closes. */
  async quit(): Promise<void> {
    if (!this.running) return;
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), QUIT_PATIENCE);
    this.qmp.execute('quit').catch(() => undefined);
    await this.#ended;
    clearTimeout(impatience);
  }

  #receive(line: string): void {
    // Interrupt lines of `irq_intercept_*` would come unasked; nothing here asks for them.
    if (line.startsWith('IRQ ')) return;
    const batch = this.#batches[0];
    if (batch === undefined) return;
    batch.replies.push(line.startsWith('OK') ? line.slice(3) : line);
    if (batch.replies.length < batch.commands.length) return;

    this.#batches.shift();
    const refused = batch.replies.findIndex((reply) => /^(FAIL|ERR)/.test(reply));
    if (refused < 0) batch.resolve(batch.replies);
    else {
      const command = (batch.commands[refused] ?? '').slice(0, 80);
      batch.reject(new QtestRefused(`qtest refused "${command}": ${batch.replies[refused] ?? ''}`));
    }
  }

  #finish(how: string): void {
    if (this.#end !== undefined) return;
    process.removeListener('exit', this.#abandon);
    const said = this.#stderr.trim();
    this.#end = new QemuExited(`QEMU ${how}${said === '' ? '' : `; it said: ${said}`}`);
    this.qmp.close(this.#end);
    for (const batch of this.#batches.splice(0)) batch.reject(this.#end);
  }
}
