/** One request on its way through the tables: what the walk is given and what it finds. */
import type { TranslationCaches } from '../caches/translation-caches.js';
import type { Capabilities } from '../capabilities.js';
import { DEFAULT_CHOICES } from '../choices.js';
import type { ResolvedChoices } from '../choices.js';
import type { Condition } from '../faults/condition.js';
import type { Memory } from '../memory.js';
import { entryEvent } from '../walk-events.js';
import type { PermissionStage, WalkListener, WalkPurpose } from '../walk-events.js';
import { addressOf, joinWords } from '../words.js';
import { READ, WRITE } from './paging.js';
import { ReservedBits } from './reserved-bits.js';
import { SecondStageWalk } from './second-stage.js';

/** Groups of the columns of Table 30. */
export type RequestClass = 'untranslated' | 'translation' | 'translated' | 'page-request';

export class Translation {
  // The request
  request: RequestClass = 'untranslated';
  sourceId = 0;
  addressHi = 0;
  addressLo = 0;
  /** Permissions without which the request is blocked; none for a translation request, which gets what there is. */
  needs = 0;
  /** Dirty flags are set if write permission is granted. */
  marksDirty = false;
  /** A zero-length read that CAP.ZLR lets pass where only writes are allowed (§3.14). */
  passesWriteOnly = false;
  hasPasid = false;
  /** The PASID that the tables are walked with: the request's own, or RID_PASID. */
  pasid = 0;
  /** Privilege of the request, its own or RID_PRIV. */
  privileged = false;
  executes = false;

  /** Only what the unit could hold is looked for: no flag is set, nothing is recorded. */
  speculates = false;

  // What the tables say
  /** DID of the context entry or PASID-table entry, the bits that the unit implements. */
  domain = 0;
  /** HPTDID. */
  hostPermissionDomain = 0;
  /** Set once an entry with FPD=1 was met: qualified faults are not recorded (§7.1.1). */
  faultProcessingDisabled = false;
  /** The 4-KiB page that the request's address maps to. */
  outputPage = 0;
  /** Size of the page that the tables map, in bytes; 0 where no table maps it: pass-through, or remapping off. */
  pageBytes = 0;
  /** Effective permission, READ and WRITE. */
  granted = 0;
  /** PGTT of the PASID-table entry, 0 in legacy mode. */
  translationType = 0;
  /** Words 2 and 3 of the PASID-table entry: DID to EMTE, and PAT. */
  pasidAttributes = 0;
  pageAttributeTable = 0;
  /** Whether accesses to paging structures snoop the processor caches, so that flags can be set in them. */
  walksSnoop = false;
  /** PAT index of the first-stage leaf: 4·PAT + 2·PCD + PWT (§3.11.1). */
  patIndex = 0;
  /** Low and high word of the second-stage leaf that maps the page, 0 without one. */
  secondStageLeaf = 0;

  /** What the unit could hold of the tables; absent while nothing is to be cached. */
  caches: TranslationCaches | undefined;
  listener: WalkListener | undefined;
  readonly reserved: ReservedBits;
  /** The second-stage walk of the page itself. */
  readonly secondStage: SecondStageWalk;
  /** Second-stage walks of the first-stage tables of a nested translation. */
  readonly tableStage: SecondStageWalk;
  /** RTADDR_REG.SSIRWE: bits 61 and 62 of second-stage entries are the permissions. */
  ioPermissions = false;
  /** The options taken where the architecture leaves freedom. */
  choices: ResolvedChoices = DEFAULT_CHOICES;

  constructor(
    readonly memory: Memory,
    readonly capabilities: Capabilities,
  ) {
    this.reserved = new ReservedBits(capabilities);
    this.secondStage = new SecondStageWalk();
    this.tableStage = new SecondStageWalk();
  }

  /** Forgets what an earlier request left. */
  begin(request: RequestClass, sourceId: number, hi: number, lo: number): void {
    this.request = request;
    this.sourceId = sourceId;
    this.addressHi = hi;
    this.addressLo = lo;
    this.faultProcessingDisabled = false;
    this.pageBytes = 0;
    this.granted = READ | WRITE;
    this.translationType = 0;
    this.pasidAttributes = 0;
    this.secondStageLeaf = 0;
    this.passesWriteOnly = false;
    this.marksDirty = false;
    this.needs = 0;
  }

  // What the listener is told. Callers ask for one first where requests pass often: making events costs more than a walk.

  /**
   * An entry was read, `bits` wide, at `index` in its page and at word `at` of the memory, or could not be. `checks` are the conditions that are now
   * looked at, the access first.
   */
  tell(structure: string, page: number, index: number, bits: 64 | 128 | 256 | 512, at: number, checks: readonly Condition[]): void {
    this.listener?.(entryEvent(structure, addressOf(page, (index * bits) / 8), bits, this.memory.words, at));
    this.tellChecks(checks);
  }

  /** These conditions are looked at, in this order. */
  tellChecks(conditions: readonly Condition[]): void {
    if (conditions.length > 0) this.listener?.({ type: 'checks', conditions });
  }

  /** The permissions that the request needs are compared with those granted. */
  tellPermission(stage: PermissionStage, needs: number, granted: number): void {
    this.listener?.({ type: 'permission', stage, needs, granted });
  }

  /** A walk of paging structures begins at a level. */
  tellWalk(stage: 'first-stage' | 'second-stage', purpose: WalkPurpose, hi: number, lo: number, level: number): void {
    this.listener?.({ type: 'walk', stage, purpose, address: joinWords(hi, lo), level });
  }

  /** Flags were set in an entry. */
  tellFlags(page: number, offset: number, flags: number): void {
    this.listener?.({ type: 'flags', address: addressOf(page, offset), flags });
  }
}
