/**
 * Rows of Table 30 (§7.1.3) about the root-table address register and legacy mode, named as there, and the row of
 * Table 15 (§5.1.4.1) that DMA requests meet. The walks return a row; what is recorded and how the request completes
 * follows from the row alone.
 */
import { row } from './condition.js';
import type { Cells, Response } from './condition.js';

/** Cells of the rows of legacy mode, where no request carries a PASID. */
function legacy(untranslated: Response, translation: Response, translated: Response): Cells {
  return [untranslated, 'NA', translation, 'NA', translated, 'NA', 'NA', 'NA'];
}

const EVERY_KIND: Cells = ['UR', 'UR', 'CA', 'CA', 'UR', 'UR', 'IR', 'DROP'];

// Legacy root-table faults
export const LRT_1 = row('LRT.1', 0x08, false, 'The root entry could not be accessed', legacy('UR', 'CA', 'UR'));
export const LRT_2 = row('LRT.2', 0x01, false, 'The root entry is not present', legacy('UR', 'UR', 'UR'));
export const LRT_3 = row('LRT.3', 0x0a, false, 'A reserved bit is set in a present root entry', legacy('UR', 'CA', 'UR'));

// Legacy context-table faults
export const LCT_1 = row('LCT.1', 0x09, false, 'The context entry could not be accessed', legacy('UR', 'CA', 'UR'));
export const LCT_2 = row('LCT.2', 0x02, true, 'The context entry is not present', legacy('UR', 'UR', 'UR'));
export const LCT_3 = row('LCT.3', 0x0b, true, 'A reserved bit is set in a present context entry', legacy('UR', 'CA', 'UR'));
export const LCT_4_1 = row('LCT.4.1', 0x03, true, 'The address width (AW) is not supported', legacy('UR', 'CA', 'UR'));
export const LCT_4_2 = row('LCT.4.2', 0x03, true, 'The translation type (TT) is not supported', legacy('UR', 'CA', 'UR'));
export const LCT_4_3 = row(
  'LCT.4.3',
  0x03,
  true,
  'The paging entry that SSPTPTR refers to could not be accessed',
  legacy('UR', 'CA', 'NA'),
);

export const LCT_5 = row('LCT.5', 0x0d, true, 'TT blocks translation and translated requests', legacy('NA', 'UR', 'UR'));

// Legacy second-stage table faults
export const LSS_1 = row('LSS.1', 0x07, true, 'A paging entry below the top level could not be accessed', legacy('UR', 'CA', 'NA'));
export const LSS_2 = row('LSS.2', 0x0c, true, 'A reserved bit is set in a paging entry with R or W set', legacy('UR', 'CA', 'NA'));

// Legacy general faults
export const LGN_1_1 = row(
  'LGN.1.1',
  0x04,
  true,
  'The address is beyond the smaller of MGAW and the address width',
  legacy('UR', 'SUCCESS_ZERO', 'NA'),
);
export const LGN_1_2 = row(
  'LGN.1.2',
  0x04,
  true,
  'The address of a translated request is beyond the host address width',
  legacy('NA', 'NA', 'UR'),
);
export const LGN_1_3 = row(
  'LGN.1.3',
  0x04,
  true,
  'The address of a pass-through request is beyond the host address width',
  legacy('UR', 'NA', 'NA'),
);
export const LGN_2 = row('LGN.2', 0x05, true, 'A write or AtomicOp lacks write permission', legacy('UR', 'SUCCESS_EFFECTIVE', 'NA'));
export const LGN_3 = row('LGN.3', 0x06, true, 'A read or AtomicOp lacks read permission', legacy('UR', 'SUCCESS_EFFECTIVE', 'NA'));
export const LGN_4 = row('LGN.4', 0x0e, true, 'The output address lies in the interrupt address range', legacy('UR', 'CA', 'UR'));

// Root-table address register faults
export const RTA_1_1 = row('RTA.1.1', 0x30, false, 'TTM is 11b without ECAP.ADMS', EVERY_KIND);
export const RTA_1_2 = row('RTA.1.2', 0x30, false, 'TTM is 10b', EVERY_KIND);
export const RTA_1_3 = row('RTA.1.3', 0x30, false, 'TTM is 01b without ECAP.SMTS', EVERY_KIND);
export const RTA_1_4 = row('RTA.1.4', 0x30, false, 'SSIRWE is set with TTM 00b', legacy('UR', 'CA', 'UR'));
export const RTA_2 = row('RTA.2', 0x31, false, 'TTM is 00b and the request has a PASID', ['NA', 'UR', 'NA', 'UR', 'NA', 'UR', 'NA', 'NA']);
export const RTA_3 = row('RTA.3', 0x32, false, 'TTM is 00b and a page request arrives', ['NA', 'NA', 'NA', 'NA', 'NA', 'NA', 'IR', 'DROP']);
export const RTA_4 = row('RTA.4', 0x33, false, 'TTM is 11b: abort-DMA mode blocks every request', [
  'UR',
  'UR',
  'UR',
  'UR',
  'UR',
  'UR',
  'IR',
  'DROP',
]);

export const RTA_5 = row('RTA.5', 0x34, false, 'A request with PASID asks for execution, from major version 8 on', [
  'NA',
  'UR',
  'NA',
  'UR',
  'NA',
  'UR',
  'NA',
  'NA',
]);

/** Table 15: a request without PASID to FEEx_xxxxh that is no valid interrupt request (§3.15, §5.1.4.1). Table 15 names no condition. */
export const ILLEGAL_INTERRUPT_REQUEST = row(
  '29h',
  0x29,
  false,
  'A request to the interrupt address range is not a DWORD write',
  legacy('UR', 'NA', 'NA'),
);
