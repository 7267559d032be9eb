/** The conditions that a fault reason stands for. */
import { TABLE_15, TABLE_30 } from '../reference/index.js';
import type { Condition, InterruptCondition } from '../reference/index.js';

/** Rows of Table 30 and Table 15 with a fault reason, 8 bits; none for a reason that Rev 5.10 does not define. */
export function conditionsOf(reason: number): readonly (Condition | InterruptCondition)[] {
  return [...TABLE_30, ...TABLE_15].filter(({ code }) => code === reason);
}
