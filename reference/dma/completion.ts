/** The data of a translation completion (§4.1.2, §4.2.3, ATS-20 to ATS-31). */
import type { Response } from '../faults/condition.js';
import { PGTT_PASS_THROUGH } from '../structures/pasid-entries.js';
import { leafSnoops, pageSnoops } from './attributes.js';
import { READ, WRITE } from './paging.js';
import type { Translation } from './translation.js';

const R = 0x1n;
const W = 0x2n;
const U = 0x4n;
const PRIV = 0x10n;
const N = 0x400n;
const S = 0x800n;

/** The 8 bytes for the translation found, or for the answer that Table 30 gives, as one value. */
export function completionOf(t: Translation, response: Response | undefined): bigint {
  // A request with PASID gets the privilege it asked with; RID_PRIV does not show.
  const privilege = t.hasPasid && t.privileged ? PRIV : 0n;
  if (response === 'SUCCESS_WRITE_UNTRANSLATED_ONLY') return W | U;
  if (response === 'SUCCESS_ZERO' || response === 'SUCCESS_ZERO_AND_FAULT') return privilege;

  const writable = (t.granted & WRITE) !== 0 && t.marksDirty;
  const permissions = ((t.granted & READ) !== 0 ? R : 0n) | (writable ? W : 0n);
  if (permissions === 0n) return privilege;
  const snoops = pageSnoops(t) || leafSnoops(t) ? N : 0n;
  return addressAndSize(t.outputPage, spanOf(t)) | snoops | privilege | permissions;
}

/** 4-KiB pages that the completion covers. */
function spanOf(t: Translation): number {
  if (t.translationType !== PGTT_PASS_THROUGH) return t.pageBytes / 4096;
  if (t.choices['pass-through-size'] === 'page') return 1;
  const { secondStage1G, secondStage2M, firstStage } = t.capabilities;
  if (secondStage1G || t.capabilities.has('CAP', 'FS1GP')) return 0x40000;
  // 2-MiB pages come with every first stage (§3.6).
  return secondStage2M || firstStage ? 0x200 : 1;
}

/** S and bits 63:12: above the lowest 0 bit stands the address, and where that bit stands tells the size (ATS-20). */
function addressAndSize(page: number, span: number): bigint {
  const base = BigInt(page - (page % span));
  if (span === 1) return base << 12n;
  return ((base | BigInt(span / 2 - 1)) << 12n) | S;
}
