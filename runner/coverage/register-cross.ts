/** Register field × access. */
import { REGISTERS } from '../../reference/index.js';
import { bitsText } from '../decode-value.js';
import type { RegisterCell } from './coverage.js';
import { countBy } from './observations.js';
import type { Observation } from './observations.js';
import { REGISTER_USES, USES_OF_ACCESS, registerKey } from './register-facts.js';

/** Every field of every register; uses that say nothing about a field of its access type are not asked for. */
export function registerCross(observations: readonly Observation[]): RegisterCell[] {
  const counts = countBy(observations, ({ registers }) => registers);
  return REGISTERS.flatMap(({ name: register, fields }) =>
    fields.map((field) => ({
      register,
      field: field.name,
      bits: bitsText(field),
      access: field.access,
      uses: REGISTER_USES.map((use) => ({
        use,
        wanted: USES_OF_ACCESS[field.access].includes(use),
        ...(counts.get(registerKey(register, field.name, use)) ?? { vectors: 0, passed: 0 }),
      })),
    })),
  );
}
