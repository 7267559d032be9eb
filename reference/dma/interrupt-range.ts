/** The interrupt address range FEEx_xxxxh (§3.15). */

/** Whether a page lies in FEE0_0000h to FEEF_FFFFh. */
export function isInterruptPage(page: number): boolean {
  return page >= 0xfee00 && page <= 0xfeeff;
}
