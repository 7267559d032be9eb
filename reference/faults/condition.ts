/** What a row of Table 30 (§7.1.3) says: a condition, the fault reason, and how a request of each kind is answered. */

/** How a request of one kind is answered: a completion status, a successful completion, a page-request answer, or not applicable. */
export type Response =
  | 'UR'
  | 'CA'
  | 'NA'
  /** Success with R=W=U=S=0, not recorded. */
  | 'SUCCESS_ZERO'
  /** The same, and recorded as a non-recoverable fault (SFS.10). */
  | 'SUCCESS_ZERO_AND_FAULT'
  /** Success with the permissions that the tables grant, not recorded. */
  | 'SUCCESS_EFFECTIVE'
  /** Success with R=S=0 and W=U=1 (S.1). */
  | 'SUCCESS_WRITE_UNTRANSLATED_ONLY'
  /** A page group response with code Invalid Request. */
  | 'IR'
  | 'DROP';

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

export type RequestColumn = keyof Responses;

export interface Condition {
  /** Condition code of Table 30, for example `LCT.4.2`. */
  readonly condition: string;
  /** Fault reason, 8 bits; null for the special conditions, which are no faults. */
  readonly code: number | null;
  /** A qualified fault is not recorded when FPD is set in an entry met on the way (§7.1.1, FLT-02). */
  readonly qualified: boolean;
  readonly meaning: string;
  readonly responses: Responses;
}

export type Cells = readonly [Response, Response, Response, Response, Response, Response, Response, Response];

export function row(condition: string, code: number | null, qualified: boolean, meaning: string, cells: Cells): Condition {
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
