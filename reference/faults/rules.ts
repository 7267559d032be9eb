/** What each condition of Table 30 and Table 15 is about: what holds while it is not met, where it is stated, and what is looked at. */

/** Fields that decide, in the structures or registers that have them. Without fields it is the entry as a whole. */
export interface Place {
  /** Names of `STRUCTURES`, of registers, or `request`. */
  readonly in: readonly string[];
  readonly fields: readonly string[];
}

export interface CheckRule {
  /** What holds for a request that passes. */
  readonly holds: string;
  /** Sections of Rev 5.10. */
  readonly section: string;
  /** The requirement that states the condition. */
  readonly requirement: string;
  readonly looksAt: readonly Place[];
}

const SECOND_STAGE = ['ss-pml5e', 'ss-pml4e', 'ss-pdpe', 'ss-pdpe-1g', 'ss-pde', 'ss-pde-2m', 'ss-pte'];
const FIRST_STAGE = ['fs-pml5e', 'fs-pml4e', 'fs-pdpe', 'fs-pdpe-1g', 'fs-pde', 'fs-pde-2m', 'fs-pte'];
const HOST_PERMISSION = ['hpt-l4e', 'hpt-l3e', 'hpt-l2e', 'hpt-l1e'];
const REMAPPED = ['irte', 'irte-xapic'];
const INTERRUPT = [...REMAPPED, 'irte-posted'];
const DESCRIPTOR = ['posted-interrupt-descriptor', 'posted-interrupt-descriptor-xapic'];

function at(structures: string | readonly string[], ...fields: string[]): Place {
  return { in: typeof structures === 'string' ? [structures] : structures, fields };
}

const ADDRESS = at('request', 'address');
const PASID = at('request', 'PASID');

function rule(requirement: string, section: string, holds: string, ...looksAt: Place[]): CheckRule {
  return { holds, section, requirement: `FLT-${requirement}`, looksAt };
}

