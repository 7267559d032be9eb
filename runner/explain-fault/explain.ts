/** What a fault means: the conditions behind its reason, where they are stated, what in the tables to look at. */
import { REGISTERS, STRUCTURES, TABLE_15, ruleOf } from '../../reference/index.js';
import type { Condition, InterruptCondition, Place, RequestColumn, Response } from '../../reference/index.js';
import { conditionsOf } from '../conditions.js';
import { formatSource, hex } from '../hex.js';
import type { Requirement } from '../requirements.js';
import { causeOf } from './causes.js';
import type { LoggedFault } from './logged-fault.js';

export interface ExplainedCondition {
  /** Condition of Table 30, or the fault reason of Table 15. */
  readonly condition: string;
  readonly meaning: string;
  /** FPD=1 in an entry met on the way keeps it from being recorded. */
  readonly qualified: boolean;
  readonly section: string;
  readonly requirement: string;
  /** How requests of the kinds that it can be are answered, by column of Table 30; absent for interrupts. */
  readonly answers?: Readonly<Partial<Record<RequestColumn, Response>>>;
  readonly looksAt: readonly { readonly where: string; readonly fields: readonly string[]; readonly section?: string }[];
  /** What it usually comes from; absent where that is not known. */
  readonly cause?: string;
}

export interface FaultExplanation {
  readonly by: LoggedFault['by'];
  readonly line: string;
  readonly request: string;
  readonly reason: string;
  readonly said: string;
  readonly conditions: readonly ExplainedCondition[];
  /** What is known of a reason that Rev 5.10 does not define. */
  readonly remark?: string;
  /** The entries that the request comes by, with their place in their tables. */
  readonly path: readonly string[];
  /** Explains the request on a memory image; absent where the line does not hold enough. */
  readonly command?: string;
}

/** Explains a fault; `requirements` is the catalogue, which also knows reasons of other revisions. */
export function explainFault(fault: LoggedFault, requirements: ReadonlyMap<string, Requirement>): FaultExplanation {
  const { by, line, reason, said } = fault;
  const columns = columnsOf(fault);
  const candidates = conditionsOf(reason);
  const possible = candidates.filter((each) => !('responses' in each) || columns.some((column) => each.responses[column] !== 'NA'));
  const conditions = (possible.length === 0 ? candidates : possible).map((each) => explained(each, columns));
  const remark =
    candidates.length > 0 ? validity(fault) : `Rev 5.10 does not define this reason. ${olderMeaning(reason, requirements)}`.trim();
  const command = commandFor(fault);
  return {
    by,
    line,
    request: requestText(fault),
    reason: hex(reason),
    said,
    conditions,
    ...(remark === '' ? {} : { remark }),
    path: pathOf(fault, conditions),
    ...(command === undefined ? {} : { command }),
  };
}

function validity({ valid }: LoggedFault): string {
  return valid === false ? 'F is 0: the record holds no fault now, and its other fields mean nothing (§11.4.7.6).' : '';
}

function olderMeaning(reason: number, requirements: ReadonlyMap<string, Requirement>): string {
  return requirements.get(`FLT-C${reason.toString(16).toUpperCase().padStart(2, '0')}`)?.statement ?? '';
}

