/**
 * What an implementation claims (VER_REG, CAP_REG, ECAP_REG, the registers that report further capabilities, and the
 * host address width), and what follows from it (§11.4.1 to §11.4.3).
 */
import { CAP, ECAP, VER } from './registers/capability-registers.js';
import { checkClaims, claimDefinition, claimedValue } from './registers/claims.js';
import type { ClaimRegister } from './registers/claims.js';
import type { RegisterDefinition } from './registers/definition.js';
import { extract, insert } from './structures/layout.js';
import type { ReservedContext } from './structures/layout.js';

/** The claims as raw register values. */
export interface RawCapabilities {
  /** VER_REG, 32 bits. */
  readonly ver: number;
  /** CAP_REG, 64 bits. */
  readonly cap: bigint;
  /** ECAP_REG, 64 bits. */
  readonly ecap: bigint;
  /** Host address width in bits, 32 to 52; ACPI's DMAR table reports it, no register does (§8.1). */
  readonly haw: number;
  /**
   * What the registers of optional features report, by name: MTRRCAP, PERFCAP, PERFCFGOFF and its like, PERFEVNTCAP[g],
   * PERFCNTRCAP[c], PERFCNTREVCAP[c,e], ECCAP_3, VCCAP. One that is left out claims nothing.
   */
  readonly registers?: Readonly<Record<string, bigint>>;
}

/** The claims by field name, as a capability profile states them; fields left out are 0. */
export interface NamedCapabilities {
  readonly ver: Readonly<Record<string, number>>;
  readonly cap: Readonly<Record<string, number>>;
  readonly ecap: Readonly<Record<string, number>>;
  readonly haw: number;
  readonly registers?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A text that is the same for the same claims and for no others. */
export function claimsKey({ ver, cap, ecap, haw, registers = {} }: RawCapabilities): string {
  const further = Object.entries(registers).sort(([a], [b]) => (a < b ? -1 : 1));
  return [ver, cap, ecap, haw, ...further.flat()].join();
}

export class Capabilities implements ReservedContext {
  readonly raw: RawCapabilities;
  /** The same as text (`claimsKey`). */
  readonly key: string;
  readonly haw: number;
  /** CAP.ND: bits of a domain-id that the unit implements, and all of them set. */
  readonly domainIdWidth: number;
  readonly domainIdMask: number;
  readonly snoopControl: boolean;
  readonly secondStage2M: boolean;
  readonly secondStage1G: boolean;
  /** MGAW + 1: the widest second-stage input address in bits. */
  readonly guestAddressWidth: number;
  /** Largest adjusted guest address width of SAGAW in bits, 0 if SAGAW is 0. */
  readonly largestAgaw: number;
  readonly zeroLengthReads: boolean;
  readonly passThrough: boolean;
  readonly deviceTlb: boolean;
  readonly abortDma: boolean;
  readonly pasid: boolean;
  readonly scalableMode: boolean;
  readonly firstStage: boolean;
  readonly secondStage: boolean;
  readonly nested: boolean;
  readonly firstStageFiveLevels: boolean;
  /** ECAP.SMPWCS: page walks of scalable mode can snoop. */
  readonly walkCoherency: boolean;
  readonly executeRequests: boolean;
  readonly noWriteFlag: boolean;
  readonly pageRequests: boolean;
  /** Pages below 2^X for each value of an AW field, X being the smaller of MGAW and the width that it selects. */
  readonly guestPages: readonly number[];
  /** PASIDs that a request may carry: 2^(PSS+1). */
  readonly pasidCount: number;
  readonly memoryTypes: boolean;
  readonly queuedInvalidation: boolean;
  readonly interruptRemapping: boolean;
  readonly extendedInterruptMode: boolean;
  /** ECAP.EIMER: the unit works with IRTA_REG.EIME=1 only. */
  readonly extendedInterruptModeRequired: boolean;
  /** ECAP.IRREQ: interrupt requests are blocked while interrupt remapping is off. */
  readonly interruptRemappingRequired: boolean;
  readonly writeBufferFlushing: boolean;
  readonly majorVersion: number;
  private readonly sagaw: number;
  /** Every field of VER, CAP and ECAP, decoded once. */
  private readonly fields: Readonly<Record<'VER' | 'CAP' | 'ECAP', ReadonlyMap<string, number>>>;

