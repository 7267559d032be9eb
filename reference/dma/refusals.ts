/** Why a request ends without a condition of Table 30: it is no valid request, or there is nobody to take it. */

export interface Refusal {
  readonly meaning: string;
  readonly section: string;
  readonly requirement: string;
}

function refusal(requirement: string, section: string, meaning: string): Refusal {
  return { meaning, section, requirement };
}

export const RESERVED_ADDRESS_TYPE = refusal('ATS-10', '4.2.1', 'The address type is 11b');
export const TRANSLATION_WRITE = refusal('ATS-11', '4.2.1', 'A write with address type 01b');
export const TRANSLATED_PASID = refusal('ATS-12', '4.2.1', 'A translated request with PASID meets ECAP.PTRS=0');
export const REMAPPING_OFF = refusal('ATS-05', '4.2.1', 'DMA remapping is off, and only untranslated requests pass');
export const MALFORMED_LENGTH = refusal(
  'ATS-13',
  '4.2.1',
  'The length of the translation request is odd, or more than one completion carries',
);
export const PAGE_CROSSING = refusal('DMA-08', '3.13', 'The request crosses a 4-KiB boundary and the platform blocks it before the unit');
export const UNREPORTED = refusal(
  'DMA-52',
  '3.15, 5.1.4.1',
  'An illegal request to the interrupt address range is blocked without a fault',
);
export const NO_PAGE_REQUESTS = refusal('ATS-01', '11.4.3', 'The unit takes no page requests: ECAP.PRS=0');
export const PAGE_REQUESTS_OFF = refusal('REG-69', '7.4.1', 'DMA remapping is off, and page requests are dropped');
export const QUEUE_FULL = refusal('PRQ-03', '7.4.1', 'The page request queue is full, or has overflowed and PRS_REG.PRO is still set');
