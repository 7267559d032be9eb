/**
 * The runner: loads vectors, runs them on implementations, judges them.
 *
 * ```ts
 * import { run } from 'vtd-conformance';
 *
 * const report = await run({ adapters: ['exec:./my-iommu'], ids: ['dma/**'] });
 * console.log(report.summary);
 * ```
 */
export type {
  Adapter,
  AddressRange,
  EmittedInterrupt,
  Job,
  Operation,
  PlatformSetting,
  Reply,
  Result,
  SubjectCapabilities,
  SubjectInfo,
} from './adapters/adapter.js';
export type { ModuleDescription, ModuleImplementation } from './adapters/module-interface.js';
export { openAdapter } from './adapters/open.js';
export { AdapterError, InputError, UsageError } from './errors.js';
export type { Complaint, Place } from './errors.js';
export type { Outcome, Report, SubjectReport, Summary, VectorResult } from './result.js';
export { run } from './run.js';
export type { RunListener, RunOptions } from './run.js';
export type { Selection, Shard } from './select.js';
