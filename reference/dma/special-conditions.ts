/** Special conditions of Table 30: not faults, but answers of their own (§7.1.3, FLT-74). */
import type { Condition } from '../faults/condition.js';
import { S_1, S_2 } from '../faults/scalable-conditions.js';
import { pageNumber } from '../words.js';
import { isInterruptPage } from './interrupt-range.js';
import type { Translation } from './translation.js';

/**
 * A translation request without PASID for an interrupt address: the device may write there untranslated, which is how it
 * sends interrupts. With NW, where the unit knows that flag, nothing is granted. Undefined for all other requests.
 */
export function specialCondition(t: Translation): Condition | undefined {
  if (t.request !== 'translation' || t.hasPasid || !isInterruptPage(pageNumber(t.addressHi, t.addressLo))) return undefined;
  const condition = t.marksDirty ? S_1 : S_2;
  t.tellChecks([condition]);
  return condition;
}
