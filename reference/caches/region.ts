/** The part of the input address space that one paging entry serves. */

/** First and last page of what an entry of a level covers, around a page: 512^(level-1) pages (§3.5). */
export function regionOf(page: number, level: number): { readonly firstPage: number; readonly lastPage: number } {
  const span = 512 ** (level - 1);
  const firstPage = page - (page % span);
  return { firstPage, lastPage: firstPage + span - 1 };
}
