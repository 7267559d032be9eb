/** What the caches are called, and where the text gives a unit the freedom to use them. */
import type { CacheName } from './entry.js';

export const CACHES: Readonly<Record<CacheName, { readonly title: string; readonly section: string; readonly requirement: string }>> = {
  context: { title: 'context-cache', section: '6.2.2', requirement: 'INV-01' },
  pasid: { title: 'PASID-cache', section: '6.2.3', requirement: 'INV-01' },
  iotlb: { title: 'IOTLB', section: '6.2.4', requirement: 'INV-01' },
  'second-stage-tables': { title: 'second-stage paging-structure cache', section: '6.2.5.2', requirement: 'INV-01' },
  'first-stage-tables': { title: 'first-stage paging-structure cache', section: '6.2.5.1', requirement: 'INV-01' },
  'second-stage-leaves': { title: 'second-stage leaves within nested walks', section: '6.2.5', requirement: 'INV-01' },
  interrupt: { title: 'interrupt-entry cache', section: '6.4', requirement: 'INV-01' },
  'host-permission': { title: 'host permission cache', section: '6.2.6', requirement: 'INV-122' },
  'host-permission-tables': { title: 'host permission paging-structure cache', section: '6.2.6', requirement: 'INV-122' },
};