/** By the name of the condition: `LRT.2` of Table 30, `22h` of Table 15. */
export const RULES: Readonly<Record<string, CheckRule>> = {
  'LRT.1': rule('C08', '7.1.3', 'the root entry can be read', at('RTADDR', 'RTA')),
  'LRT.2': rule('C01', '7.1.3', 'the root entry is present', at('root-entry', 'P')),
  'LRT.3': rule('C0A', '7.1.3, 9.1', 'no reserved bit of the root entry is set', at('root-entry')),
  'LCT.1': rule('C09', '7.1.3', 'the context entry can be read', at('root-entry', 'CTP')),
  'LCT.2': rule('C02', '7.1.3', 'the context entry is present', at('context-entry', 'P')),
  'LCT.3': rule('C0B', '7.1.3, 9.3', 'no reserved bit of the context entry is set', at('context-entry')),
  'LCT.4.1': rule('C03:LCT.4.1', '7.1.3', 'AW selects a width that CAP.SAGAW has', at('context-entry', 'AW'), at('CAP', 'SAGAW')),
  'LCT.4.2': rule('C03:LCT.4.2', '7.1.3', 'TT is a translation type that the unit has', at('context-entry', 'TT'), at('ECAP', 'DT', 'PT')),
  'LCT.4.3': rule('C03:LCT.4.3', '7.1.3', 'the top paging entry can be read', at('context-entry', 'SSPTPTR')),
  'LCT.5': rule('C0D', '7.1.3', 'TT lets translation and translated requests pass', at('context-entry', 'TT')),
  'LSS.1': rule('C07', '7.1.3', 'the paging entry can be read', at(SECOND_STAGE, 'ADDR')),
  'LSS.2': rule('C0C', '7.1.3, 3.7, 9.8', 'no reserved bit of the paging entry is set', at(SECOND_STAGE)),
  'LGN.1.1': rule(
    'C04:LGN.1.1',
    '7.1.3',
    'the address is within MGAW and the width that AW selects',
    ADDRESS,
    at('context-entry', 'AW'),
    at('CAP', 'MGAW'),
  ),
  'LGN.1.2': rule('C04:LGN.1.2', '7.1.3', 'the translated address is within the host address width', ADDRESS),
  'LGN.1.3': rule('C04:LGN.1.3', '7.1.3', 'the address is within the host address width', ADDRESS, at('context-entry', 'TT')),
  'LGN.2': rule('C05', '7.1.3', 'every level grants write', at(SECOND_STAGE, 'W')),
  'LGN.3': rule('C06', '7.1.3', 'every level grants read', at(SECOND_STAGE, 'R')),
  'LGN.4': rule('C0E', '7.1.3, 3.15', 'the output is outside FEEx_xxxxh', at(SECOND_STAGE, 'ADDR')),

  'RTA.1.1': rule('C30:RTA.1.1', '7.1.3', 'the unit has abort-DMA mode', at('RTADDR', 'TTM'), at('ECAP', 'ADMS')),
  'RTA.1.2': rule('C30:RTA.1.2', '7.1.3', 'TTM is not the reserved 10b', at('RTADDR', 'TTM')),
  'RTA.1.3': rule('C30:RTA.1.3', '7.1.3', 'the unit has scalable mode', at('RTADDR', 'TTM'), at('ECAP', 'SMTS')),
  'RTA.1.4': rule('C30:RTA.1.4', '7.1.3', 'SSIRWE is clear in legacy mode', at('RTADDR', 'TTM', 'SSIRWE')),
  'RTA.2': rule('C31', '7.1.3', 'the request has no PASID', at('RTADDR', 'TTM'), PASID),
  'RTA.3': rule('C32', '7.1.3', 'page requests come in scalable mode', at('RTADDR', 'TTM')),
  'RTA.4': rule('C33', '7.1.3, 3.4.4', 'the unit is not in abort-DMA mode', at('RTADDR', 'TTM')),
  'RTA.5': rule('C34', '7.1.3', 'the unit is of a version that knows execute requests', at('request', 'ER'), at('VER', 'MAX')),

  'SRT.1': rule('C38', '7.1.3', 'the root entry can be read', at('RTADDR', 'RTA')),
  'SRT.2': rule('C39', '7.1.3', 'the half of the root entry is present', at('scalable-root-entry', 'LP', 'UP')),
  'SRT.3': rule('C3A', '7.1.3, 9.2', 'no reserved bit of the half is set', at('scalable-root-entry')),
  'SCT.1': rule('C40', '7.1.3', 'the context entry can be read', at('scalable-root-entry', 'LCTP', 'UCTP')),
  'SCT.2': rule('C41', '7.1.3', 'the context entry is present', at('scalable-context-entry', 'P')),
  'SCT.3': rule('C42', '7.1.3, 9.4', 'no reserved bit of the context entry is set', at('scalable-context-entry')),
  'SCT.4.1': rule('C43:SCT.4.1', '7.1.3', 'PRE is set with DTE only', at('scalable-context-entry', 'DTE', 'PRE')),
  'SCT.4.2': rule('C43:SCT.4.2', '7.1.3', 'RID_PASID is one that PDTS has room for', at('scalable-context-entry', 'RID_PASID', 'PDTS')),
  'SCT.4.3': rule('C43:SCT.4.3', '7.1.3', 'EPTR is set with PASIDE only', at('scalable-context-entry', 'EPTR', 'PASIDE')),
  'SCT.5': rule('C44', '7.1.3', 'DTE lets translation and translated requests pass', at('scalable-context-entry', 'DTE')),
  'SCT.6': rule('C45', '7.1.3', 'PASIDE lets requests with PASID pass', at('scalable-context-entry', 'PASIDE')),
  'SCT.7': rule('C46', '7.1.3', 'the PASID is one that PDTS has room for', PASID, at('scalable-context-entry', 'PDTS')),
  'SCT.8': rule('C47', '7.1.3', 'PRE lets page requests pass', at('scalable-context-entry', 'PRE')),
  'SCT.9': rule('C48', '7.1.3', 'the PASID is not RID_PASID', PASID, at('scalable-context-entry', 'RID_PASID')),
  'SCT.10': rule('C49', '7.1.3', 'EPTR lets translated requests with PASID pass', at('scalable-context-entry', 'EPTR')),
  'SPD.1': rule('C50', '7.1.3', 'the directory entry can be read', at('scalable-context-entry', 'PASIDDIRPTR')),
  'SPD.2': rule('C51', '7.1.3', 'the directory entry is present', at('pasid-directory-entry', 'P')),
  'SPD.3': rule('C52', '7.1.3, 9.5', 'no reserved bit of the directory entry is set', at('pasid-directory-entry')),
  'SPT.1': rule('C58', '7.1.3', 'the PASID-table entry can be read', at('pasid-directory-entry', 'SMPTBLPTR')),
  'SPT.2': rule('C59', '7.1.3', 'the PASID-table entry is present', at('pasid-table-entry', 'P')),
  'SPT.3': rule('C5A', '7.1.3, 9.6', 'no reserved bit of the PASID-table entry is set', at('pasid-table-entry')),
  'SPT.4.1': rule('C5B:SPT.4.1', '7.1.3, 9.6', 'AW selects a width that CAP.SAGAW has', at('pasid-table-entry', 'AW'), at('CAP', 'SAGAW')),
  'SPT.4.2': rule(
    'C5B:SPT.4.2',
    '7.1.3, 9.6',
    'PGTT is a translation type that the unit has',
    at('pasid-table-entry', 'PGTT'),
    at('ECAP', 'FSTS', 'SSTS', 'NEST', 'PT'),
  ),
  'SPT.4.3': rule(
    'C5B:SPT.4.3',
    '7.1.3, 9.6',
    'FSPM is a paging mode that the unit has',
    at('pasid-table-entry', 'FSPM'),
    at('CAP', 'FS5LP'),
  ),
  'SPT.4.4': rule('C5B:SPT.4.4', '7.1.3', 'FSPTPTR is within the second-stage width', at('pasid-table-entry', 'FSPTPTR', 'AW')),
  'SPT.5': rule('C5C', '7.1.3', 'the unit has execute requests', at('request', 'ER'), at('ECAP', 'ERS')),
  'SPT.6': rule('C5D', '7.1.3', 'SRE lets privileged requests pass', at('pasid-table-entry', 'SRE')),
  'SPT.9': rule('C60', '7.1.3', 'the address is within the host permission table', ADDRESS, at('pasid-table-entry', 'HPTSZ')),

  'SFS.1': rule('C70', '7.1.3', 'the paging entry can be read', at(FIRST_STAGE, 'ADDR')),
  'SFS.2': rule('C71', '7.1.3', 'the paging entry is present', at(FIRST_STAGE, 'P')),
  'SFS.3': rule('C72', '7.1.3, 3.6, 9.7', 'no reserved bit of the paging entry is set', at(FIRST_STAGE)),
  'SFS.4': rule('C73', '7.1.3', 'the top paging entry can be read', at('pasid-table-entry', 'FSPTPTR')),
  'SFS.5': rule('C74', '7.1.3', 'its address is within the second-stage width', at(FIRST_STAGE, 'ADDR'), at('pasid-table-entry', 'AW')),
  'SFS.6': rule('C75', '7.1.3, 3.8.1', 'the second stage grants read of the top first-stage table', at(SECOND_STAGE, 'R')),
  'SFS.7': rule('C76', '7.1.3, 3.8.1', 'the second stage grants read of the first-stage table', at(SECOND_STAGE, 'R')),
  'SFS.8': rule('C77', '7.1.3, 3.8.1', 'the second stage grants write of the first-stage entry', at(SECOND_STAGE, 'W')),
  'SFS.9': rule('C90', '7.1.3, 3.10', 'walks snoop, so that flags can be set', at('pasid-table-entry', 'PWSNP'), at('ECAP', 'SMPWCS')),
  'SFS.10': rule('C91', '7.1.3', 'the flags of the paging entry can be set', at(FIRST_STAGE, 'A', 'D')),

  'SSS.1': rule('C78', '7.1.3', 'the paging entry can be read', at(SECOND_STAGE, 'ADDR')),
  'SSS.2': rule('C79', '7.1.3', 'read or write is granted', at(SECOND_STAGE, 'R', 'W')),
  'SSS.3': rule('C7A', '7.1.3, 3.7, 9.8', 'no reserved bit of the paging entry is set', at(SECOND_STAGE)),
  'SSS.4': rule('C7B', '7.1.3', 'the top paging entry can be read', at('pasid-table-entry', 'SSPTPTR')),
  'SSS.5': rule('C7C', '7.1.3, 3.10', 'walks snoop, so that flags can be set', at('pasid-table-entry', 'PWSNP'), at('ECAP', 'SMPWCS')),
  'SSS.6': rule('C7D', '7.1.3', 'the flags of the paging entry can be set', at('ss-pte', 'A', 'D')),

  'SGN.1': rule('C80', '7.1.3, 3.6', 'the address is canonical', ADDRESS, at('pasid-table-entry', 'FSPM')),
  'SGN.2': rule('C81', '7.1.3, 3.6.1', 'every level has U/S=1', at(FIRST_STAGE, 'US')),
  'SGN.4.1': rule('C83:SGN.4.1', '7.1.3, 4.2.5', 'the translated address is within the host address width', ADDRESS),
  'SGN.4.2': rule('C83:SGN.4.2', '7.1.3, 3.9', 'the address is within the host address width', ADDRESS, at('pasid-table-entry', 'PGTT')),
  'SGN.5': rule(
    'C84',
    '7.1.3, 3.7',
    'the address is within MGAW and the width that AW selects',
    ADDRESS,
    at('pasid-table-entry', 'AW'),
    at('CAP', 'MGAW'),
  ),
  'SGN.6': rule('C85', '7.1.3', 'every level grants write', at(FIRST_STAGE, 'RW'), at('pasid-table-entry', 'WPE'), at(SECOND_STAGE, 'W')),
  'SGN.7': rule('C86', '7.1.3', 'every level of the second stage grants read', at(SECOND_STAGE, 'R')),
  'SGN.8.1': rule('C87:SGN.8.1', '7.1.3, 3.15', 'the output is outside FEEx_xxxxh', at([...FIRST_STAGE, ...SECOND_STAGE], 'ADDR')),
  'SGN.8.2': rule('C87:SGN.8.2', '7.1.3, 4.2.3', 'no part of the page is in FEEx_xxxxh', at([...FIRST_STAGE, ...SECOND_STAGE], 'ADDR')),
  'SGN.8.3': rule('C87:SGN.8.3', '7.1.3, 4.2.5', 'the translated address is outside FEEx_xxxxh', ADDRESS),
  'SGN.10': rule('C89', '7.1.3', 'the PASID is one that ECAP.PSS has', PASID, at('ECAP', 'PSS')),

  'S.1': rule('74', '7.1.3, 4.2.3', 'the request is not for FEEx_xxxxh, or has NW', ADDRESS),
  'S.2': rule('74', '7.1.3, 4.2.3', 'the request is not for FEEx_xxxxh', ADDRESS),

  'HPT.1': rule('CA0', '7.1.3, 4.2.4', 'the entry can be read', at(HOST_PERMISSION, 'ADDR')),
  'HPT.2': rule('CA1', '7.1.3, 9.12', 'no reserved bit of the entry is set', at(HOST_PERMISSION)),
  'HPT.3': rule('CA2', '7.1.3, 4.2.4', 'the top entry can be read', at('pasid-table-entry', 'HPTPTR')),
  'HPT.4': rule('CA3', '7.1.3, 4.2.4.1', 'some permission is granted', at(HOST_PERMISSION)),
  'HPT.5': rule('CA4', '7.1.3, 4.2.4.1', 'write is granted', at(HOST_PERMISSION)),
  'HPT.6': rule('CA5', '7.1.3, 4.2.4.1', 'read is granted', at(HOST_PERMISSION)),

  '20h': rule('C20', '5.1.4.1', 'data bits 31:16 are clear with SHV', at('request', 'data')),
  '21h': rule('C21', '5.1.4.1', 'the index is within the table', at('request', 'handle', 'subhandle'), at('IRTA', 'S')),
  '22h': rule('C22', '5.1.4.1', 'the entry is present', at(INTERRUPT, 'P')),
  '23h': rule('C23', '5.1.4.1', 'the entry can be read', at('IRTA', 'IRTA')),
  '24h': rule('C24', '5.1.4.1, 9.9, 9.10', 'no reserved bit of the entry is set', at(INTERRUPT)),
  '25h': rule('C25', '5.1.4.1', 'compatibility format may pass', at('IRTA', 'EIME'), at('GSTS', 'CFIS')),
  '26h': rule('C26', '5.1.4.1, 9.9', 'the source passes the verification of the entry', at(INTERRUPT, 'SVT', 'SQ', 'SID')),
  '27h': rule('C27', '5.1.4.1', 'the posted descriptor can be accessed', at('irte-posted', 'PDAL', 'PDAH')),
  '28h': rule('C28', '5.1.4.1, 9.11', 'no reserved bit of the descriptor is set', at(DESCRIPTOR)),
  '29h': rule('C29', '5.1.4.1, 3.15', 'the request is a write of one DWORD', at('request', 'address', 'length', 'kind')),
  '2Ah': rule('C2A', '5.1.4.1', 'EIME is set where the unit requires it', at('IRTA', 'EIME'), at('ECAP', 'EIMER')),
  '2Bh': rule('C2B', '5.1.4.1', 'interrupt remapping may be off', at('GSTS', 'IRES'), at('ECAP', 'IRREQ')),
};

/** The rule of a condition. Throws a RangeError for a name that neither table has. */
export function ruleOf(condition: string): CheckRule {
  const found = RULES[condition];
  if (found === undefined) throw new RangeError(`neither Table 30 nor Table 15 has a condition ${condition}`);
  return found;
}
