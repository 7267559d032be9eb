/** The pipeline: load, select, lower, execute, judge, report. */
import type { Adapter, SubjectInfo } from './adapters/adapter.js';
import { openAdapter } from './adapters/open.js';
import { encodeClaims } from './claims.js';
import { UsageError } from './errors.js';
import { executeVector } from './execute.js';
import { KnownFailures, loadExpectations } from './expectations.js';
import { mustRequirements } from './must-requirements.js';
import { suiteVersion } from './package-root.js';
import { EVERY_PROFILE, lowerAhead, planBatches, withClaims } from './plan.js';
import type { Batch } from './plan.js';
import { loadProfiles } from './profiles.js';
import { isUnexpected, summarize } from './result.js';
import type { Report, SubjectReport, VectorResult } from './result.js';
import { select } from './select.js';
import type { Selection } from './select.js';
import { loadSuite } from './vectors/load.js';
import type { Suite } from './vectors/load.js';
import type { SourceVector } from './vectors/source.js';

export interface RunOptions extends Selection {
  /** How the implementations are addressed: `reference`, `module:FILE`, `native:LIBRARY`, `exec:COMMAND`, `qemu[:PATH]`. */
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

/** An implementation that has been started, with all its vectors lowered. */
interface Subject {
  readonly spec: string;
  readonly index: number;
  readonly info: SubjectInfo;
  readonly adapters: readonly Adapter[];
  readonly batches: readonly Batch[];
}

const DEFAULT_TIMEOUT = 10_000;

/** Runs vectors on implementations. Throws an InputError, UsageError or AdapterError if it cannot begin. */
export async function run(options: RunOptions): Promise<Report> {
  const started = new Date();
  const suite = loadSuite(options.vectors);
  const vectors = select(suite.vectors, options);
  // A shard may be empty: its report is still needed when the shards are merged.
  if (vectors.length === 0 && options.shard === undefined) throw new UsageError('the selection contains no vector');
  const ids = suite.vectors.map((vector) => vector.id);
  const known = options.expectations === undefined ? KnownFailures.NONE : loadExpectations(options.expectations, ids, suite.requirements);
  const session = new Session(options, suite, vectors, known);
  options.listener?.onStart?.(vectors.length * options.adapters.length);
  try {
    for (const [index, spec] of options.adapters.entries()) await session.prepare(spec, index);
    await session.runAll();
  } finally {
    await session.stop();
  }
  return session.report(started);
}

class Session {
  private readonly subjects: SubjectReport[] = [];
  private readonly results: { order: number; result: VectorResult }[] = [];
  private readonly opened: Adapter[] = [];
  private readonly prepared: Subject[] = [];
  private failures = 0;

  constructor(
    private readonly options: RunOptions,
    private readonly suite: Suite,
    private readonly vectors: readonly SourceVector[],
    private readonly known: KnownFailures,
  ) {}

  /** Starts one implementation, in as many instances as wanted, and lowers its vectors. */
  async prepare(spec: string, index: number): Promise<void> {
    const adapter = await this.open(spec);
    const info = await adapter.start();
    const planned = planBatches(info, this.vectors, this.options.profile);
    // A list that contradicts itself for these claims is no reason to begin.
    for (const { claims } of planned) this.known.of(claims);
    const batches = spec === 'reference' ? planned : planned.map(lowerAhead);
    const adapters = [adapter];
    for (let i = 1; i < (this.options.jobs ?? 1); i++) {
      const another = await this.open(spec);
      await another.start();
      adapters.push(another);
    }
    this.prepared.push({ spec, index, info, adapters, batches });
  }

  private async open(spec: string): Promise<Adapter> {
    const adapter = await openAdapter(spec);
    this.opened.push(adapter);
    return adapter;
  }

  async runAll(): Promise<void> {
    for (const subject of this.prepared) {
      this.announce(subject);
      for (const batch of subject.batches) await this.runBatch(subject, batch);
    }
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.opened.map((adapter) => adapter.stop()));
  }

  private announce({ spec, index, info, batches }: Subject): void {
    const { capabilities, name, version, notes, links } = info;
    const { profile } = this.options;
    const isOne = !info.configurable || (profile !== undefined && profile !== EVERY_PROFILE);
    const configured = batches[0]?.claims.raw ?? capabilities;
    const claims = info.configurable ? configured : capabilities;
    const subject: SubjectReport = {
      adapter: spec,
      name,
      version,
      ...(links === undefined ? {} : { links }),
      profile: info.configurable ? (profile ?? 'first-fit') : 'own',
      capabilities: isOne ? encodeClaims(claims) : null,
      ...(isOne ? {} : { profiles: loadProfiles().map((each) => ({ name: each.name, capabilities: encodeClaims(each.capabilities) })) }),
      notes: [...notes],
      summary: summarize([]),
    };
    this.subjects.push(subject);
    this.options.listener?.onSubject?.(subject, index);
  }

  private async runBatch({ adapters, info, index: subject, spec }: Subject, batch: Batch): Promise<void> {
    let subjectInfo = info;
    for (const adapter of adapters) {
      if (info.configurable && adapter.configure !== undefined) subjectInfo = await adapter.configure(batch.claims.raw);
    }
    const { profile, claims, tasks } = info.configurable ? withClaims(batch, subjectInfo.capabilities) : batch;
    const named = info.configurable ? profile : undefined;
    const known = this.known.of(claims);
    const queue = tasks[Symbol.iterator]();
    const worker = async (adapter: Adapter): Promise<void> => {
      const environment = {
        adapter,
        info: subjectInfo,
        capabilities: claims,
        isReference: spec === 'reference',
        timeout: this.options.timeout ?? DEFAULT_TIMEOUT,
        known,
      };
      for (const { vector, order, lower } of queue) {
        if (this.isOver()) return;
        const outcome = executeVector(vector, lower(), environment);
        const measured = outcome instanceof Promise ? await outcome : outcome;
        const repeat = isUnexpected(measured.outcome) ? { repeat: repeatCommand(vector.id, spec, named, this.options.vectors) } : {};
        this.add(order, { subject, ...measured, ...(named === undefined ? {} : { profile: named }), ...repeat });
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

/** The command that runs one vector again, as a shell takes it. */
function repeatCommand(id: string, spec: string, profile: string | undefined, vectors: string | undefined): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  const options = [
    ...(profile === undefined ? [] : ['--profile', quoted(profile)]),
    ...(vectors === undefined ? [] : ['--vectors', quoted(vectors)]),
  ];
  return ['vtd run', quoted(id), '--adapter', quoted(spec), ...options].join(' ');
}
