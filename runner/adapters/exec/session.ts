/**
 * One life of an adapter process: the handshake, then jobs under way side by side, each reply matched to its request by
 * `seq`. What goes wrong with a single reply costs its own job; what makes the process as a whole useless is an incident,
 * which ends the life and leaves to the adapter what becomes of the unanswered jobs.
 */
import type { Job, Reply, SubjectCapabilities, SubjectInfo } from '../adapter.js';
import { LARGEST_SEQ, PROTOCOL, ProtocolMistake, decodeLine, encodeConfigure, encodeRequest, encodeRun, resultsMistake } from '../wire.js';
import type { Message } from '../wire.js';
import { SubjectProcess } from './process.js';

/** A job and whoever waits for its reply. */
export interface Ticket {
  readonly job: Job;
  readonly resolve: (reply: Reply) => void;
}

/** The end of a process that was not asked for. */
export interface Incident {
  readonly kind: 'crashed' | 'timeout' | 'errored';
  readonly message: string;
}

export interface SessionListener {
  onReply(ticket: Ticket, reply: Reply): void;
  /** Called once, when the process is gone; `unanswered` holds the jobs under way, oldest first. */
  onIncident(incident: Incident, unanswered: readonly Ticket[]): void;
}

/** Times in milliseconds. */
export interface Patience {
  /** For the answer to start or configure. */
  readonly start: number;
  /** For the exit after stop. */
  readonly stop: number;
  /** Between asking a process to end and killing it. */
  readonly grace: number;
}

interface Pending {
  readonly ticket?: Ticket;
  readonly limit: number;
  settle(message: Message | ProtocolMistake): void;
}

export class Session {
  /** Jobs that this process has been given so far. */
  given = 0;
  private readonly process: SubjectProcess;
  private readonly pending = new Map<number, Pending>();
  private seq = 1;
  private over = false;
  /** When the process last answered, or was given work while it had none. */
  private progress = 0;
  private timer: NodeJS.Timeout | undefined;
  private timerDue = 0;
  /** Set during the handshake, where an incident is the handshake's failure. */
  private rejectHandshake: ((error: Error) => void) | undefined;

  private constructor(
    words: readonly [string, ...string[]],
    private readonly patience: Patience,
    private readonly listener: SessionListener,
  ) {
    const receive = (line: string): void => {
      this.receive(line);
    };
    const onEnd = (how: string, enforced: boolean): void => {
      this.fail({ kind: enforced ? 'errored' : 'crashed', message: how });
    };
    this.process = new SubjectProcess(words, { onLine: receive, onEnd }, patience.grace);
  }

  /** Starts a process and asks what it is, then makes it what `claims` say. Rejects with the reason; the process is gone then. */
  static async open(
    words: readonly [string, ...string[]],
    claims: SubjectCapabilities | undefined,
    patience: Patience,
    listener: SessionListener,
  ): Promise<{ session: Session; info: SubjectInfo }> {
    const session = new Session(words, patience, listener);
    try {
      const info = await session.ask('start', (seq) => encodeRequest({ cmd: 'start', seq, protocol: PROTOCOL }));
      return { session, info: claims === undefined ? info : await session.configure(claims) };
    } catch (error) {
      await session.kill();
      throw error;
    }
  }

  get outstanding(): number {
    return this.pending.size;
  }

  /** Whether the process can be given more. If not, an incident is on its way or was told. */
  get usable(): boolean {
    return !this.over && this.process.usable;
  }

  /** Makes the process an implementation with these claims. Rejects with the reason. */
  configure(claims: SubjectCapabilities): Promise<SubjectInfo> {
    return this.ask('configure', (seq) => encodeConfigure(seq, claims));
  }

  /** Sends a job. Its reply, or an incident, goes to the listener. */
  submit(ticket: Ticket): void {
    const { timeout } = ticket.job;
    this.given++;
    const settle = (message: Message | ProtocolMistake): void => {
      this.listener.onReply(ticket, replyOf(message, ticket.job));
    };
    this.send({ ticket, limit: timeout, settle }, (seq) => encodeRun(seq, ticket.job));
  }

  /** Ends the process in good order. */
  async stop(): Promise<void> {
    this.finish();
    if (this.process.usable) this.process.send(encodeRequest({ cmd: 'stop', seq: this.seq }));
    await this.process.quit(this.patience.stop);
  }

  /** Ends the process at once; nothing more is told to the listener. */
  async kill(): Promise<void> {
    this.finish();
    await this.process.kill();
  }