  /** Throws a RangeError naming the field if the claims contradict the architecture. */
  constructor(raw: RawCapabilities) {
    this.raw = raw;
    this.key = claimsKey(raw);
    this.haw = raw.haw;
    this.fields = { VER: decode(VER, BigInt(raw.ver)), CAP: decode(CAP, raw.cap), ECAP: decode(ECAP, raw.ecap) };
    const cap = (name: string): number => this.get('CAP', name);
    const ecap = (name: string): number => this.get('ECAP', name);
    if (raw.haw < 32 || raw.haw > 52) throw new RangeError(`host address width ${String(raw.haw)} is not within 32 to 52 bits`);
    if (cap('ND') === 7) throw new RangeError('CAP.ND = 7 is reserved (§11.4.2)');
    if ((cap('SAGAW') & 0x11) !== 0) throw new RangeError('CAP.SAGAW bits 0 and 4 are reserved (§11.4.2)');
    if (![0, 1, 3].includes(cap('SSLPS'))) throw new RangeError('CAP.SSLPS must be 0, 1 or 3 (§11.4.2)');
    this.domainIdWidth = 4 + 2 * cap('ND');
    this.domainIdMask = 2 ** this.domainIdWidth - 1;
    this.snoopControl = ecap('SC') === 1;
    this.secondStage2M = (cap('SSLPS') & 1) !== 0;
    this.secondStage1G = (cap('SSLPS') & 2) !== 0;
    this.guestAddressWidth = cap('MGAW') + 1;
    this.sagaw = cap('SAGAW');
    this.largestAgaw = this.sagaw === 0 ? 0 : 30 + 9 * (31 - Math.clz32(this.sagaw));
    this.zeroLengthReads = cap('ZLR') === 1;
    this.passThrough = ecap('PT') === 1;
    this.deviceTlb = ecap('DT') === 1;
    this.abortDma = ecap('ADMS') === 1;
    this.pasid = ecap('PASID') === 1;
    this.scalableMode = ecap('SMTS') === 1;
    this.firstStage = ecap('FSTS') === 1;
    this.secondStage = ecap('SSTS') === 1;
    this.nested = ecap('NEST') === 1;
    this.firstStageFiveLevels = cap('FS5LP') === 1;
    this.walkCoherency = ecap('SMPWCS') === 1;
    this.executeRequests = ecap('ERS') === 1;
    this.noWriteFlag = ecap('NWFS') === 1;
    this.pageRequests = ecap('PRS') === 1;
    this.guestPages = [0, 39, 48, 57].map((width) => 2 ** (Math.min(this.guestAddressWidth, width) - 12));
    this.pasidCount = 2 ** (ecap('PSS') + 1);
    this.memoryTypes = ecap('MTS') === 1;
    this.queuedInvalidation = ecap('QI') === 1;
    this.interruptRemapping = ecap('IR') === 1;
    this.extendedInterruptMode = ecap('EIM') === 1;
    this.extendedInterruptModeRequired = ecap('EIMER') === 1;
    this.interruptRemappingRequired = ecap('IRREQ') === 1;
    this.writeBufferFlushing = cap('RWBF') === 1;
    this.majorVersion = this.get('VER', 'MAX');
    checkClaims(this);
  }

  /**
   * A field of a register that reports capabilities; 0 where the implementation does not have or does not state the register.
   * Throws a RangeError for a register or field that the architecture does not have.
   */
  get(register: 'VER' | 'CAP' | 'ECAP' | ClaimRegister, field: string): number {
    if (register === 'VER' || register === 'CAP' || register === 'ECAP') {
      const value = this.fields[register].get(field);
      if (value === undefined) throw new RangeError(`${register}_REG has no field ${field}`);
      return value;
    }
    const definition = claimDefinition(register);
    const layout = definition?.fields.find((candidate) => candidate.name === field);
    if (layout === undefined) throw new RangeError(`no capability is called ${register}.${field}`);
    return Number(extract(this.claim(register), layout));
  }

  /** The value of a register that reports capabilities, 0 where the implementation does not have it. */
  claim(register: string): bigint {
    return claimedValue(this, register);
  }

  /** Whether the implementation says what a register that reports capabilities of an optional feature reads. */
  states(register: string): boolean {
    return this.raw.registers?.[register] !== undefined;
  }

  has(register: 'CAP' | 'ECAP', field: string): boolean {
    return this.get(register, field) !== 0;
  }

  /** Whether a value of an AW field selects a supported width: the SAGAW bit of that number (REG-14, DMA-99). */
  supportsAddressWidth(aw: number): boolean {
    return aw >= 1 && aw <= 3 && ((this.sagaw >> aw) & 1) === 1;
  }
}

function decode(register: RegisterDefinition, value: bigint): ReadonlyMap<string, number> {
  return new Map(register.fields.map((field) => [field.name, Number(extract(value, field))]));
}

function encode(register: RegisterDefinition, fields: Readonly<Record<string, number>>): bigint {
  let value = 0n;
  for (const [name, content] of Object.entries(fields)) {
    const field = register.fields.find((candidate) => candidate.name === name);
    if (field === undefined || field.kind !== undefined) throw new RangeError(`${register.name}_REG has no field ${name}`);
    value = insert(value, field, BigInt(content));
  }
  return value;
}

/** Encodes claims given by field name. Throws a RangeError for an unknown register or field, or a value that does not fit. */
export function encodeCapabilities(named: NamedCapabilities): RawCapabilities {
  const registers = Object.entries(named.registers ?? {}).map(([name, fields]): [string, bigint] => {
    const definition = claimDefinition(name);
    if (definition === undefined) throw new RangeError(`no register called ${name} reports capabilities`);
    return [name, encode(definition, fields)];
  });
  return {
    ver: Number(encode(VER, named.ver)),
    cap: encode(CAP, named.cap),
    ecap: encode(ECAP, named.ecap),
    haw: named.haw,
    ...(named.registers === undefined ? {} : { registers: Object.fromEntries(registers) }),
  };
}
