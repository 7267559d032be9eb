/** The interrupt address range FEEx_xxxxh (§3.15). */

const FIRST = 0xfee00;
const LAST = 0xfeeff;

/** Whether a page lies in FEE0_0000h to FEEF_FFFFh. */
export function isInterruptPage(page: number): boolean {
  return page >= FIRST && page <= LAST;
}

/** Whether the naturally aligned region of `span` pages that contains `page` has a part in the range. */
export function overlapsInterruptRange(page: number, span: number): boolean {
  const start = page - (page % span);
  return start <= LAST && start + span > FIRST;
}
