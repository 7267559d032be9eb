/** The pipeline: load, select, lower, execute, judge, report. */
import { Capabilities } from '../reference/index.js';
import type { Adapter, SubjectCapabilities, SubjectInfo } from './adapters/adapter.js';
import { openAdapter } from './adapters/open.js';
import { UsageError } from './errors.js';
import { executeVector } from './execute.js';
import type { Execution } from './execute.js';
import { loadExpectations } from './expectations.js';
import type { KnownFailure } from './expectations.js';
import { compileExpression } from './expression.js';
import { hex } from './hex.js';
import { suiteVersion } from './package-root.js';
import { findProfile, loadProfiles } from './profiles.js';
import type { Profile } from './profiles.js';
import { isUnexpected, summarize } from './result.js';
import type { Report, SubjectReport, VectorResult } from './result.js';
import { select } from './select.js';
import type { Selection } from './select.js';
import { loadSuite } from './vectors/load.js';
import type { Suite } from './vectors/load.js';
import type { SourceVector } from './vectors/source.js';

/** Profile word for "each vector on every profile that has its capabilities". */
const EVERY_PROFILE = 'every';

export interface RunOptions extends Selection {
  /** How the implementations are addressed: `reference`, `module:FILE`, `exec:COMMAND`, `qemu[:PATH]`. */
  readonly adapters: readonly string[];
  /** Profile for configurable implementations: a name, the path of a JSON file, or `every`. Absent: each vector takes the first that fits. */
  readonly profile?: string;
  /** File of known failures. */
  readonly expectations?: string;
  /** Stop after this many unexpected results. */
  readonly maxFail?: number;
  /** Milliseconds a vector may take. */
  readonly timeout?: number;
  /** Instances of each implementation that work side by side. */
  readonly jobs?: number;
  /** Folder of vector files; the suite's own if absent. */
  readonly vectors?: string;
  /** Ends the run early; what was measured is reported. */
  readonly signal?: AbortSignal;
  readonly listener?: RunListener;
}

/** Hears of a run as it goes on. */
export interface RunListener {
  onStart?(total: number): void;
  onSubject?(subject: SubjectReport, index: number): void;
  onResult?(result: VectorResult): void;
}

/** One vector to be run with given claims. */
interface Task {
  readonly vector: SourceVector;
  readonly order: number;
}

/** Vectors that run with the same claims. */
interface Batch {
  readonly profile: string;
  readonly capabilities: SubjectCapabilities;
  readonly tasks: readonly Task[];
}

const DEFAULT_TIMEOUT = 10_000;

/** Runs vectors on implementations. Throws an InputError, UsageError or AdapterError if it cannot begin. */
export async function run(options: RunOptions): Promise<Report> {
  const started = new Date();
  const suite = loadSuite(options.vectors);
  const vectors = select(suite.vectors, options);
  if (vectors.length === 0) throw new UsageError('the selection contains no vector');
  const ids = suite.vectors.map((vector) => vector.id);
  const known = options.expectations === undefined ? new Map<string, KnownFailure>() : loadExpectations(options.expectations, ids, suite.requirements);
  const session = new Session(options, suite, vectors, known);
  options.listener?.onStart?.(vectors.length * options.adapters.length);
  for (const [index, spec] of options.adapters.entries()) await session.runSubject(spec, index);
  return session.report(started);
}

class Session {
  private readonly subjects: SubjectReport[] = [];
  private readonly results: { order: number; result: VectorResult }[] = [];
  private failures = 0;

  constructor(
    private readonly options: RunOptions,
    private readonly suite: Suite,
    private readonly vectors: readonly SourceVector[],
    private readonly known: ReadonlyMap<string, KnownFailure>,
  ) {}

  /** Runs all vectors on one implementation, in as many instances as wanted. */
  async runSubject(spec: string, index: number): Promise<void> {
    const first = await openAdapter(spec);
    const adapters = [first];
    try {
      const info = await first.start();
      const batches = this.plan(info);
      this.announce(spec, index, info, batches);
      for (let i = 1; i < (this.options.jobs ?? 1); i++) {
        const adapter = await openAdapter(spec);
        adapters.push(adapter);
        await adapter.start();
      }
      for (const batch of batches) await this.runBatch(adapters, info, batch, index, spec);
    } finally {
      await Promise.allSettled(adapters.map((adapter) => adapter.stop()));
    }
  }

  private announce(spec: string, index: number, info: SubjectInfo, batches: readonly Batch[]): void {
    const { capabilities, name, version, notes, links } = info;
    const single = batches.length === 1 ? batches[0] : undefined;
    const claims = info.configurable ? single?.capabilities : capabilities;
    const subject: SubjectReport = {
      adapter: spec,
      name,
      version,
      ...(links === undefined ? {} : { links }),
      profile: info.configurable ? (this.options.profile ?? 'first-fit') : 'own',
      capabilities: claims === undefined ? null : { ver: hex(claims.ver), cap: hex(claims.cap), ecap: hex(claims.ecap), haw: claims.haw },
      notes: [...notes],
      summary: summarize([]),
    };
    this.subjects.push(subject);
    this.options.listener?.onSubject?.(subject, index);
  }

