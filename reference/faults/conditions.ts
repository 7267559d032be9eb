/**
 * Fault conditions as data: the rows of Table 30 (§7.1.3) that an implementation without scalable mode can
 * meet, named as there, and the row of Table 15 (§5.1.4.1) that DMA requests meet. The walks return a row;
 * what is recorded and how the request completes follows from the row alone.
 */

/** How a request of one kind is answered: a completion status, a successful completion, a page-request answer, or not applicable. */
export type Response = 'UR' | 'CA' | 'NA' | 'SUCCESS_ZERO' | 'SUCCESS_EFFECTIVE' | 'IR' | 'DROP';

/** The request kinds of Table 30, in its order. */
export interface Responses {
  readonly untranslated: Response;
  readonly untranslatedPasid: Response;
  readonly translation: Response;
  readonly translationPasid: Response;
  readonly translated: Response;
  readonly translatedPasid: Response;
  readonly pageRequest: Response;
  readonly pageRequestNoResponse: Response;
}

export interface Condition {
  /** Condition code of Table 30, for example `LCT.4.2`. */
  readonly condition: string;
  /** Fault reason, 8 bits. */
  readonly code: number;
  /** A qualified fault is not recorded when FPD is set in an entry met on the way (§7.1.1, FLT-02). */
  readonly qualified: boolean;
  readonly meaning: string;
  readonly responses: Responses;
}

type Cells = readonly [Response, Response, Response, Response, Response, Response, Response, Response];

function row(condition: string, code: number, qualified: boolean, meaning: string, cells: Cells): Condition {
  const [untranslated, untranslatedPasid, translation, translationPasid, translated, translatedPasid, pageRequest, pageRequestNoResponse] =
    cells;
  return {
    condition,
    code,
    qualified,
    meaning,
    responses: {
      untranslated,
      untranslatedPasid,
      translation,
      translationPasid,
      translated,
      translatedPasid,
      pageRequest,
      pageRequestNoResponse,
    },
  };
}

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

/** Table 15: a request without PASID to FEEx_xxxxh that is no valid interrupt request (§3.15, §5.1.4.1). Table 15 names no condition. */
export const ILLEGAL_INTERRUPT_REQUEST = row(
  '29h',
  0x29,
  false,
  'A request to the interrupt address range is not a DWORD write',
  legacy('UR', 'NA', 'NA'),
);

/** All conditions the model can raise, in the order of the tables. */
export const CONDITIONS: readonly Condition[] = [
  LRT_1,
  LRT_2,
  LRT_3,
  LCT_1,
  LCT_2,
  LCT_3,
  LCT_4_1,
  LCT_4_2,
  LCT_4_3,
  LSS_1,
  LSS_2,
  LGN_1_1,
  LGN_1_3,
  LGN_2,
  LGN_3,
  LGN_4,
  RTA_1_1,
  RTA_1_2,
  RTA_1_3,
  RTA_1_4,
  RTA_4,
  ILLEGAL_INTERRUPT_REQUEST,
];
