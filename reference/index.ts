/**
 * The reference model of an Intel VT-d remapping unit (architecture Rev 5.10), usable on its own:
 * no input or output, no clock, no randomness, no dependency.
 *
 * ```ts
 * import { Iommu, encodeCapabilities } from 'vtd-conformance/reference';
 *
 * const iommu = new Iommu(encodeCapabilities({ ver: { MAX: 5 }, cap: { SAGAW: 4, MGAW: 47, FRO: 0x20 }, ecap: { IRO: 0x10 }, haw: 46 }));
 * iommu.subscribe((event) => console.log(event.type));
 * iommu.dma({ kind: 'read', sourceId: 0x0018, address: 0x1000n, length: 8 });
 * ```
 */
export { buildDmar } from './acpi/build.js';
export type { DeviceScopeDraft, DmarDraft, StructureDraft } from './acpi/build.js';
export { DmarError, unitsOf } from './acpi/dmar.js';
export type {
  Andd,
  Atsr,
  DeviceScopeEntry,
  DeviceScopeFlag,
  DeviceScopeType,
  DmarFlag,
  DmarTable,
  Drhd,
  PathElement,
  RemappingStructure,
  Rhsa,
  Rmrr,
  Satc,
  Sidp,
  UnknownStructure,
} from './acpi/dmar.js';
export { STRUCTURE_FORMATS } from './acpi/format.js';
export type { StructureFormat } from './acpi/format.js';
export { parseDmar } from './acpi/parse.js';
export type { Extent, ParsedDmar } from './acpi/parse.js';
export type { Remark } from './acpi/remarks.js';
export { reviewDmar } from './acpi/review.js';
export { interruptControllerOf, resolvePath, unitOf } from './acpi/routing.js';
export type { Bridge, Follower, InterruptController, Topology } from './acpi/routing.js';
export { alwaysCached, everyWay, neverCached, randomlyCached } from './caches/policy.js';
export type { CachePolicy, Decision } from './caches/policy.js';
export { CACHES } from './caches/names.js';
export type { CachedEntry } from './caches/entry.js';
export { Capabilities, claimsKey, encodeCapabilities } from './capabilities.js';
export type { NamedCapabilities, RawCapabilities } from './capabilities.js';
export { CHOICE_POINTS } from './choices.js';
export type { ChoiceName, ChoicePoint, Choices } from './choices.js';
export type { Refusal } from './dma/refusals.js';
export { DMA_KINDS } from './dma/request.js';
export type {
  AccessAttributes,
  AddressType,
  DmaKind,
  DmaRequest,
  DmaResult,
  DmaStatus,
  MemoryType,
  PageRequest,
  PageResponse,
  PasidPrefix,
  TranslationRequest,
  TranslationResult,
} from './dma/request.js';
export type { Condition, RequestColumn, Response, Responses } from './faults/condition.js';
export { TABLE_15 } from './faults/interrupt-conditions.js';
export type { InterruptCondition } from './faults/interrupt-conditions.js';
export { RULES, ruleOf } from './faults/rules.js';
export type { CheckRule, Place } from './faults/rules.js';
export { CONDITIONS, TABLE_30 } from './faults/table-30.js';
export type { InterruptRequest } from './interrupts/remapping.js';
export { interruptIndexOf } from './interrupts/remapping.js';
export type { DeviceTlbCompletion, DeviceTlbRequest } from './invalidation/device-tlbs.js';
export { INVALIDATION_RULES } from './invalidation/rules.js';
export type { InvalidationRule } from './invalidation/rules.js';
export { Iommu } from './iommu.js';
export type { Caching } from './iommu.js';
export { Memory } from './memory.js';
export { TABLE_49 } from './performance/events.js';
export type { PerformanceEvent } from './performance/events.js';
export { countsSettledEvents } from './performance/monitor.js';
export { claimDefinition } from './registers/claims.js';
export type { ClaimRegister } from './registers/claims.js';
export { Platform } from './platform.js';
export { registerElements } from './registers/definition.js';
export type { Access, RegisterDefinition, RegisterField } from './registers/definition.js';
export { REGISTERS, placedRegisters, registerOffset } from './registers/definitions.js';
export type { PlacedRegister } from './registers/definitions.js';
export type { InterruptMessage } from './registers/event-interrupt.js';
export type { ResetKind } from './registers/register-file.js';
export { INVALIDATION_DESCRIPTORS } from './structures/invalidation-descriptors.js';
export { STRUCTURES } from './structures/index.js';
export { bitsOf, extract, insert, reservedMask } from './structures/layout.js';
export type { Field, Layout, ReservedContext, SplitAddress } from './structures/layout.js';
export type { EmittedEvent, WalkEvent, WalkListener } from './walk-events.js';
