/** The part of the input address space that one paging entry serves. */

/** 4-KiB pages that an entry of each level covers. */
const PAGES = [0, 1, 512, 512 ** 2, 512 ** 3, 512 ** 4] as const;

/** First and last page of what an entry of a level covers, around a page: 512^(level-1) pages (§3.5). */
export function regionOf(page: number, level: number): { readonly firstPage: number; readonly lastPage: number } {
  const span = PAGES[level] as number;
  const firstPage = page - (page % span);
  return { firstPage, lastPage: firstPage + span - 1 };
}
