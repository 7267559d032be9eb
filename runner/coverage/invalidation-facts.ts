/** Invalidations that are asked for: descriptors of the queue as the model takes them, and commands written to registers. */
import { INVALIDATION_DESCRIPTORS, REGISTERS, extract, registerOffset } from '../../reference/index.js';
import type { Capabilities, Field, WalkEvent } from '../../reference/index.js';
import type { Operation } from '../adapters/adapter.js';

/** One row of the cross: a descriptor or register, and what of it. */
export interface Variant {
  readonly command: string;
  readonly variant: string;
}

export function invalidationKey({ command, variant }: Variant): string {
  return `${command} ${variant}`;
}

type Choice = readonly [variant: string, field: string, value: number];

const NOT_VALID_HERE = 'refused: type not valid here (IQEI 3)';
const RESERVED_FIELD = 'refused: reserved field (IQEI 4)';

/** Table 26: no translation table mode makes these types invalid. */
const VALID_EVERYWHERE = ['context-cache-invalidate', 'iotlb-invalidate', 'interrupt-entry-cache-invalidate', 'invalidation-wait'];

/** What tells uses of a descriptor apart, by the structure's name; granularities that are reserved stand in `RESERVED_GRANULARITIES`. */
const CHOICES: Readonly<Record<string, readonly Choice[]>> = {
  'context-cache-invalidate': granularities({ global: 1, domain: 2, device: 3 }),
  'iotlb-invalidate': [...granularities({ global: 1, domain: 2, pages: 3 }), ['invalidation hint', 'IH', 1]],
  'device-tlb-invalidate': [
    ['one page', 'S', 0],
    ['several pages', 'S', 1],
  ],
  'interrupt-entry-cache-invalidate': granularities({ global: 0, index: 1 }),
  'invalidation-wait': [
    ['status write', 'SW', 1],
    ['interrupt', 'IF', 1],
    ['fence', 'FN', 1],
    ['page-request drain', 'PD', 1],
  ],
  'pasid-iotlb-invalidate': [...granularities({ PASID: 2, pages: 3 }), ['invalidation hint', 'IH', 1]],
  'pasid-cache-invalidate': granularities({ domain: 0, PASID: 1, global: 3 }),
  'pasid-device-tlb-invalidate': [
    ['one page', 'S', 0],
    ['several pages', 'S', 1],
    ['every PASID', 'GI', 1],
  ],
  'page-group-response': [
    ['success', 'RC', 0],
    ['invalid request', 'RC', 1],
    ['response failure', 'RC', 15],
    ['without PASID', 'PP', 0],
    ['with PASID', 'PP', 1],
  ],
  'hpt-cache-invalidate': [
    ...granularities({ global: 1, domain: 2, pages: 3 }),
    ...[0, 1, 2, 3].map((hint): Choice => [`levels 1 to ${String(hint + 1)}`, 'IH', hint]),
  ],
};

/** Values of G that make a descriptor invalid; 3 of the IOTLB descriptor on units without CAP.PSI. */
const RESERVED_GRANULARITIES: Readonly<Record<string, readonly number[]>> = {
  'context-cache-invalidate': [0],
  'iotlb-invalidate': [0, 3],
  'pasid-iotlb-invalidate': [0, 1],
  'pasid-cache-invalidate': [2],
  'hpt-cache-invalidate': [0],
};

const COMMANDS: readonly { readonly command: string; readonly register: string; readonly go: string; readonly choices: readonly Choice[] }[] = [
  { command: 'CCMD register', register: 'CCMD', go: 'ICC', choices: granularities({ global: 1, domain: 2, device: 3 }, 'CIRG') },
  { command: 'IOTLB register', register: 'IOTLB', go: 'IVT', choices: granularities({ global: 1, domain: 2, pages: 3 }, 'IIRG') },
];

function granularities(values: Readonly<Record<string, number>>, field = 'G'): Choice[] {
  return Object.entries(values).map(([variant, value]) => [variant, field, value]);
}

function reservedVariant(granularity: number): string {
  return `refused: granularity ${String(granularity)}`;
}

/** Every row that a suite can cover. */
export function possibleVariants(): Variant[] {
  const descriptors = INVALIDATION_DESCRIPTORS.flatMap(({ layout: { name } }) => [
    ...(CHOICES[name] ?? []).map(([variant]) => ({ command: name, variant })),
    ...(RESERVED_GRANULARITIES[name] ?? []).map((value) => ({ command: name, variant: reservedVariant(value) })),
    ...(VALID_EVERYWHERE.includes(name) ? [] : [{ command: name, variant: NOT_VALID_HERE }]),
    { command: name, variant: RESERVED_FIELD },
  ]);
  const commands = COMMANDS.flatMap(({ command, choices }) => choices.map(([variant]) => ({ command, variant })));
  return [...descriptors, ...commands];
}

/** The rows that a fetched descriptor belongs to. */
export function descriptorFacts({ value, error }: Extract<WalkEvent, { type: 'descriptor' }>): string[] {
  const type = Number((value & 0xfn) | ((value >> 5n) & 0x70n));
  const layout = INVALIDATION_DESCRIPTORS.find((descriptor) => descriptor.type === type)?.layout;
  if (layout === undefined) return [];
  const { name: command, fields } = layout;
  const fact = (variant: string): string => invalidationKey({ command, variant });
  const valueOf = (name: string): number => fieldValue(fields, name, value);
  if (error === undefined) return (CHOICES[command] ?? []).filter(([, name, wanted]) => valueOf(name) === wanted).map(([name]) => fact(name));
  const granularity = RESERVED_GRANULARITIES[command]?.find((reserved) => reserved === valueOf('G'));
  return [
    ...(error === 3 ? [fact(NOT_VALID_HERE)] : []),
    ...(error === 4 ? [fact(RESERVED_FIELD)] : []),
    ...(granularity === undefined ? [] : [fact(reservedVariant(granularity))]),
  ];
}

/** The rows that writes to the registers of §11.4.6 belong to. */
export function commandFacts(operations: readonly Operation[], claims: Capabilities): string[] {
  return COMMANDS.flatMap(({ command, register: name, go, choices }) => {
    const register = REGISTERS.find((candidate) => candidate.name === name);
    if (register === undefined) return [];
    const start = registerOffset(register, claims);
    return operations.flatMap((operation) => {
      if (operation.op !== 'write' || operation.offset + operation.size !== start + 8 || operation.offset < start) return [];
      const written = operation.value << BigInt(8 * (operation.offset - start));
      if (fieldValue(register.fields, go, written) === 0) return [];
      return choices
        .filter(([, field, wanted]) => fieldValue(register.fields, field, written) === wanted)
        .map(([variant]) => invalidationKey({ command, variant }));
    });
  });
}

function fieldValue(fields: readonly Field[], name: string, value: bigint): number {
  const field = fields.find((candidate) => candidate.name === name);
  return field === undefined ? 0 : Number(extract(value, field));
}
