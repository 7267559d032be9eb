/**
 * The adapter `exec:COMMAND`: an implementation in any language, as a process that answers one line of JSON with another.
 *
 * Jobs are pipelined, which makes a vector several times cheaper than one at a time. When the process crashes, hangs or
 * talks nonsense with several jobs under way, nobody knows which of them did it: they run again one at a time, and only a
 * job that does it with the process to itself is blamed.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { encodeClaims } from '../../claims.js';
import { AdapterError, printable } from '../../errors.js';
import type { Adapter, Job, Reply, SubjectCapabilities, SubjectInfo } from '../adapter.js';
import { splitCommandLine } from './command-line.js';
import { Session } from './session.js';
import type { Incident, Patience, SessionListener, Ticket } from './session.js';

const PATIENCE: Patience = { start: 30_000, stop: 2_000, grace: 1_000 };
const ATTEMPTS = 3;
/** Milliseconds before each further attempt to start a process again. */
const PAUSE = 100;

export interface ExecOptions {
  /** Jobs under way at once. */
  readonly window?: number;
  readonly patience?: Partial<Patience>;
  /** Hears what no vector can be blamed for; by default it goes to standard error. */
  readonly remark?: (text: string) => void;
}

/** Jobs that were under way when a process ended, and whether one of them has been found to be the cause. */
interface Suspicion {
  readonly message: string;
  readonly count: number;
  open: number;
  confirmed: boolean;
}

export class ExecAdapter implements Adapter, SessionListener {
  readonly window: number;
  private readonly words: readonly [string, ...string[]];
  private readonly patience: Patience;
  private readonly remark: (text: string) => void;
  private session: Session | undefined;
  /** The last claims that the process was configured to. */
  private configured: SubjectCapabilities | undefined;
  /** What the process claimed when it was last asked: a restarted one must claim the same. */
  private claims: SubjectCapabilities | undefined;
  private waiting: Ticket[] = [];
  private suspects: Ticket[] = [];
  private readonly suspicions = new Map<Ticket, Suspicion>();
  /** A suspect has the process to itself. */
  private isolating = false;
  private restarting: Promise<void> | undefined;
  /** Why no job can be run any more. */
  private broken: string | undefined = 'the adapter was not started';
  private idleEnds = 0;

  /** Throws a UsageError if the command is no command line. */
  constructor(
    private readonly command: string,
    options: ExecOptions = {},
  ) {
    this.words = splitCommandLine(command);
    this.window = options.window ?? 64;
    this.patience = { ...PATIENCE, ...options.patience };
    this.remark =
      options.remark ??
      ((text) => {
        console.error(`vtd: ${printable(text)}`);
      });
  }

  async start(): Promise<SubjectInfo> {
    try {
      const { session, info } = await Session.open(this.words, undefined, this.patience, this);
      this.session = session;
      this.claims = info.capabilities;
      this.broken = undefined;
      return info;
    } catch (error) {
      throw this.startError((error as Error).message);
    }
  }

  async configure(capabilities: SubjectCapabilities): Promise<SubjectInfo> {
    this.configured = capabilities;
    this.claims = capabilities;
    let reason = 'the process is gone';
    if (this.session?.usable === true) {
      try {
        return this.agree(await this.session.configure(capabilities));
      } catch (error) {
        reason = (error as Error).message;
      }
    }
    await this.session?.kill();
    this.session = undefined;
    const info = await this.restart(reason);
    if (info === undefined) throw this.startError(this.broken ?? reason);
    return info;
  }

  run(job: Job): Promise<Reply> {
    return new Promise((resolve) => {
      this.waiting.push({ job, resolve });
      this.pump();
    });
  }

  async stop(): Promise<void> {
    this.broken ??= 'the adapter was stopped';
    this.pump();
    await this.restarting;
    await this.session?.stop();
    this.session = undefined;
    if (this.idleEnds > 0) this.remark(`the process of exec:${this.command} ended ${String(this.idleEnds)}× while it had nothing to do`);
  }

  onReply(ticket: Ticket, reply: Reply): void {
    this.isolating = false;
    this.settle(ticket, reply, false);
    this.pump();
  }

