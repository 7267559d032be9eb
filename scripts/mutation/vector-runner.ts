/** The vectors as tests for Stryker: one test is one vector file, and it fails where the model does not do what a vector of the file expects. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PluginKind, declareClassPlugin } from '@stryker-mutator/api/plugin';
import { DryRunStatus, TestStatus, determineHitLimitReached, toMutantRunResult } from '@stryker-mutator/api/test-runner';
import type {
  DryRunOptions,
  DryRunResult,
  MutantRunOptions,
  MutantRunResult,
  TestResult,
  TestRunner,
  TestRunnerCapabilities,
} from '@stryker-mutator/api/test-runner';
import type { MutantCoverage } from '@stryker-mutator/api/core';
import { books, loadCases } from './cases.js';
import type { Case, Cases } from './cases.js';
import { NodeShapes } from './listeners.js';

/** Where the process of the dry run leaves for the others which mutants each vector reaches. */
const reachedFile = (): string => resolve('mutants-reached.json');

class VectorTestRunner implements TestRunner {
  private readonly files = new Map<string, Case[]>();
  private cases!: Cases;
  /** Mutants that a vector reaches, by its ID. */
  private reached: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** Files that found something of late come first: what breaks one mutant often breaks its neighbours. */
  private order: string[] = [];

  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: false };
  }

  async init(): Promise<void> {
    this.cases = await loadCases('.');
    for (const each of this.cases.all) {
      const cases = this.files.get(each.file) ?? [];
      this.files.set(each.file, cases);
      cases.push(each);
    }
    this.order = [...this.files.keys()];
  }

  dryRun({ coverageAnalysis }: DryRunOptions): Promise<DryRunResult> {
    const reached: Record<string, string[]> = {};
    const perTest: MutantCoverage['perTest'] = {};
    const tests = this.order.map((file) => {
      const counts: Record<string, number> = (perTest[file] = {});
      return this.run(file, (each) => {
        books.currentTestId = each.id;
        const failure = this.cases.failureOf(each);
        delete books.currentTestId;
        const own = books.mutantCoverage?.perTest[each.id] ?? {};
        delete books.mutantCoverage?.perTest[each.id];
        reached[each.id] = Object.keys(own);
        for (const [mutant, count] of Object.entries(own)) counts[mutant] = (counts[mutant] ?? 0) + count;
        return failure;
      });
    });
    writeFileSync(reachedFile(), JSON.stringify(reached));
    const mutantCoverage = { static: books.mutantCoverage?.static ?? {}, perTest };
    return Promise.resolve({ status: DryRunStatus.Complete, tests, ...(coverageAnalysis === 'perTest' ? { mutantCoverage } : {}) });
  }

  mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation }: MutantRunOptions): Promise<MutantRunResult> {
    const { id } = activeMutant;
    books.activeMutant = id;
    delete books.hitCount;
    delete books.hitLimit;
    if (hitLimit !== undefined) Object.assign(books, { hitCount: 0, hitLimit });
    const reached = mutantActivation === 'static' ? undefined : this.whatIsReached();
    const wanted = testFilter === undefined ? undefined : new Set(testFilter);
    const tests: TestResult[] = [];
    for (const file of this.order.filter((each) => wanted?.has(each) !== false)) {
      const result = this.run(file, (each) => (reached?.get(each.id)?.has(id) === false ? undefined : this.cases.failureOf(each)));
      tests.push(result);
      if (result.status !== TestStatus.Failed) continue;
      this.order = [file, ...this.order.filter((each) => each !== file)];
      break;
    }
    delete books.activeMutant;
    const timeout = determineHitLimitReached(books.hitCount, hitLimit);
    return Promise.resolve(toMutantRunResult(timeout ?? { status: DryRunStatus.Complete, tests }));
  }

  private whatIsReached(): NonNullable<typeof this.reached> {
    this.reached ??= new Map(
      Object.entries(JSON.parse(readFileSync(reachedFile(), 'utf8')) as Record<string, string[]>).map(([id, mutants]) => [
        id,
        new Set(mutants),
      ]),
    );
    return this.reached;
  }

  private run(file: string, failureOf: (each: Case) => string | undefined): TestResult {
    const begin = performance.now();
    let failure: string | undefined;
    for (const each of this.files.get(file) ?? []) if ((failure ??= failureOf(each)) !== undefined) break;
    const test = { id: file, name: file.replace(/^.*\/vectors\//, ''), timeSpentMs: performance.now() - begin };
    if (failure === undefined) return { ...test, status: TestStatus.Success };
    return { ...test, status: TestStatus.Failed, failureMessage: failure };
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'vectors', VectorTestRunner), NodeShapes];