function explained(condition: Condition | InterruptCondition, columns: readonly RequestColumn[]): ExplainedCondition {
  const { section, requirement, looksAt } = ruleOf(condition.condition);
  const answers =
    'responses' in condition
      ? Object.fromEntries(
          columns.filter((column) => condition.responses[column] !== 'NA').map((column) => [column, condition.responses[column]]),
        )
      : undefined;
  const cause = causeOf(condition.condition);
  return {
    condition: condition.condition,
    meaning: condition.meaning,
    qualified: condition.qualified,
    section,
    requirement,
    ...(answers === undefined ? {} : { answers }),
    looksAt: looksAt.flatMap(placesOf),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** Structures that differ in level only are told once. */
function placesOf({ in: names, fields }: Place): ExplainedCondition['looksAt'] {
  const [first = ''] = names;
  if (first === 'request') return [{ where: 'the request', fields }];
  const section = [...STRUCTURES, ...REGISTERS].find(({ name }) => name === first)?.section;
  const isRegister = REGISTERS.some(({ name }) => name === first);
  const where = isRegister ? `${first}_REG` : names.length === 1 ? first : `${first} to ${names.at(-1) ?? ''}`;
  return [{ where, fields, ...(section === undefined ? {} : { section }) }];
}

/** Columns of Table 30 that the request can stand in, by what is known of it. */
function columnsOf({ kind, pasid, addressType }: LoggedFault): RequestColumn[] {
  const all: readonly (readonly [column: RequestColumn, request: string, hasPasid: boolean | undefined])[] = [
    ['untranslated', 'untranslated', false],
    ['untranslatedPasid', 'untranslated', true],
    ['translation', 'translation', false],
    ['translationPasid', 'translation', true],
    ['translated', 'translated', false],
    ['translatedPasid', 'translated', true],
    ['pageRequest', 'page-request', undefined],
    ['pageRequestNoResponse', 'page-request', undefined],
  ];
  const mayBePage = kind === undefined || kind === 'page-request' || kind === 'write-or-page-request';
  const mayBeTranslation = kind === undefined || kind === 'read' || kind === 'read-or-atomic';
  return all
    .filter(([, request, hasPasid]) => {
      if (request === 'page-request') return mayBePage;
      if (kind === 'page-request' || (addressType !== undefined && addressType !== request)) return false;
      if (request === 'translation' && !mayBeTranslation) return false;
      return pasid === undefined || hasPasid === (pasid !== null);
    })
    .map(([column]) => column);
}

const KINDS: Readonly<Record<NonNullable<LoggedFault['kind']>, string>> = {
  read: 'read',
  write: 'write',
  'read-or-atomic': 'read, AtomicOp or translation request',
  'write-or-page-request': 'write or page request',
  'page-request': 'page request',
  atomic: 'AtomicOp',
};

function requestText(fault: LoggedFault): string {
  const { kind, sourceId, segment, address, index, pasid, addressType, reason } = fault;
  const device =
    sourceId === undefined
      ? ''
      : ` from ${segment === undefined ? '' : `${segment.toString(16).padStart(4, '0')}:`}${formatSource(sourceId)}`;
  if (index !== undefined) return `interrupt request${device}${holdsIndex(reason) ? `, index ${hex(index)}` : ', index not recorded'}`;
  const type =
    addressType === undefined || addressType === 'untranslated'
      ? ''
      : addressType === 'translation'
        ? 'translation request, a '
        : 'translated ';
  const where = address === undefined ? '' : ` in page ${hex(address)}`;
  const prefix = pasid === undefined ? '' : pasid === null ? ', without PASID' : `, with PASID ${hex(pasid)}`;
  return `${type}${kind === undefined ? 'request' : KINDS[kind]}${device}${where}${prefix}`;
}

/** Whether the fault information of an interrupt fault is its index; otherwise it means nothing (§11.4.7.6). */
function holdsIndex(reason: number): boolean {
  return TABLE_15.find(({ code }) => code === reason)?.recordsIndex === true;
}

/** Where the entries lie that the request comes by. Which mode is in use shows in the conditions; both are told where it does not. */
function pathOf({ sourceId, address, index, pasid, reason }: LoggedFault, conditions: readonly ExplainedCondition[]): string[] {
  if (index !== undefined) return holdsIndex(reason) ? [`interrupt entry ${hex(index)}: IRTA_REG.IRTA + ${hex(16 * index)}`] : [];
  if (sourceId === undefined) return [];
  const names = conditions.map(({ condition }) => condition);
  const isLegacy = names.length === 0 || names.some((name) => name.startsWith('L'));
  const isScalable = names.length === 0 || names.some((name) => name.startsWith('S') || name.startsWith('HPT'));
  const bus = sourceId >>> 8;
  const lines = isLegacy || isScalable ? [`root entry of bus ${hex(bus)}: RTADDR_REG.RTA + ${hex(16 * bus)}`] : [];
  if (isLegacy) lines.push(`context entry (legacy mode): CTP + ${hex(16 * (sourceId & 0xff))}`);
  if (isScalable) {
    const upper = (sourceId & 0x80) !== 0;
    lines.push(`context entry (scalable mode): ${upper ? 'UCTP' : 'LCTP'} + ${hex(32 * (sourceId & 0x7f))}`);
    const number = typeof pasid === 'number' ? pasid : undefined;
    lines.push(
      number === undefined
        ? 'PASID: RID_PASID of the context entry'
        : `PASID ${hex(number)}: PASIDDIRPTR + ${hex(8 * (number >>> 6))}, then SMPTBLPTR + ${hex(64 * (number & 0x3f))}`,
    );
  }
  if (address !== undefined && lines.length > 0) lines.push(`paging entries: ${indexesOf(address)}`);
  return lines;
}

/** Indexes of an address in the tables of each level. */
function indexesOf(address: bigint): string {
  const names = ['PTE', 'PDE', 'PDPE', 'PML4E', 'PML5E'];
  return names
    .map((name, i) => `${name} ${hex((address >> BigInt(12 + 9 * i)) & 0x1ffn)}`)
    .reverse()
    .join(', ');
}

function commandFor({ sourceId, address, index, kind, pasid, addressType, privileged, execute }: LoggedFault): string | undefined {
  if (sourceId === undefined || index !== undefined || address === undefined) return undefined;
  const writes = kind === 'write' || kind === 'write-or-page-request';
  if (kind === 'page-request') return undefined;
  const what = addressType === 'translation' ? '' : kind === 'atomic' ? ' --fetch-add' : writes ? ' --write' : ' --read';
  const type =
    addressType === undefined || addressType === 'untranslated'
      ? ''
      : ` --at ${addressType === 'translation' ? 'translation-request' : addressType}`;
  const flags = `${privileged === true ? ' --privileged' : ''}${execute === true ? ' --execute' : ''}`;
  const prefix = typeof pasid === 'number' ? ` --pasid ${hex(pasid)}${flags}` : '';
  return `vtd explain --memory DUMP --rtaddr VALUE --cap VALUE --ecap VALUE --source ${formatSource(sourceId)} --address ${hex(address)}${what}${type}${prefix}`;
}
