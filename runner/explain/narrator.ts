/** Turns the events of one request into the steps of its explanation. */
import { CACHES, REGISTERS, STRUCTURES, registerOffset, ruleOf } from '../../reference/index.js';
import type { CachedEntry, Condition, InterruptCondition, Iommu, Layout, WalkEvent } from '../../reference/index.js';
import { decodeValue } from '../decode-value.js';
import { formatSource, hex } from '../hex.js';
import { FLAGS, cachedText, messageText, modeText, permissionLetters, sizeText, walkText } from './words.js';
import type { ExplanationStep, ReadStep, Rule } from './explanation.js';

type Entry = Extract<WalkEvent, { type: 'entry' | 'access-error' }>;
type Told = Extract<WalkEvent, { type: 'checks' | 'permission' }>;

export class Narrator {
  readonly steps: ExplanationStep[] = [];
  /** Level of the last entry that was read on the way of the request itself. */
  private level = 0;
  /** Level of a second-stage walk that translates where a first-stage entry lies; 0 outside of one. */
  private inner = 0;
  /** What was told to be looked at and is not known yet to be passed. */
  private pending: Told | undefined;
  private isInterrupt = false;
  private hasFault = false;
  private hasPageRequest = false;
  private requests = 0;

  /** `whyUnreadable` may know more of an address that cannot be read than that no memory answers. */
  constructor(
    private readonly iommu: Iommu,
    private readonly whyUnreadable: (address: bigint) => string | undefined = () => undefined,
  ) {}

  hear(event: WalkEvent): void {
    if (event.type === 'fault' || event.type === 'interrupt-fault') {
      this.fault(event.condition, event.suppressed);
      return;
    }
    this.settle();
    switch (event.type) {
      case 'request':
        this.request(event);
        return;
      case 'refused':
        this.note(event.refusal.meaning, { section: event.refusal.section, requirement: event.refusal.requirement });
        return;
      case 'mode':
        this.note(`${modeText(event.mode)}, root table at ${hex(event.rootTable)}`, { section: '3.4, 11.4.5', requirement: 'REG-44' });
        return;
      case 'walk':
        this.walk(event);
        return;
      case 'entry':
      case 'access-error':
        this.entry(event);
        return;
      case 'checks':
      case 'permission':
        this.pending = event;
        return;
      case 'flags': {
        const isFirst = this.isFirstStage(event.address);
        const flags = FLAGS[isFirst ? 'first' : 'second'].filter(([bit]) => (event.flags & bit) !== 0).map(([, name]) => name);
        const rule = isFirst ? { section: '3.6.2', requirement: 'PGT-50' } : { section: '3.7.2', requirement: 'PGT-53' };
        this.steps.push({ kind: 'flags', level: this.here, address: hex(event.address), flags, rule });
        return;
      }
      case 'translated': {
        const { output, pageBytes } = event;
        const by = pageBytes === 0 ? 'no table maps it: the address passes as it is' : `by a page of ${sizeText(pageBytes)}`;
        this.steps.push({ kind: 'output', level: 0, output: hex(output), pageBytes, text: by });
        return;
      }
      case 'protected-memory':
        this.note(`${hex(event.output)} lies in a protected memory region: blocked, and never recorded`, {
          section: '11.4.8.1',
          requirement: 'DMA-63',
        });
        return;
      case 'recorded':
        this.recorded(event.index);
        return;
      case 'queued':
        this.hasPageRequest = true;
        this.message('page-request', `written to the page request queue at ${hex(event.address)}`, '7.4.1', 'PRQ-04');
        return;
      case 'page-response': {
        const { sourceId, group, code } = event.response;
        const text = `page group response, code ${String(code)}, to ${formatSource(sourceId)} for group ${String(group)}`;
        this.message('page-response', text, '7.4.1, 7.6.1', 'PRQ-11');
        return;
      }
      case 'device-tlb-request': {
        const { sourceId, address, size } = event.request;
        const text = `device-TLB invalidation request to ${formatSource(sourceId)} for ${hex(address)}${size ? ', S=1' : ''}`;
        this.message('device-tlb-request', text, '4.3, 6.5.2.5', 'INV-53');
        return;
      }
      case 'interrupt-index': {
        const { index, table, entries, extended } = event;
        const text = `index ${hex(index)} of a table with ${String(entries)} entries at ${hex(table)}, EIME=${extended ? '1' : '0'}`;
        this.note(text, { section: '5.1.3', requirement: 'IR-30' });
        return;
      }
      case 'posted': {
        const { address, vector, notifies } = event;
        const text = `vector ${hex(vector)} set in the descriptor at ${hex(address)}, ${notifies ? 'with' : 'without'} a notification`;
        this.message('posted', text, '5.2.3', 'PI-14');
        return;
      }
      case 'interrupt':
        this.interrupt(event.message);
    }
  }

