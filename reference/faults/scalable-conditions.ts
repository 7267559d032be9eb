/** Rows of Table 30 (§7.1.3) about scalable mode, named as there; the cells are grouped where rows share them. */
import { row } from './condition.js';
import type { Cells } from './condition.js';

/** The unit met an error in a table that every request uses. */
const TABLE_ERROR: Cells = ['UR', 'UR', 'CA', 'CA', 'UR', 'UR', 'IR', 'DROP'];
/** The unit is not set up to serve the requester. */
const NOT_SERVED: Cells = ['UR', 'UR', 'UR', 'UR', 'UR', 'UR', 'IR', 'DROP'];
/** The PASID that a request carries is not allowed. */
const PASID_BLOCKED: Cells = ['NA', 'UR', 'NA', 'UR', 'NA', 'UR', 'IR', 'DROP'];
const PASID_ERROR: Cells = ['UR', 'UR', 'CA', 'CA', 'CA', 'CA', 'IR', 'DROP'];
const PASID_NOT_PRESENT: Cells = ['UR', 'UR', 'SUCCESS_ZERO', 'SUCCESS_ZERO', 'UR', 'UR', 'IR', 'DROP'];
/** There is no translation: recoverable for a translation request. */
const NO_TRANSLATION: Cells = ['UR', 'UR', 'SUCCESS_ZERO', 'SUCCESS_ZERO', 'NA', 'NA', 'NA', 'NA'];
const LESS_PERMISSION: Cells = ['UR', 'UR', 'SUCCESS_EFFECTIVE', 'SUCCESS_EFFECTIVE', 'NA', 'NA', 'NA', 'NA'];
const WALK_ERROR: Cells = ['UR', 'UR', 'CA', 'CA', 'NA', 'NA', 'NA', 'NA'];
const TRANSLATED_ONLY_UR: Cells = ['NA', 'NA', 'NA', 'NA', 'UR', 'UR', 'NA', 'NA'];
const HPT_ERROR: Cells = ['NA', 'NA', 'NA', 'NA', 'CA', 'CA', 'NA', 'NA'];

// Scalable-mode root-table faults
export const SRT_1 = row('SRT.1', 0x38, false, 'The root entry could not be accessed', TABLE_ERROR);
export const SRT_2 = row('SRT.2', 0x39, false, 'The half of the root entry that the request uses is not present', NOT_SERVED);
export const SRT_3 = row('SRT.3', 0x3a, false, 'A reserved bit is set in the present half of a root entry', TABLE_ERROR);

// Scalable-mode context-table faults
export const SCT_1 = row('SCT.1', 0x40, false, 'The context entry could not be accessed', TABLE_ERROR);
export const SCT_2 = row('SCT.2', 0x41, true, 'The context entry is not present', NOT_SERVED);
export const SCT_3 = row('SCT.3', 0x42, true, 'A reserved bit is set in a present context entry', TABLE_ERROR);
export const SCT_4_1 = row('SCT.4.1', 0x43, true, 'PRE is set without DTE', TABLE_ERROR);
export const SCT_4_2 = row('SCT.4.2', 0x43, true, 'RID_PASID is beyond the PASIDs that PDTS allows', TABLE_ERROR);
export const SCT_4_3 = row('SCT.4.3', 0x43, true, 'EPTR is set without PASIDE', ['UR', 'NA', 'CA', 'NA', 'UR', 'UR', 'IR', 'DROP']);
export const SCT_5 = row('SCT.5', 0x44, true, 'DTE blocks translation and translated requests', [
  'NA',
  'NA',
  'UR',
  'UR',
  'UR',
  'UR',
  'NA',
  'NA',
]);
export const SCT_6 = row('SCT.6', 0x45, true, 'PASIDE blocks requests with PASID', ['NA', 'UR', 'NA', 'UR', 'NA', 'NA', 'IR', 'DROP']);
export const SCT_7 = row('SCT.7', 0x46, true, "The request's PASID is beyond the PASIDs that PDTS allows", PASID_BLOCKED);
export const SCT_8 = row('SCT.8', 0x47, true, 'PRE blocks page requests', ['NA', 'NA', 'NA', 'NA', 'NA', 'NA', 'IR', 'DROP']);
export const SCT_9 = row('SCT.9', 0x48, true, "The request's PASID equals RID_PASID", PASID_BLOCKED);
export const SCT_10 = row('SCT.10', 0x49, true, 'EPTR blocks translated requests with PASID', [
  'NA',
  'NA',
  'NA',
  'NA',
  'NA',
  'UR',
  'NA',
  'NA',
]);

