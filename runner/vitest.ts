/**
 * The suite inside your own vitest: one test for each topic file, failing with the text that `vtd run` prints.
 *
 * ```ts
 * import { describeConformance } from 'vtd-conformance/vitest';
 * import { MyIommu } from '../src/iommu.js';
 *
 * describeConformance(() => new MyIommu(), { ids: ['dma/**'] });
 * ```
 *
 * One test a vector would cost six times as much (docs/performance.md).
 */
import picocolors from 'picocolors';
import { beforeAll, describe, test } from 'vitest';
import type { ModuleFactory, ModuleImplementation } from './adapters/module-interface.js';
import { ModuleAdapter } from './adapters/module.js';
import { provideAdapter } from './adapters/open.js';
import { UsageError } from './errors.js';
import { failureLines } from './reporters/failure-text.js';
import { loadRequirements } from './requirements.js';
import { isUnexpected } from './result.js';
import type { Report, VectorResult } from './result.js';
import { run } from './run.js';
import type { RunOptions } from './run.js';
import { select } from './select.js';
import { loadSuite } from './vectors/load.js';

export type {
  AddressRange,
  Bridge,
  DmaKind,
  ModuleDescription,
  ModuleDmaRequest,
  ModuleDmaResult,
  ModuleFactory,
  ModuleImplementation,
  PlatformSetting,
  SubjectCapabilities,
} from './adapters/module-interface.js';

/** Which vectors run and how, as for `vtd run`. */
export interface ConformanceOptions extends Pick<
  RunOptions,
  'ids' | 'filter' | 'requirements' | 'tags' | 'profile' | 'expectations' | 'timeout' | 'vectors'
> {
  /** Title of the group of tests. */
  readonly title?: string;
}

/** Milliseconds for the whole run; a vector that hangs ends much earlier by its own time. */
const RUN_TIMEOUT = 30 * 60_000;
const SHOWN_DIFFERENCES = 6;
const SHOWN_FAILURES = 20;

let count = 0;

/**
 * Registers the tests: for an implementation in JavaScript, a function that makes one, or the address of an adapter such
 * as `exec:./my-iommu`. Throws a UsageError or InputError if the selection or the vectors are unusable.
 */
export function describeConformance(implementation: ModuleImplementation | ModuleFactory | string, options: ConformanceOptions = {}): void {
  const { title, ...selection } = options;
  const suite = loadSuite(options.vectors);
  const topics = new Set(select(suite.vectors, selection).map(({ id }) => topicOf(id)));
  if (topics.size === 0) throw new UsageError('the selection contains no vector');

  const adapter = typeof implementation === 'string' ? implementation : provide(implementation);
  describe(title ?? 'VT-d conformance', () => {
    let report: Report | undefined;
    beforeAll(async () => {
      report = await run({ ...selection, adapters: [adapter] });
    }, RUN_TIMEOUT);

    for (const topic of topics) {
      test(topic, ({ skip }) => {
        const results = report?.results.filter(({ id }) => topicOf(id) === topic) ?? [];
        const failures = results.filter(({ outcome }) => isUnexpected(outcome));
        if (failures.length > 0) throw new ConformanceFailure(failures, results.length, typeof implementation === 'string');
        if (results.every(({ outcome }) => outcome === 'skipped')) skip(results[0]?.reason ?? 'no vector of this topic applies');
      });
    }
  });
}

/** The unexpected results of one topic. */
class ConformanceFailure extends Error {
  override readonly name = 'ConformanceFailure';

  constructor(failures: readonly VectorResult[], total: number, repeatable: boolean) {
    const requirements = loadRequirements();
    const colors = picocolors.createColors(false);
    const blocks = failures.slice(0, SHOWN_FAILURES).map(({ repeat, ...result }) => {
      // The command to repeat a failure is of use only where the implementation can be addressed by a command.
      const shown: VectorResult = repeatable && repeat !== undefined ? { ...result, repeat } : result;
      const lines = failureLines(shown, (id) => requirements.get(id), colors, SHOWN_DIFFERENCES);
      return [`${result.outcome.toUpperCase()} ${result.id}`, ...lines].join('\n');
    });
    if (failures.length > SHOWN_FAILURES) blocks.push(`and ${String(failures.length - SHOWN_FAILURES)} more`);
    super([`${String(failures.length)} of ${String(total)} vectors not as expected`, ...blocks].join('\n\n'));
    // Where this was thrown says nothing; the vectors do.
    this.stack = `${this.name}: ${this.message}`;
  }
}

function provide(implementation: ModuleImplementation | ModuleFactory): string {
  const spec = `in-process-${String(++count)}`;
  provideAdapter(spec, () => new ModuleAdapter('the implementation', () => Promise.resolve(implementation)));
  return spec;
}

/** The topic file of a vector: its ID without the slug. */
function topicOf(id: string): string {
  return id.slice(0, id.lastIndexOf('/'));
}
