import type { Layout } from './layout.js';

/** Root entry of legacy mode; the table holds one for each of the 256 buses (§9.1, DMA-70). */
export const ROOT_ENTRY: Layout = {
  name: 'root-entry',
  title: 'Root Entry (legacy mode)',
  section: '9.1',
  requirement: 'DMA-70',
  bits: 128,
  fields: [
    { name: 'P', high: 0, low: 0, meaning: 'Present: 0 means every other bit is ignored' },
    { name: 'RSVD_11_1', high: 11, low: 1, kind: 'reserved', meaning: 'reserved' },
    { name: 'CTP', high: 63, low: 12, kind: 'address', meaning: 'Context-table pointer, bits 63:12 of its 4-KiB aligned address' },
    { name: 'RSVD_127_64', high: 127, low: 64, kind: 'reserved', meaning: 'reserved' },
  ],
};
