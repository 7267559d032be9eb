/** Every structure in memory that the model knows, by name. */
import { CONTEXT_ENTRY } from './context-entry.js';
import type { Layout } from './layout.js';
import { ROOT_ENTRY } from './root-entry.js';
import { SS_PDE, SS_PDE_2M, SS_PDPE, SS_PDPE_1G, SS_PML4E, SS_PML5E, SS_PTE } from './second-stage-entries.js';

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
];