  /** Which vectors run with which claims. A vector that no profile fits goes to the first, where it is skipped with the reason. */
  private plan(info: SubjectInfo): Batch[] {
    const tasks = this.vectors.map((vector, order) => ({ vector, order }));
    if (!info.configurable) {
      if (this.options.profile !== undefined) throw new UsageError(`${info.name} makes its own claims and cannot take profile ${this.options.profile}`);
      return [{ profile: 'own', capabilities: info.capabilities, tasks }];
    }
    const { profile } = this.options;
    if (profile !== undefined && profile !== EVERY_PROFILE) {
      const found = findProfile(profile);
      return [{ profile: found.name, capabilities: found.capabilities, tasks }];
    }
    const profiles = loadProfiles();
    const fits = ({ vector }: Task, candidate: Profile): boolean => satisfies(vector, candidate.claims);
    if (profile === EVERY_PROFILE) return profiles.map((each) => ({ profile: each.name, capabilities: each.capabilities, tasks: tasks.filter((task) => fits(task, each)) }));
    const chosen = new Map(tasks.map((task) => [task, profiles.find((candidate) => fits(task, candidate)) ?? profiles[0]]));
    return profiles
      .map((each) => ({ profile: each.name, capabilities: each.capabilities, tasks: tasks.filter((task) => chosen.get(task) === each) }))
      .filter((batch) => batch.tasks.length > 0);
  }

  private async runBatch(adapters: readonly Adapter[], info: SubjectInfo, batch: Batch, subject: number, spec: string): Promise<void> {
    let subjectInfo = info;
    for (const adapter of adapters) {
      if (info.configurable && adapter.configure !== undefined) subjectInfo = await adapter.configure(batch.capabilities);
    }
    const capabilities = new Capabilities(batch.capabilities);
    const queue = batch.tasks[Symbol.iterator]();
    const isReference = spec === 'reference';
    const worker = async (adapter: Adapter): Promise<void> => {
      for (const task of queue) {
        if (this.isOver()) return;
        const execution: Execution = { adapter, info: subjectInfo, capabilities, isReference, timeout: this.options.timeout ?? DEFAULT_TIMEOUT, known: this.known.get(task.vector.id), applies: satisfies(task.vector, capabilities) };
        const outcome = executeVector(task.vector, execution);
        const measured = outcome instanceof Promise ? await outcome : outcome;
        const repeat = `vtd run '${task.vector.id}' --adapter '${spec}'${info.configurable ? ` --profile ${batch.profile}` : ''}`;
        this.add(task.order, { subject, ...measured, ...(info.configurable ? { profile: batch.profile } : {}), ...(isUnexpected(measured.outcome) ? { repeat } : {}) });
      }
    };
    await Promise.all(adapters.flatMap((adapter) => Array.from({ length: adapter.window ?? 1 }, () => worker(adapter))));
  }

  private add(order: number, result: VectorResult): void {
    this.results.push({ order, result });
    if (isUnexpected(result.outcome)) this.failures++;
    this.options.listener?.onResult?.(result);
  }

  private isOver(): boolean {
    return this.options.signal?.aborted === true || this.failures >= (this.options.maxFail ?? Infinity);
  }

  report(started: Date): Report {
    const results = this.results.sort((a, b) => a.result.subject - b.result.subject || a.order - b.order).map(({ result }) => result);
    for (const [i, subject] of this.subjects.entries()) {
      const own = results.filter((result) => result.subject === i);
      subject.summary = summarize(own);
      subject.mustRequirements = mustRequirements(this.suite, own);
    }
    return {
      format: 1,
      suite: { version: suiteVersion(), hash: this.suite.hash, specification: 'Rev 5.10' },
      ...(this.options.shard === undefined ? {} : { shard: { ...this.options.shard } }),
      started: started.toISOString(),
      durationMs: Date.now() - started.getTime(),
      interrupted: this.isOver(),
      summary: summarize(results),
      subjects: this.subjects,
      results,
    };
  }
}

function satisfies(vector: SourceVector, capabilities: Capabilities): boolean {
  return vector.requires === '' || compileExpression(vector.requires)(capabilities);
}

/** The share of the must-requirements that the suite cites which vectors that ran have exercised: the guard against silent skipping. */
function mustRequirements(suite: Suite, results: readonly VectorResult[]): { exercised: number; cited: number } {
  const isMust = (id: string): boolean => suite.requirements.get(id)?.level === 'must';
  const cited = new Set(suite.vectors.flatMap((vector) => vector.requirements).filter(isMust));
  const exercised = new Set(results.filter((result) => result.outcome !== 'skipped').flatMap((result) => result.requirements).filter(isMust));
  return { exercised: exercised.size, cited: cited.size };
}