// Scalable-mode PASID-directory faults
export const SPD_1 = row('SPD.1', 0x50, false, 'The PASID-directory entry could not be accessed', PASID_ERROR);
export const SPD_2 = row('SPD.2', 0x51, true, 'The PASID-directory entry is not present', PASID_NOT_PRESENT);
export const SPD_3 = row('SPD.3', 0x52, true, 'A reserved bit is set in a present PASID-directory entry', PASID_ERROR);

// Scalable-mode PASID-table faults
export const SPT_1 = row('SPT.1', 0x58, false, 'The PASID-table entry could not be accessed', PASID_ERROR);
export const SPT_2 = row('SPT.2', 0x59, true, 'The PASID-table entry is not present', PASID_NOT_PRESENT);
export const SPT_3 = row('SPT.3', 0x5a, true, 'A reserved bit is set in a present PASID-table entry', PASID_ERROR);
export const SPT_4_1 = row('SPT.4.1', 0x5b, true, 'The address width (AW) is not supported', PASID_ERROR);
export const SPT_4_2 = row('SPT.4.2', 0x5b, true, 'The translation type (PGTT) is reserved or not supported', PASID_ERROR);
export const SPT_4_3 = row('SPT.4.3', 0x5b, true, 'The paging mode (FSPM) is reserved or not supported', PASID_ERROR);
export const SPT_4_4 = row('SPT.4.4', 0x5b, true, 'FSPTPTR of a nested translation is beyond the second-stage width', PASID_ERROR);
export const SPT_5 = row(
  'SPT.5',
  0x5c,
  true,
  'A request with PASID asks for execution, which ERS does not support, up to major version 7',
  ['NA', 'UR', 'NA', 'SUCCESS_ZERO', 'NA', 'NA', 'NA', 'NA'],
);
export const SPT_6 = row('SPT.6', 0x5d, true, 'A privileged request meets SRE=0', NO_TRANSLATION);
export const SPT_9 = row(
  'SPT.9',
  0x60,
  true,
  'The address of a translated request is beyond the host permission table',
  TRANSLATED_ONLY_UR,
);

// Scalable-mode first-stage table faults
export const SFS_1 = row('SFS.1', 0x70, true, 'A first-stage entry below the top level could not be accessed', NO_TRANSLATION);
export const SFS_2 = row('SFS.2', 0x71, true, 'A first-stage entry is not present', NO_TRANSLATION);
export const SFS_3 = row('SFS.3', 0x72, true, 'A reserved bit is set in a present first-stage entry', NO_TRANSLATION);
export const SFS_4 = row('SFS.4', 0x73, true, 'The first-stage entry that FSPTPTR refers to could not be accessed', NO_TRANSLATION);
export const SFS_5 = row(
  'SFS.5',
  0x74,
  true,
  'The address in a first-stage entry of a nested translation is beyond the second-stage width',
  NO_TRANSLATION,
);
export const SFS_6 = row('SFS.6', 0x75, true, 'The second stage grants no read of the top first-stage table', NO_TRANSLATION);
export const SFS_7 = row('SFS.7', 0x76, true, 'The second stage grants no read of a lower first-stage table', NO_TRANSLATION);
export const SFS_8 = row(
  'SFS.8',
  0x77,
  true,
  'The second stage grants no write of a first-stage entry whose flags must be set',
  NO_TRANSLATION,
);
export const SFS_9 = row('SFS.9', 0x90, true, 'Flags of a first-stage entry must be set while page walks are not snooped', NO_TRANSLATION);
export const SFS_10 = row('SFS.10', 0x91, true, 'Flags of a first-stage entry could not be set', [
  'UR',
  'UR',
  'SUCCESS_ZERO_AND_FAULT',
  'SUCCESS_ZERO_AND_FAULT',
  'NA',
  'NA',
  'NA',
  'NA',
]);

