/** The registers of the enhanced and the virtual command interface as data (§11.4.14, §11.4.16). */
import { field, reserved, unknown } from './definition.js';
import type { Access, RegisterDefinition, RegisterField, Supported } from './definition.js';

const enhanced: Supported = (c) => c.has('CAP', 'ECMDS');
const virtual: Supported = (c) => c.has('ECAP', 'VCS');
/** §11.4.16.4: without ECAP.PASID there are no PASIDs to hand out. */
const pasids: Supported = (c) => c.pasid;

/** Command and operand; those of virtual commands can be read and have no defined value after reset. */
function commandFields(access: Access): readonly RegisterField[] {
  const make = (name: string, high: number, low: number, meaning: string): RegisterField =>
    access === 'WO' ? field(access, name, high, low, meaning, 0) : unknown(access, name, high, low, meaning);
  return [make('CMD', 7, 0, 'Command'), reserved('RsvdZ', 15, 8), make('OA', 63, 16, 'Operand A')];
}

const RESPONSE: readonly RegisterField[] = [
  field('RO', 'IP', 0, 0, 'In Progress', 0),
  field('RO', 'SC', 7, 1, 'Status Code: 0 success, 1 undefined command, 16 and above specific to the command', 0),
  reserved('RsvdZ', 15, 8),
  field('RO', 'RSLT', 63, 16, 'Result', 0),
];

interface Place {
  readonly section: string;
  readonly name: string;
  readonly title: string;
  readonly offset: number;
}

function enhancedRegister(place: Place, requirement: string, fields: readonly RegisterField[], claim?: true): RegisterDefinition {
  return {
    ...place,
    title: `Enhanced Command ${place.title}`,
    requirement,
    bytes: 8,
    exists: enhanced,
    ...(claim === undefined ? {} : { claim }),
    fields,
  };
}

function virtualRegister(place: Place, fields: readonly RegisterField[], claim?: true): RegisterDefinition {
  return {
    ...place,
    title: `Virtual Command ${place.title}`,
    requirement: 'REG-71',
    bytes: 8,
    exists: virtual,
    ...(claim === undefined ? {} : { claim }),
    fields,
  };
}

/** Commands that ECCAP_3 reports, from bit 48, command 240, on. */
const REPORTED = [
  ['ECNTS', 'Enable Perfmon Counter Support'],
  ['DCNTS', 'Disable Perfmon Counter Support'],
  ['RCFGS', 'Reset All Perfmon Counter Configuration Support'],
  ['RCNTS', 'Reset All Perfmon Counter Values Support'],
  ['FCNTS', 'Freeze All Perfmon Counters Support'],
  ['UFCNTS', 'Unfreeze All Perfmon Counters Support'],
] as const;

export const ENHANCED_COMMANDS: readonly RegisterDefinition[] = [
  enhancedRegister({ section: '11.4.14.1', name: 'ECMD', title: 'Register', offset: 0x400 }, 'REG-72', commandFields('WO')),
  enhancedRegister({ section: '11.4.14.2', name: 'ECEO', title: 'Extended Operand Register', offset: 0x408 }, 'REG-72', [
    field('WO', 'OB', 63, 0, 'Operand B', 0),
  ]),
  enhancedRegister({ section: '11.4.14.3', name: 'ECRSP', title: 'Response Register', offset: 0x410 }, 'REG-95', RESPONSE),
  ...[0, 1].map((n) =>
    enhancedRegister(
      { section: `11.4.14.4.${String(n + 1)}`, name: `ECSTS_${String(n)}`, title: `Status Register ${String(n)}`, offset: 0x420 + 8 * n },
      'REG-108',
      [reserved('RsvdZ', 63, 0)],
    ),
  ),
  ...[0, 1, 2].map((n) =>
    enhancedRegister(
      {
        section: `11.4.14.5.${String(n + 1)}`,
        name: `ECCAP_${String(n)}`,
        title: `Capability Register ${String(n)}`,
        offset: 0x430 + 8 * n,
      },
      'REG-96',
      [reserved('RsvdZ', 63, 0)],
    ),
  ),
  enhancedRegister(
    { section: '11.4.14.5.4', name: 'ECCAP_3', title: 'Capability Register 3', offset: 0x448 },
    'REG-96',
    [
      reserved('RsvdZ', 47, 0),
      ...REPORTED.map(([name, meaning], i) => unknown('RO', name, 48 + i, 48 + i, meaning)),
      reserved('RsvdZ', 63, 54),
    ],
    true,
  ),
];

export const VIRTUAL_COMMANDS: readonly RegisterDefinition[] = [
  virtualRegister({ section: '11.4.16.1', name: 'VCMD', title: 'Register', offset: 0xe00 }, commandFields('RW')),
  virtualRegister({ section: '11.4.16.2', name: 'VCMD_EO', title: 'Extended Operand Register', offset: 0xe08 }, [
    unknown('RW', 'OB', 63, 0, 'Operand B'),
  ]),
  virtualRegister({ section: '11.4.16.3', name: 'VCRSP', title: 'Response Register', offset: 0xe10 }, RESPONSE),
  virtualRegister(
    { section: '11.4.16.4', name: 'VCCAP', title: 'Capability Register', offset: 0xe30 },
    [
      unknown('RO', 'NS', 0, 0, 'Null Command Support'),
      unknown('RO', 'PAS', 1, 1, 'PASID Allocation Support', pasids),
      unknown('RO', 'FPS', 2, 2, 'Free PASID Support', pasids),
      reserved('RsvdZ', 63, 3),
    ],
    true,
  ),
];

/** RDTC_REG (§11.4.15): how the unit's own memory accesses are labelled. */
export const RESOURCE_DIRECTOR: RegisterDefinition = {
  name: 'RDTC',
  title: 'RDT Configuration Register',
  section: '11.4.15',
  requirement: 'REG-98',
  bytes: 8,
  offset: 0xdc0,
  exists: (c) => c.has('ECAP', 'RDTS'),
  fields: [
    unknown('RW', 'RMID', 11, 0, 'Resource Monitoring ID'),
    reserved('RsvdZ', 31, 12),
    unknown('RW', 'CLOS', 36, 32, 'Class of Service'),
    reserved('RsvdZ', 63, 37),
  ],
};
