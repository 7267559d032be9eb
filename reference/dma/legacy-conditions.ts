/** Which rows of Table 30 a second-stage walk of legacy mode ends in (§7.1.3). */
import { LCT_4_3, LGN_2, LGN_3, LSS_1, LSS_2 } from '../faults/conditions.js';
import type { SecondStageConditions } from './second-stage.js';

export const LEGACY_CONDITIONS: SecondStageConditions = {
  topAccess: LCT_4_3,
  lowerAccess: LSS_1,
  reserved: LSS_2,
  writePermission: LGN_2,
  readPermission: LGN_3,
};