// Scalable-mode second-stage table faults
export const SSS_1 = row('SSS.1', 0x78, true, 'A second-stage entry below the top level could not be accessed', WALK_ERROR);
export const SSS_2 = row(
  'SSS.2',
  0x79,
  true,
  'A second-stage entry, or the walk as a whole, grants neither read nor write',
  NO_TRANSLATION,
);
export const SSS_3 = row('SSS.3', 0x7a, true, 'A reserved bit is set in a second-stage entry with R or W set', WALK_ERROR);
export const SSS_4 = row('SSS.4', 0x7b, true, 'The second-stage entry that SSPTPTR refers to could not be accessed', WALK_ERROR);
export const SSS_5 = row('SSS.5', 0x7c, true, 'Flags of a second-stage entry must be set while page walks are not snooped', WALK_ERROR);
export const SSS_6 = row('SSS.6', 0x7d, true, 'Flags of a second-stage entry could not be set', WALK_ERROR);

// Scalable-mode general faults
export const SGN_1 = row('SGN.1', 0x80, true, 'The address of a request for first-stage translation is not canonical', NO_TRANSLATION);
export const SGN_2 = row('SGN.2', 0x81, true, 'A request with user privilege meets a first-stage entry with U/S=0', NO_TRANSLATION);
export const SGN_4_1 = row(
  'SGN.4.1',
  0x83,
  true,
  'The address of a translated request is beyond the host address width',
  TRANSLATED_ONLY_UR,
);
export const SGN_4_2 = row('SGN.4.2', 0x83, true, 'The address of a pass-through request is beyond the host address width', NO_TRANSLATION);
export const SGN_5 = row('SGN.5', 0x84, true, 'The address of a request for second-stage translation is beyond its width', NO_TRANSLATION);
export const SGN_6 = row('SGN.6', 0x85, true, 'A write or AtomicOp lacks write permission', LESS_PERMISSION);
export const SGN_7 = row('SGN.7', 0x86, true, 'A read or AtomicOp lacks read permission', LESS_PERMISSION);
export const SGN_8_1 = row('SGN.8.1', 0x87, true, 'The output address of an untranslated request lies in the interrupt address range', [
  'UR',
  'UR',
  'NA',
  'NA',
  'NA',
  'NA',
  'NA',
  'NA',
]);
export const SGN_8_2 = row('SGN.8.2', 0x87, true, 'The output range of a translation request overlaps the interrupt address range', [
  'NA',
  'NA',
  'CA',
  'CA',
  'NA',
  'NA',
  'NA',
  'NA',
]);
export const SGN_8_3 = row(
  'SGN.8.3',
  0x87,
  true,
  'The address of a translated request lies in the interrupt address range',
  TRANSLATED_ONLY_UR,
);
export const SGN_10 = row('SGN.10', 0x89, true, "The request's PASID is beyond ECAP.PSS", ['NA', 'UR', 'NA', 'UR', 'NA', 'UR', 'NA', 'NA']);

// Special conditions
export const S_1 = row('S.1', null, false, 'A translation request without PASID and without NW is aimed at the interrupt address range', [
  'NA',
  'NA',
  'SUCCESS_WRITE_UNTRANSLATED_ONLY',
  'NA',
  'NA',
  'NA',
  'NA',
  'NA',
]);
export const S_2 = row('S.2', null, false, 'A translation request without PASID and with NW is aimed at the interrupt address range', [
  'NA',
  'NA',
  'SUCCESS_ZERO',
  'NA',
  'NA',
  'NA',
  'NA',
  'NA',
]);

// Host permission table faults
export const HPT_1 = row('HPT.1', 0xa0, true, 'A host permission table entry below the top level could not be accessed', HPT_ERROR);
export const HPT_2 = row('HPT.2', 0xa1, true, 'A reserved bit is set in a host permission table entry', HPT_ERROR);
export const HPT_3 = row('HPT.3', 0xa2, true, 'The host permission table entry that HPTPTR refers to could not be accessed', HPT_ERROR);
export const HPT_4 = row('HPT.4', 0xa3, true, 'The host permission table has no permissions for a zero-length read', TRANSLATED_ONLY_UR);
export const HPT_5 = row(
  'HPT.5',
  0xa4,
  true,
  'A write or AtomicOp lacks write permission in the host permission table',
  TRANSLATED_ONLY_UR,
);
export const HPT_6 = row('HPT.6', 0xa5, true, 'A read or AtomicOp lacks read permission in the host permission table', TRANSLATED_ONLY_UR);