  onIncident(incident: Incident, unanswered: readonly Ticket[]): void {
    // Only a job that had the process to itself from its start, or for all of its time, is certainly the cause.
    const certain = unanswered.length === 1 && (incident.kind === 'timeout' || this.session?.given === 1);
    this.session = undefined;
    this.isolating = false;
    const [only] = unanswered;
    if (only === undefined) this.idleEnds++;
    else if (certain) this.settle(only, incident, true);
    else this.suspect(incident, unanswered);
    this.pump();
  }

  /** Gives the process what it may be given now. */
  private pump(): void {
    const { broken, session } = this;
    if (broken !== undefined) {
      for (const ticket of [...this.suspects.splice(0), ...this.waiting.splice(0)])
        this.settle(ticket, { kind: 'errored', message: broken }, false);
      return;
    }
    if (this.suspects.length + this.waiting.length === 0) return;
    if (session === undefined) {
      if (this.restarting === undefined) void this.restart('the process is gone');
      return;
    }
    if (!session.usable || this.isolating) return;
    if (this.suspects.length > 0) {
      if (session.outstanding > 0) return;
      this.isolating = true;
      session.submit(this.suspects.shift() as Ticket);
      return;
    }
    while (session.outstanding < this.window && this.waiting.length > 0) session.submit(this.waiting.shift() as Ticket);
  }

  private suspect(incident: Incident, tickets: readonly Ticket[]): void {
    const suspicion = { message: incident.message, count: tickets.length, open: 0, confirmed: false };
    for (const ticket of tickets) {
      if (this.suspicions.has(ticket)) continue;
      suspicion.open++;
      this.suspicions.set(ticket, suspicion);
    }
    this.suspects.unshift(...tickets);
  }

  private settle(ticket: Ticket, reply: Reply, isCause: boolean): void {
    ticket.resolve(reply);
    const suspicion = this.suspicions.get(ticket);
    if (suspicion === undefined) return;
    this.suspicions.delete(ticket);
    suspicion.open--;
    suspicion.confirmed ||= isCause;
    if (suspicion.open > 0 || suspicion.confirmed) return;
    this.remark(
      `with ${String(suspicion.count)} vectors under way ${suspicion.message}; none of them did it again alone, and their results are from then`,
    );
  }

  /** Starts the process again, and configures it as the last one. Undefined if that failed, and `broken` says why. */
  private restart(why: string): Promise<SubjectInfo | undefined> {
    const attempt = async (): Promise<SubjectInfo | undefined> => {
      let reason = why;
      for (let i = 0; i < ATTEMPTS && this.broken === undefined; i++) {
        try {
          if (i > 0) await pause(PAUSE);
          const { session, info } = await Session.open(this.words, this.configured, this.patience, this);
          this.session = session;
          return this.agree(info);
        } catch (error) {
          await this.session?.kill();
          this.session = undefined;
          reason = (error as Error).message;
        }
      }
      this.broken ??= `the adapter could not be started again in ${String(ATTEMPTS)} attempts: ${reason}`;
      return undefined;
    };
    const attempted = attempt();
    this.restarting = attempted.then(() => {
      this.restarting = undefined;
      this.pump();
    });
    return attempted;
  }

  /** Vectors were lowered for the first claims; a process with others would be judged wrongly. */
  private agree(info: SubjectInfo): SubjectInfo {
    const [expected, found] = [this.claims, info.capabilities].map((claims) => (claims === undefined ? '' : describe(claims)));
    if (expected !== found) throw new Error(`it claims something else than before: expected ${String(expected)}, found ${String(found)}`);
    return info;
  }

  private startError(reason: string): AdapterError {
    return new AdapterError(`exec:${this.command} cannot be started: ${printable(reason)}`);
  }
}

function describe(claims: SubjectCapabilities): string {
  const { haw, registers = {}, ...values } = encodeClaims(claims);
  const named = [...Object.entries(values).map(([name, value]) => [name.toUpperCase(), value]), ...Object.entries(registers)];
  return `${named.map(([name, value]) => `${String(name)} ${String(value)}`).join(', ')}, ${String(haw)} bits`;
}
