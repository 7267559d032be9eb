/** What faults usually come from, for those who read them in a log. These are experience, not the architecture. */

const UNMAPPED =
  'the device uses an address that is not mapped for it now: a buffer that was unmapped too early, a length that runs beyond it, or memory that firmware gave it without a reserved region';
const UNATTACHED =
  'nothing has set the device up: no driver or virtual machine owns it, or it sends with another requester-id than its own, as behind a bridge or with phantom functions (§3.12)';
const UNREADABLE = 'the entry above holds a wrong table address, or the table was given back to other use';
const RESERVED = 'the entry is overwritten, or was written for a unit with other capabilities or another host address width';
const UNSUPPORTED = 'software set up what this unit does not have: compare the entry with CAP_REG and ECAP_REG';

const CAUSES: readonly (readonly [conditions: readonly string[], cause: string])[] = [
  [['LGN.2', 'LGN.3', 'SGN.6', 'SGN.7'], `${UNMAPPED}; or the mapping does not allow this direction`],
  [['SSS.2', 'SFS.2'], UNMAPPED],
  [['LRT.2', 'LCT.2', 'SRT.2', 'SCT.2', 'SPD.2', 'SPT.2'], UNATTACHED],
  [
    [
      'LRT.1',
      'LCT.1',
      'LCT.4.3',
      'LSS.1',
      'SRT.1',
      'SCT.1',
      'SPD.1',
      'SPT.1',
      'SFS.1',
      'SFS.4',
      'SSS.1',
      'SSS.4',
      'HPT.1',
      'HPT.3',
      '23h',
      '27h',
    ],
    UNREADABLE,
  ],
  [['LRT.3', 'LCT.3', 'LSS.2', 'SRT.3', 'SCT.3', 'SPD.3', 'SPT.3', 'SFS.3', 'SSS.3', 'HPT.2', '24h', '28h'], RESERVED],
  [['LCT.4.1', 'LCT.4.2', 'SPT.4.1', 'SPT.4.2', 'SPT.4.3', 'RTA.1.1', 'RTA.1.2', 'RTA.1.3', 'RTA.1.4'], UNSUPPORTED],
  [
    ['LGN.1.1', 'LGN.1.2', 'LGN.1.3', 'SGN.1', 'SGN.4.1', 'SGN.4.2', 'SGN.5'],
    'the device sends an address that no table can map: often a value that was cut, extended by sign, or is none',
  ],
  [
    ['LGN.4', 'SGN.8.1'],
    'a page of FEEx_xxxxh was mapped, or the device was given such an address; interrupts do not go through page tables',
  ],
  [['22h'], 'the message of the device names an entry that was freed, or never set up: stale MSI settings'],
  [['21h'], 'the message of the device names an entry beyond the table: stale or corrupt MSI settings'],
  [['25h'], 'a device or timer still sends what firmware programmed before interrupt remapping was on'],
  [['26h'], 'the device sends the interrupt with another requester-id than its entry allows, as behind a bridge (§9.9)'],
  [['29h'], 'the device writes to FEEx_xxxxh what is no interrupt, or reads there: often a corrupt DMA address'],
  [['RTA.4'], 'the unit was put into abort-DMA mode, as before the operating system took it over'],
];

/** The usual cause of a condition, if there is one. */
export function causeOf(condition: string): string | undefined {
  return CAUSES.find(([conditions]) => conditions.includes(condition))?.[1];
}