  /** A cached object is used instead of memory. */
  hearCached(entry: CachedEntry): void {
    this.settle();
    const { title, section, requirement } = CACHES[entry.cache];
    const text = `from the ${title}: ${cachedText(entry)}`;
    this.steps.push({ kind: 'cached', level: this.here + 1, cache: entry.cache, text, rule: { section, requirement } });
  }

  /** The request is over: what is still pending was passed. */
  finish(): readonly ExplanationStep[] {
    this.settle();
    return this.steps;
  }

  /** Level of what concerns the entry that was read last. */
  private get here(): number {
    return Math.max(this.level, this.inner);
  }

  private request(event: Extract<WalkEvent, { type: 'request' }>): void {
    this.requests++;
    this.isInterrupt = event.kind === 'interrupt';
    this.level = 0;
    this.inner = 0;
    if (this.requests === 1) return;
    if (this.isInterrupt) this.note('a DWORD write to FEEx_xxxxh is an interrupt request', { section: '3.15, 5.1', requirement: 'DMA-40' });
    else this.note(`the part from ${hex(event.address)} on, ${String(event.length)} bytes`, { section: '3.13', requirement: 'DMA-08' });
  }

  private walk({ stage, purpose, address, level }: Extract<WalkEvent, { type: 'walk' }>): void {
    const at = this.level + 1;
    this.inner = purpose === 'page' ? 0 : at;
    const isNested = this.steps.some((step) => step.kind === 'walk' && step.stage === 'first-stage');
    const text = walkText(stage, purpose, level, isNested);
    const rule: Rule =
      stage === 'first-stage'
        ? { section: '3.6', requirement: 'PGT-30' }
        : isNested || purpose !== 'page'
          ? { section: '3.8', requirement: 'PGT-75' }
          : { section: '3.7', requirement: 'PGT-10' };
    this.steps.push({ kind: 'walk', level: at, stage, address: hex(address), text, rule });
  }

  private entry(event: Entry): void {
    const layout = layoutOf(event.structure);
    if (this.inner > 0 && !event.structure.startsWith('ss-')) this.inner = 0;
    if (this.inner > 0) this.inner++;
    else this.level++;
    const base = {
      level: this.here,
      structure: layout.name,
      title: layout.title,
      rule: { section: layout.section, requirement: layout.requirement },
      address: hex(event.address),
    };
    if (event.type === 'access-error') {
      const reason = this.whyUnreadable(event.address);
      this.steps.push({ kind: 'unreadable', ...base, ...(reason === undefined ? {} : { reason }) });
      return;
    }
    const words = wordsOf(event.value, event.bits);
    const fields = decodeValue(layout, event.value, this.iommu.capabilities);
    this.steps.push({ kind: 'read', ...base, words, fields, decode: `vtd decode ${layout.name} ${words.join(' ')}` });
  }

  /** What was pending is passed, as something else happens. */
  private settle(): void {
    const { pending } = this;
    this.pending = undefined;
    if (pending?.type === 'checks') for (const condition of pending.conditions) this.check(condition, true);
    else if (pending !== undefined) this.permission(pending, undefined);
  }

  private fault(condition: Condition | InterruptCondition, suppressed: boolean): void {
    const { pending } = this;
    this.pending = undefined;
    if (pending?.type === 'permission') this.permission(pending, condition);
    else {
      const told = pending?.conditions ?? [];
      const met = told.indexOf(condition);
      for (const each of told.slice(0, Math.max(0, met))) this.check(each, true);
      this.check(condition, false);
    }
    this.hasFault = true;
    const { code, meaning, qualified } = condition;
    const { section, requirement } = ruleOf(condition.condition);
    const unrecorded = suppressed ? unrecordedText(condition) : undefined;
    this.steps.push({
      kind: 'fault',
      level: 0,
      condition: condition.condition,
      reason: code === null ? null : hex(code),
      meaning,
      qualified,
      ...(unrecorded === undefined ? {} : { unrecorded }),
      rule: { section, requirement },
    });
  }

