/** Runs the checks of an adapter. */
import { AdapterError, InputError, UsageError, printable } from '../../errors.js';
import type { SubjectInfo } from '../adapter.js';
import { openAdapter } from '../open.js';
import { Bench, Mismatch } from './check.js';
import type { Check, CheckResult } from './check.js';
import { CLAIM_CHECKS } from './claims.js';
import { MEMORY_CHECKS } from './memory.js';
import { PLATFORM_CHECKS } from './platform.js';
import { PROTOCOL_CHECKS } from './protocol.js';
import { REGISTER_CHECKS } from './registers.js';
import { REQUEST_CHECKS } from './requests.js';

/** All checks, in the order in which a new adapter best meets them. */
const CHECKS: readonly Check[] = [
  ...CLAIM_CHECKS,
  ...REGISTER_CHECKS,
  ...MEMORY_CHECKS,
  ...REQUEST_CHECKS,
  ...PLATFORM_CHECKS,
  ...PROTOCOL_CHECKS,
];

export interface AdapterReport {
  readonly info: SubjectInfo;
  readonly checks: readonly CheckResult[];
}

/** Checks an adapter; `timeout` is the time of a job in milliseconds. Throws an AdapterError if it cannot be started. */
export async function checkAdapter(spec: string, timeout: number): Promise<AdapterReport> {
  const adapter = await openAdapter(spec);
  try {
    const info = await adapter.start();
    const bench = new Bench(spec, adapter, info, timeout);
    const checks: CheckResult[] = [];
    for (const check of CHECKS) checks.push(await perform(check, bench));
    return { info, checks };
  } finally {
    await adapter.stop();
  }
}

async function perform(check: Check, bench: Bench): Promise<CheckResult> {
  const { name, title, hint } = check;
  const reason = check.skip?.(bench);
  if (reason !== undefined) return { name, title, outcome: 'skipped', hint: reason };
  try {
    await check.run(bench);
    return { name, title, outcome: 'pass' };
  } catch (error) {
    if (error instanceof Mismatch) return { name, title, outcome: 'fail', expected: error.expected, found: printable(error.found), hint };
    // A second instance that does not start, a profile that is not followed: the adapter's fault, too.
    if (error instanceof AdapterError || error instanceof UsageError || error instanceof InputError) {
      return { name, title, outcome: 'fail', expected: 'no error', found: printable(error.message), hint };
    }
    throw error;
  }
}
