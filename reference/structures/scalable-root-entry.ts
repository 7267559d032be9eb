import type { Layout } from './layout.js';

/** Root entry of scalable mode: one context table for the lower and one for the upper half of a bus (§9.2, DMA-71). */
export const SCALABLE_ROOT_ENTRY: Layout = {
  name: 'scalable-root-entry',
  title: 'Root Entry (scalable mode)',
  section: '9.2',
  requirement: 'DMA-71',
  bits: 128,
  fields: [
    { name: 'LP', high: 0, low: 0, meaning: 'Lower half present: 0 means the other bits of the half are ignored' },
    { name: 'RSVD_11_1', high: 11, low: 1, kind: 'reserved', meaning: 'reserved' },
    { name: 'LCTP', high: 63, low: 12, kind: 'address', meaning: 'Lower context-table pointer, bits 63:12; for devices 0 to 15' },
    { name: 'UP', high: 64, low: 64, meaning: 'Upper half present: 0 means the other bits of the half are ignored' },
    { name: 'RSVD_75_65', high: 75, low: 65, kind: 'reserved', meaning: 'reserved' },
    { name: 'UCTP', high: 127, low: 76, kind: 'address', meaning: 'Upper context-table pointer, bits 63:12; for devices 16 to 31' },
  ],
};
