/** The requests of one run of the model: kind × translation × condition. */
import { STRUCTURES, extract } from '../../reference/index.js';
import type { WalkEvent } from '../../reference/index.js';
import type { Operation, Result } from '../adapters/adapter.js';
import { translationsOf } from './translations.js';
import type { RequestKind, Translation } from './translations.js';

/** Stands for the condition of a request that met none. */
export const SUCCESS = 'success';

export function requestKey(translation: Translation, condition: string, kind: RequestKind): string {
  return `${translation} ${condition} ${kind}`;
}

/** A DMA request to the interrupt range that is no interrupt request: the one row of Table 15 that DMA requests meet. */
export const ILLEGAL = '29h';

const MODES: readonly Translation[] = ['legacy-tables', 'scalable-tables', 'mode', 'mode'];
const BY_TT: readonly Translation[] = ['legacy-second-stage', 'legacy-second-stage', 'legacy-pass-through'];
const BY_PGTT: readonly (Translation | undefined)[] = [undefined, 'first-stage', 'second-stage', 'nested', 'pass-through'];

/** Collects while the model runs. */
export class RequestFacts {
  operations: readonly Operation[] = [];
  private readonly facts = new Map<string, Set<string>>();
  private kind: RequestKind | undefined;
  private operation = '';
  private translation: Translation = 'off';
  private usesHostPermissions = false;
  private condition = SUCCESS;
  private isRefused = false;
  private index = 0;
  /** Translations that succeeded, by operation: whether all permissions came back is known only afterwards. */
  private readonly granted = new Map<number, Translation>();

  hear(event: WalkEvent, operation: number): void {
    switch (event.type) {
      case 'request':
        this.close();
        this.index = operation;
        this.open(event, this.operations[operation]);
        return;
      case 'refused':
      case 'protected-memory':
        this.isRefused = true;
        return;
      case 'mode':
        this.translation = MODES[event.mode] ?? 'mode';
        return;
      case 'entry':
        this.entry(event.structure, event.value);
        return;
      case 'fault':
      case 'interrupt-fault':
        this.condition = event.condition.condition;
        return;
      default:
        return;
    }
  }

  /** Each key with the operations that met it: `read`, `write`, ... `results` are those of the operations. */
  finish(results: readonly Result[]): ReadonlyMap<string, ReadonlySet<string>> {
    this.close();
    for (const [index, translation] of this.granted) this.addLimits(this.operations[index], translation, results[index]?.value);
    return this.facts;
  }

  /** A translation request that lacks a permission succeeds with what there is (§4.2.3): these rows of Table 30 show in the completion only. */
  private addLimits(operation: Operation | undefined, translation: Translation, completion: bigint | undefined): void {
    const kind = kindOf(operation);
    if (operation?.op !== 'translate' || kind === undefined || completion === undefined) return;
    const has = (name: string): boolean => fieldOf('translation-completion', name, completion) !== 0;
    if (has('U') || has('R') === has('W')) return;
    const isLegacy = translation === 'legacy-second-stage';
    if (!has('R')) this.add(requestKey(translation, isLegacy ? 'LGN.3' : 'SGN.7', kind));
    else if (operation.noWrite !== true) this.add(requestKey(translation, isLegacy ? 'LGN.2' : 'SGN.6', kind));
  }

  private add(key: string): void {
    const operations = this.facts.get(key) ?? new Set();
    operations.add(this.operation);
    this.facts.set(key, operations);
  }

  private open({ kind }: Extract<WalkEvent, { type: 'request' }>, operation: Operation | undefined): void {
    this.kind = kind === 'interrupt' ? 'interrupt' : kindOf(operation);
    this.operation = kind;
    this.translation = kind === 'interrupt' ? 'interrupt' : 'off';
    this.usesHostPermissions = false;
    this.condition = SUCCESS;
    this.isRefused = false;
  }

  private entry(structure: string, value: bigint): void {
    if (structure.startsWith('hpt-')) this.usesHostPermissions = true;
    if ((value & 1n) === 0n) return;
    if (structure === 'context-entry') this.translation = BY_TT[fieldOf(structure, 'TT', value)] ?? this.translation;
    if (structure === 'pasid-table-entry') this.translation = BY_PGTT[fieldOf(structure, 'PGTT', value)] ?? this.translation;
  }

  private close(): void {
    const { kind } = this;
    this.kind = undefined;
    if (kind === undefined || this.isRefused) return;
    const translation = this.place(kind);
    this.add(requestKey(translation, this.condition, kind));
    if (this.condition === SUCCESS) this.granted.set(this.index, translation);
  }

  /** The translation that the fact belongs to: where a condition can arise in one only, that one. */
  private place(kind: RequestKind): Translation {
    const { translation, condition } = this;
    if (kind === 'interrupt' || condition === ILLEGAL) return 'interrupt';
    const possible = translationsOf(condition);
    if (possible.length === 1) return possible[0] as Translation;
    const isTranslated = kind === 'translated' || kind === 'translatedPasid';
    if (isTranslated && translation !== 'off' && translation !== 'mode') return this.usesHostPermissions ? 'host-permission' : 'translated';
    if (kind.startsWith('pageRequest') && condition === SUCCESS) return 'scalable-tables';
    return translation;
  }
}

function kindOf(operation: Operation | undefined): RequestKind | undefined {
  switch (operation?.op) {
    case 'dma': {
      const hasPasid = operation.pasid !== undefined;
      if (operation.addressType === 'translated') return hasPasid ? 'translatedPasid' : 'translated';
      return hasPasid ? 'untranslatedPasid' : 'untranslated';
    }
    case 'translate':
      return operation.pasid === undefined ? 'translation' : 'translationPasid';
    case 'page-request':
      return operation.last ? 'pageRequest' : 'pageRequestNoResponse';
    default:
      return undefined;
  }
}

const fields = new Map(
  STRUCTURES.flatMap((layout) => layout.fields.map((field) => [`${layout.name}.${field.name}`, field] as const)),
);

function fieldOf(structure: string, name: string, value: bigint): number {
  const field = fields.get(`${structure}.${name}`);
  return field === undefined ? 0 : Number(extract(value, field));
}