  private ask(command: string, encode: (seq: number) => string): Promise<SubjectInfo> {
    return new Promise<SubjectInfo>((resolve, reject) => {
      this.rejectHandshake = reject;
      const settle = (message: Message | ProtocolMistake): void => {
        this.rejectHandshake = undefined;
        if (message instanceof ProtocolMistake)
          reject(new Error(this.process.explain(`its reply to ${command} is not valid: ${message.message}`)));
        else if (message.kind === 'subject') resolve(message.info);
        else
          reject(
            new Error(
              this.process.explain(
                `it answered ${command} with "${message.kind}"${'text' in message && message.text !== undefined ? `: ${message.text}` : ''}`,
              ),
            ),
          );
      };
      this.send({ limit: this.patience.start, settle }, encode);
    });
  }

  private send(pending: Pending, encode: (seq: number) => string): void {
    const seq = this.seq;
    this.seq = seq === LARGEST_SEQ ? 0 : seq + 1;
    if (this.pending.size === 0) this.progress = performance.now();
    this.pending.set(seq, pending);
    this.watch();
    this.process.send(encode(seq));
  }

  private receive(line: string): void {
    if (this.over) return;
    const reply = tryDecode(line);
    if (reply instanceof ProtocolMistake) {
      this.fail({ kind: 'errored', message: this.process.explain(`its reply is not valid: ${reply.message}`) });
      return;
    }
    const pending = reply.seq === undefined ? undefined : this.pending.get(reply.seq);
    if (pending === undefined || reply.seq === undefined) {
      this.fail({ kind: 'errored', message: this.process.explain(this.explainStray(reply.seq, reply.message)) });
      return;
    }
    this.pending.delete(reply.seq);
    this.progress = performance.now();
    pending.settle(reply.message);
  }

  /** What is wrong with a reply that answers nothing. */
  private explainStray(seq: number | undefined, message: Message | ProtocolMistake): string {
    if (message instanceof ProtocolMistake) return `its reply is not valid: ${message.message}`;
    const expected = [...this.pending.keys()].slice(0, 4).join(', ');
    const repeated = seq !== undefined && seq < this.seq ? ', which was answered before' : '';
    return `expected a reply with the seq of a request under way (${expected === '' ? 'there is none' : expected}), found seq ${String(seq)}${repeated}`;
  }

  /**
   * A hang is a time without any reply: a job that waits its turn behind others is not late. The timer is set anew only
   * when it fires or is set too late, which costs next to nothing while replies come.
   */
  private watch(): void {
    const [oldest] = this.pending.values();
    if (oldest === undefined || this.over) return;
    const due = this.progress + oldest.limit;
    if (this.timer !== undefined && this.timerDue <= due) return;
    clearTimeout(this.timer);
    this.timerDue = due;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        const [late] = this.pending.values();
        // A timer may fire a fraction of a millisecond early.
        if (late !== undefined && performance.now() - this.progress >= late.limit - 1) {
          this.fail({ kind: 'timeout', message: this.process.explain(`no reply within ${String(late.limit)} ms`) });
        } else this.watch();
      },
      Math.max(1, due - performance.now()),
    );
  }

  private fail(incident: Incident): void {
    if (this.over) return;
    const unanswered = [...this.pending.values()].flatMap(({ ticket }) => (ticket === undefined ? [] : [ticket]));
    this.finish();
    // The next process starts only when this one is gone: it may hold a device, a port or a file.
    void this.process.kill().then(() => {
      if (this.rejectHandshake === undefined) this.listener.onIncident(incident, unanswered);
      else this.rejectHandshake(new Error(incident.message));
    });
  }

  private finish(): void {
    this.over = true;
    clearTimeout(this.timer);
    this.pending.clear();
  }
}

function tryDecode(line: string): ReturnType<typeof decodeLine> | ProtocolMistake {
  try {
    return decodeLine(line);
  } catch (error) {
    if (error instanceof ProtocolMistake) return error;
    throw error;
  }
}

/** What a message means as the answer to a job. */
function replyOf(message: Message | ProtocolMistake, job: Job): Reply {
  if (message instanceof ProtocolMistake) return { kind: 'errored', message: `the reply is not valid: ${message.message}` };
  switch (message.kind) {
    case 'results': {
      const complaint = resultsMistake(job.operations, message.results, message.interrupts);
      if (complaint !== undefined) return { kind: 'errored', message: `the reply does not fit the operations: ${complaint}` };
      return {
        kind: 'results',
        results: message.results,
        interrupts: message.interrupts,
        responses: message.responses,
        deviceTlbRequests: message.deviceTlbRequests,
      };
    }
    case 'skipped':
      return { kind: 'skipped', reason: message.text };
    case 'unsupported':
      return { kind: 'skipped', reason: message.text ?? 'the adapter does not understand the request' };
    case 'errored':
      return { kind: 'errored', message: message.text };
    default:
      return { kind: 'errored', message: `expected results as the reply to run, found "${message.kind}"` };
  }
}
