/**
 * QEMU's machine protocol over a socket: commands with in-order answers, and
 * events between them. Used for what qtest cannot do: reset and quit.
 */
import type { Duplex } from 'node:stream';
import { LineSplitter } from './lines.js';

interface QmpMessage {
  readonly QMP?: unknown;
  readonly event?: string;
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

interface Waiter<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
}

export class QmpChannel {
  readonly #socket: Duplex;
  readonly #answers: Waiter<unknown>[] = [];
  readonly #events = new Map<string, Waiter<void>[]>();
  #closed: Error | undefined;

  constructor(socket: Duplex) {
    this.#socket = socket;
    const lines = new LineSplitter((line) => this.#receive(JSON.parse(line) as QmpMessage));
    socket.on('data', (chunk: Buffer) => lines.push(chunk));
    socket.on('error', () => undefined);
  }

  execute(command: string): Promise<unknown> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    return new Promise((resolve, reject) => {
      this.#answers.push({ resolve, reject });
      this.#socket.write(`${JSON.stringify({ execute: command })}\n`);
    });
  }

  /** Resolves at the next event of that name; ask before causing it. */
  nextEvent(name: string): Promise<void> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    return new Promise((resolve, reject) => {
      const waiters = this.#events.get(name) ?? [];
      waiters.push({ resolve, reject });
      this.#events.set(name, waiters);
    });
  }

  /** Fails everything that still waits. */
  close(reason: Error): void {
    this.#closed = reason;
    for (const waiter of this.#answers.splice(0)) waiter.reject(reason);
    for (const waiters of this.#events.values()) for (const waiter of waiters) waiter.reject(reason);
    this.#events.clear();
    this.#socket.destroy();
  }

  #receive(message: QmpMessage): void {
    if (message.event !== undefined) {
      for (const waiter of this.#events.get(message.event) ?? []) waiter.resolve();
      this.#events.delete(message.event);
    } else if (message.error !== undefined) {
      this.#answers.shift()?.reject(new Error(`QMP: ${message.error.desc}`));
    } else if ('return' in message) {
      this.#answers.shift()?.resolve(message.return);
    }
  }
}
