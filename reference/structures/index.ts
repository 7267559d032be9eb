/** Every structure in memory that the model knows, by name. */
import { CONTEXT_ENTRY } from './context-entry.js';
import { FS_PDE, FS_PDE_2M, FS_PDPE, FS_PDPE_1G, FS_PML4E, FS_PML5E, FS_PTE } from './first-stage-entries.js';
import { HPT_L1E, HPT_L2E, HPT_L3E, HPT_L4E } from './host-permission-entries.js';
import { IRTE, IRTE_POSTED, IRTE_XAPIC, POSTED_INTERRUPT_DESCRIPTOR, POSTED_INTERRUPT_DESCRIPTOR_XAPIC } from './interrupt-entries.js';
import { INVALIDATION_DESCRIPTORS } from './invalidation-descriptors.js';
import type { Layout } from './layout.js';
import { PAGE_REQUEST_DESCRIPTOR } from './page-requests.js';
import { PASID_DIRECTORY_ENTRY, PASID_TABLE_ENTRY } from './pasid-entries.js';
import { ROOT_ENTRY } from './root-entry.js';
import { SCALABLE_CONTEXT_ENTRY } from './scalable-context-entry.js';
import { SCALABLE_ROOT_ENTRY } from './scalable-root-entry.js';
import { SS_PDE, SS_PDE_2M, SS_PDPE, SS_PDPE_1G, SS_PML4E, SS_PML5E, SS_PTE } from './second-stage-entries.js';
import { TRANSLATION_COMPLETION } from './translation-completion.js';

export const STRUCTURES: readonly Layout[] = [
  ROOT_ENTRY,
  CONTEXT_ENTRY,
  SS_PML5E,
  SS_PML4E,
  SS_PDPE,
  SS_PDPE_1G,
  SS_PDE,
  SS_PDE_2M,
  SS_PTE,
  SCALABLE_ROOT_ENTRY,
  SCALABLE_CONTEXT_ENTRY,
  PASID_DIRECTORY_ENTRY,
  PASID_TABLE_ENTRY,
  FS_PML5E,
  FS_PML4E,
  FS_PDPE,
  FS_PDPE_1G,
  FS_PDE,
  FS_PDE_2M,
  FS_PTE,
  HPT_L4E,
  HPT_L3E,
  HPT_L2E,
  HPT_L1E,
  IRTE,
  IRTE_XAPIC,
  IRTE_POSTED,
  POSTED_INTERRUPT_DESCRIPTOR,
  POSTED_INTERRUPT_DESCRIPTOR_XAPIC,
  TRANSLATION_COMPLETION,
  PAGE_REQUEST_DESCRIPTOR,
  ...INVALIDATION_DESCRIPTORS.map(({ layout }) => layout),
];
