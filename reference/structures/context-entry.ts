import type { Layout } from './layout.js';

/** Translation types of the TT field (§9.3). */
export const TT_SECOND_STAGE = 0;
export const TT_SECOND_STAGE_ATS = 1;
export const TT_PASS_THROUGH = 2;

/** Context entry of legacy mode; a table holds one for each device and function of a bus (§9.3, DMA-73). */
export const CONTEXT_ENTRY: Layout = {
  name: 'context-entry',
  title: 'Context Entry (legacy mode)',
  section: '9.3',
  requirement: 'DMA-73',
  bits: 128,
  fields: [
    { name: 'P', high: 0, low: 0, meaning: 'Present: 0 means every other bit but FPD is ignored' },
    {
      name: 'FPD',
      high: 1,
      low: 1,
      meaning: 'Fault Processing Disable: 1 means qualified faults are not recorded; looked at even with P=0',
    },
    {
      name: 'TT',
      high: 3,
      low: 2,
      meaning: 'Translation Type',
      values: {
        0: 'second-stage; translation and translated requests blocked',
        1: 'second-stage; translation and translated requests allowed (needs ECAP.DT)',
        2: 'pass-through; translation and translated requests blocked (needs ECAP.PT)',
        3: 'reserved',
      },
    },
    { name: 'RSVD_11_4', high: 11, low: 4, kind: 'reserved', meaning: 'reserved' },
    { name: 'SSPTPTR', high: 63, low: 12, kind: 'address', meaning: 'Second-stage page-table pointer, bits 63:12; ignored with TT=10b' },
    {
      name: 'AW',
      high: 66,
      low: 64,
      meaning: 'Address Width, one that CAP.SAGAW reports',
      values: { 1: '39 bits, 3 levels', 2: '48 bits, 4 levels', 3: '57 bits, 5 levels' },
    },
    { name: 'IGN', high: 70, low: 67, kind: 'ignored', meaning: 'ignored by hardware, free for software' },
    { name: 'RSVD_71', high: 71, low: 71, kind: 'reserved', meaning: 'reserved' },
    { name: 'DID', high: 87, low: 72, kind: 'domain-id', meaning: 'Domain Identifier; bits above the CAP.ND width are reserved' },
    { name: 'RSVD_127_88', high: 127, low: 88, kind: 'reserved', meaning: 'reserved' },
  ],
};