  private check({ condition, meaning }: Condition | InterruptCondition, passed: boolean): void {
    const { holds, section, requirement } = ruleOf(condition);
    this.steps.push({ kind: 'check', level: this.here, condition, passed, text: passed ? holds : meaning, rule: { section, requirement } });
  }

  private permission(
    { stage, needs, granted }: Extract<Told, { type: 'permission' }>,
    met: Condition | InterruptCondition | undefined,
  ): void {
    const passed = met === undefined;
    const rule = stage === 'second-stage' ? { section: '3.7.1', requirement: 'PGT-20' } : { section: '4.2.4.1', requirement: 'ATS-63' };
    this.steps.push({
      kind: 'permission',
      level: this.here,
      stage,
      passed,
      needs: permissionLetters(needs),
      granted: permissionLetters(granted),
      ...(passed ? { rule } : { condition: met.condition, rule: ruleOf(met.condition) }),
    });
  }

  /** The record as it stands in the register now. */
  private recorded(index: number): void {
    const base = { kind: 'record', level: 0, index, rule: { section: '7.2.1, 11.4.7.6', requirement: 'FLT-30' } } as const;
    if (index < 0) {
      const text = 'not recorded: the records are full, or one of the same source is pending';
      this.steps.push({ ...base, words: [], fields: [], decode: '', text });
      return;
    }
    const { capabilities } = this.iommu;
    const layout = REGISTERS.find(({ name }) => name === 'FRCD');
    if (layout === undefined) throw new Error('the register file has no fault records');
    const offset = registerOffset(layout, capabilities, index);
    const value = this.iommu.readRegister(offset, 8) | (this.iommu.readRegister(offset + 8, 8) << 64n);
    const words = wordsOf(value, 128);
    const text = `recorded in FRCD[${String(index)}] at offset ${hex(offset)}`;
    this.steps.push({
      ...base,
      words,
      fields: decodeValue(layout, value, capabilities),
      decode: `vtd decode FRCD ${words.join(' ')}`,
      text,
    });
  }

  private interrupt(message: { readonly address: bigint; readonly data: number }): void {
    if (this.isInterrupt && !this.hasFault) this.message('interrupt', messageText('interrupt message', message), '5.1.4', 'IR-60');
    else if (this.hasPageRequest) this.message('event', messageText('page request event', message), '7.5', 'PRQ-21');
    else this.message('event', messageText('fault event', message), '7.3', 'FLT-52');
  }

  private message(what: Extract<ExplanationStep, { kind: 'message' }>['what'], text: string, section: string, requirement: string): void {
    this.steps.push({ kind: 'message', level: 0, what, text, rule: { section, requirement } });
  }

  private note(text: string, rule: Rule): void {
    this.steps.push({ kind: 'note', level: 0, text, rule });
  }

  /** Whether the entry at an address was read as one of the first stage. */
  private isFirstStage(address: bigint): boolean {
    const text = hex(address);
    const read = this.steps.findLast((step): step is ReadStep => step.kind === 'read' && step.address === text);
    return read?.structure.startsWith('fs-') === true;
  }
}

/** Why a condition leaves no record. */
function unrecordedText(condition: Condition | InterruptCondition): string {
  if (condition.code === null) return 'it is an answer of its own and no fault';
  return condition.qualified
    ? 'not recorded: it is recoverable for this request, or FPD was set in an entry on the way'
    : 'not recorded: it is recoverable for this request';
}

function layoutOf(structure: string): Layout {
  const layout = STRUCTURES.find(({ name }) => name === structure);
  if (layout === undefined) throw new Error(`the model read a structure ${structure} that it does not know`);
  return layout;
}

function wordsOf(value: bigint, bits: number): string[] {
  return Array.from({ length: bits / 64 }, (_, i) => hex(BigInt.asUintN(64, value >> BigInt(64 * i))));
}
