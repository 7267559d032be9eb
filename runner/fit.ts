/** Whether a subject can run a vector at all, and if not, why. */
import { claimsKey } from '../reference/index.js';
import { ABILITIES } from './adapters/adapter.js';
import type { Ability, AddressRange, SubjectInfo } from './adapters/adapter.js';
import { formatSource, hex } from './hex.js';
import type { LoweredVector } from './lower/lowered.js';

/** The reason why a subject cannot run a vector, or undefined if it can. */
export function misfit(vector: LoweredVector, subject: SubjectInfo): string | undefined {
  const { requesters } = subject;
  const source = requesters === 'any' ? undefined : vector.sources.find((id) => !requesters.includes(id));
  if (source !== undefined) return `cannot play requester ${formatSource(source)}`;
  const other = platformMisfit(vector, subject);
  if (other !== undefined) return other;
  const wants = neededAbility(vector, subject.abilities);
  if (wants !== undefined) return wants;
  for (const operation of vector.operations) {
    if (operation.op === 'dma' && !subject.dma.includes(operation.request)) return `cannot send a ${operation.request}`;
  }
  const outside = vector.touched.find((range) => !covered(range, subject.ram));
  if (outside !== undefined) return `has no memory at ${hex(outside.address)}`;
  if (!subject.poison) {
    const readable = vector.unreadable.find((range) => !covered(range, subject.inaccessible));
    if (readable !== undefined) return `cannot make accesses to ${hex(readable.address)} fail`;
  }
  // Only subjects that take page requests tell of responses.
  const answers = vector.checks.some((check) => check.must.kind === 'responses' && check.must.responses.length > 0);
  if (answers && !subject.abilities.includes('page-request')) return 'cannot observe page group responses';
  const sends = vector.checks.some((check) => check.must.kind === 'interrupts' && check.must.messages.length > 0);
  return sends && !subject.observesInterrupts ? 'cannot observe interrupt messages' : undefined;
}

const LACKS: Readonly<Record<Ability, string>> = {
  pasid: 'cannot send requests with PASID',
  translated: 'cannot send requests with a translated or reserved address type',
  translation: 'cannot send translation requests',
  'page-request': 'cannot send page requests',
  attributes: 'does not tell how memory was accessed',
  interrupt: 'cannot send interrupt requests with a source-id',
  reset: 'cannot be reset in a way that is no power-good reset',
  'poison-writes': 'cannot make only the writes to a range fail',
  renumber: 'cannot renumber the buses below a bridge',
  'device-tlb': 'cannot tell of device-TLB invalidation requests, or let them time out',
};

/** Why a subject cannot be the platform that a vector describes, in words. */
function platformMisfit({ platform, operations }: LoweredVector, subject: SubjectInfo): string | undefined {
  if (platform === undefined) return undefined;
  const count = platform.units.length;
  if (subject.units === undefined) return 'cannot be a platform that a DMAR table describes';
  if (subject.units < count) return `has at most ${String(subject.units)} remapping units, the vector has ${String(count)}`;
  const own = claimsKey(subject.capabilities);
  if (!subject.configurable && platform.units.some((claims) => claimsKey(claims) !== own))
    return 'cannot give a remapping unit other claims than its own';
  const segment = operations.map((operation) => ('segment' in operation ? operation.segment : 0)).find((each) => each > 0);
  return subject.requesters !== 'any' && segment !== undefined ? `cannot play a requester in segment ${String(segment)}` : undefined;
}

/** What the vector needs and the subject lacks, in words. */
function neededAbility(vector: LoweredVector, abilities: readonly Ability[]): string | undefined {
  if (ABILITIES.every((ability) => abilities.includes(ability))) return undefined;
  const needed = new Set<Ability>();
  for (const operation of vector.operations) {
    if ('pasid' in operation) needed.add('pasid');
    if (operation.op === 'dma' && operation.addressType !== 'untranslated') needed.add('translated');
    if (operation.op === 'translate') needed.add('translation');
    if (operation.op === 'page-request') needed.add('page-request');
    if (operation.op === 'interrupt') needed.add('interrupt');
    if (operation.op === 'reset') needed.add('reset');
    if (operation.op === 'device-tlb' || operation.op === 'invalidation-completion') needed.add('device-tlb');
    if (operation.op === 'renumber') needed.add('renumber');
    if (operation.op === 'poison' && operation.access === 'write') needed.add('poison-writes');
  }
  if (vector.checks.some((check) => check.must.kind === 'attributes')) needed.add('attributes');
  if (vector.checks.some((check) => check.must.kind === 'device-tlb-requests')) needed.add('device-tlb');
  const missing = [...needed].find((ability) => !abilities.includes(ability));
  return missing === undefined ? undefined : LACKS[missing];
}

function covered(range: AddressRange, by: readonly AddressRange[]): boolean {
  return by.some((whole) => range.address >= whole.address && range.address + range.length <= whole.address + whole.length);
}
