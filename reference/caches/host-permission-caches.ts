/** The host permission caches (§6.2.6): permissions of host pages, and tables on the way to them. */
import type { Translation } from '../dma/translation.js';
import type { CachedTable } from './entry.js';

/** Pages that a page permission of each level covers: 4 KiB, 2 MiB, 1 GiB. */
const PERMISSION_PAGES = [0, 1, 512, 512 ** 2] as const;
/** Pages that an entry of each level covers: address bits above 16, 24, 32 and 40 select it. */
const ENTRY_PAGES = [0, 2 ** 5, 2 ** 13, 2 ** 21, 2 ** 29] as const;

/** The permission that is taken for a host page: 2 bits, R and W. */
export function takeHostPermission(t: Translation, page: number, table: number): number | undefined {
  const { caches, sourceId, hasPasid, pasid } = t;
  const taken = caches?.take(
    'host-permission',
    (tags) =>
      tags.sourceId === sourceId &&
      tags.hasPasid === hasPasid &&
      (!hasPasid || tags.pasid === pasid) &&
      tags.firstPage <= page &&
      page <= tags.lastPage,
    [table],
  );
  return taken?.content.permission;
}

/** The table that the walk is to go on with, and the level of the entry that names it. */
export function takeHostPermissionTable(t: Translation, page: number, table: number): (CachedTable & { level: number }) | undefined {
  const { caches, hostPermissionDomain } = t;
  const taken = caches?.take(
    'host-permission-tables',
    (tags) => tags.domain === hostPermissionDomain && tags.firstPage <= page && page <= tags.lastPage,
    [table],
  );
  return taken === undefined ? undefined : { ...taken.content, level: taken.tags.level };
}

/** Adds the permission of the pages that one field of an entry of a level stands for. */
export function addHostPermission(t: Translation, page: number, permission: number, level: number, table: number): void {
  const { caches, sourceId, hasPasid, pasid, hostPermissionDomain: domain } = t;
  const tags = { sourceId, hasPasid, pasid, domain, level, ...around(page, PERMISSION_PAGES[level] as number) };
  caches?.add('host-permission', tags, { permission }, caches.trail.slice(0), [table]);
}

/** Adds the table that an entry of a level names. */
export function addHostPermissionTable(t: Translation, page: number, next: number, level: number, table: number): void {
  const { caches, hostPermissionDomain: domain } = t;
  const tags = { domain, level, ...around(page, ENTRY_PAGES[level] as number) };
  caches?.add('host-permission-tables', tags, { table: next, guestTable: next, permissions: 0 }, caches.trail.slice(0), [table]);
}

function around(page: number, span: number): { firstPage: number; lastPage: number } {
  const firstPage = page - (page % span);
  return { firstPage, lastPage: firstPage + span - 1 };
}
