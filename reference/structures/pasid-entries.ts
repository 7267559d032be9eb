/** The PASID directory and the PASID table (§9.5, §9.6). */
import type { Layout } from './layout.js';

/** Translation types of the PGTT field (§9.6). */
export const PGTT_FIRST_STAGE = 1;
export const PGTT_SECOND_STAGE = 2;
export const PGTT_NESTED = 3;
export const PGTT_PASS_THROUGH = 4;

/** Entry that PASID bits 19:6 select (§9.5, DMA-75). */
export const PASID_DIRECTORY_ENTRY: Layout = {
  name: 'pasid-directory-entry',
  title: 'PASID Directory Entry',
  section: '9.5',
  requirement: 'DMA-75',
  bits: 64,
  fields: [
    { name: 'P', high: 0, low: 0, meaning: 'Present: 0 means every other bit but FPD is ignored' },
    {
      name: 'FPD',
      high: 1,
      low: 1,
      meaning: 'Fault Processing Disable: 1 means qualified faults are not recorded; looked at even with P=0',
    },
    { name: 'RSVD_11_2', high: 11, low: 2, kind: 'reserved', meaning: 'reserved' },
    { name: 'SMPTBLPTR', high: 63, low: 12, kind: 'address', meaning: 'PASID-table pointer, bits 63:12' },
  ],
};

/** Entry that PASID bits 5:0 select; a table holds 64 (§9.6, DMA-76). */
export const PASID_TABLE_ENTRY: Layout = {
  name: 'pasid-table-entry',
  title: 'PASID Table Entry',
  section: '9.6',
  requirement: 'DMA-76',
  bits: 512,
  fields: [
    { name: 'P', high: 0, low: 0, meaning: 'Present: 0 means every other bit but FPD is ignored' },
    {
      name: 'FPD',
      high: 1,
      low: 1,
      meaning: 'Fault Processing Disable: 1 means qualified faults are not recorded; looked at even with P=0',
    },
    {
      name: 'AW',
      high: 4,
      low: 2,
      meaning: 'Address Width of the second stage, one that CAP.SAGAW reports',
      reservedWhen: (c) => !c.has('ECAP', 'SSTS'),
      values: { 1: '39 bits, 3 levels', 2: '48 bits, 4 levels', 3: '57 bits, 5 levels' },
    },
    { name: 'RSVD_5', high: 5, low: 5, kind: 'reserved', meaning: 'reserved' },
    {
      name: 'PGTT',
      high: 8,
      low: 6,
      meaning: 'PASID Granular Translation Type',
      values: {
        1: 'first-stage (needs ECAP.FSTS)',
        2: 'second-stage (needs ECAP.SSTS)',
        3: 'nested (needs ECAP.NEST)',
        4: 'pass-through (needs ECAP.PT)',
      },
    },
    {
      name: 'SSADE',
      high: 9,
      low: 9,
      meaning: 'Second-Stage Accessed/Dirty Enable',
      reservedWhen: (c) => !c.has('ECAP', 'SSTS') || !c.has('ECAP', 'SSADS'),
    },
    { name: 'RSVD_11_10', high: 11, low: 10, kind: 'reserved', meaning: 'reserved' },
    {
      name: 'SSPTPTR',
      high: 63,
      low: 12,
      kind: 'address',
      meaning: 'Second-stage page-table pointer, bits 63:12',
      reservedWhen: (c) => !c.has('ECAP', 'SSTS'),
    },
    { name: 'DID', high: 79, low: 64, kind: 'domain-id', meaning: 'Domain Identifier; bits above the CAP.ND width are reserved' },
    { name: 'RSVD_86_80', high: 86, low: 80, kind: 'reserved', meaning: 'reserved' },
    { name: 'PWSNP', high: 87, low: 87, meaning: 'Page-Walk Snoop', reservedWhen: (c) => !c.has('ECAP', 'SMPWCS') },
    {
      name: 'PGSNP',
      high: 88,
      low: 88,
      meaning: 'Page Snoop: the page is always accessed with snooping',
      reservedWhen: (c) => !c.has('ECAP', 'SC'),
    },
    { name: 'CD', high: 89, low: 89, meaning: 'Cache Disable: the page is uncacheable', reservedWhen: (c) => !c.has('ECAP', 'MTS') },
    {
      name: 'EMTE',
      high: 90,
      low: 90,
      meaning: 'Extended Memory Type Enable: the type comes from second-stage leaves',
      reservedWhen: (c) => !c.has('ECAP', 'MTS'),
    },
    { name: 'RSVD_95_91', high: 95, low: 91, kind: 'reserved', meaning: 'reserved' },
    {
      name: 'PAT',
      high: 127,
      low: 96,
      meaning: 'Page Attribute Table: eight memory types of 4 bits, PA0 lowest',
      reservedWhen: (c) => !c.has('ECAP', 'MTS'),
    },
    { name: 'SRE', high: 128, low: 128, meaning: 'Supervisor Request Enable', reservedWhen: (c) => !c.has('ECAP', 'SRS') },
    { name: 'RSVD_129', high: 129, low: 129, kind: 'reserved', meaning: 'reserved' },
    {
      name: 'FSPM',
      high: 131,
      low: 130,
      meaning: 'First-Stage Paging Mode',
      reservedWhen: (c) => !c.has('ECAP', 'FSTS'),
      values: { 0: '4 levels', 1: '5 levels (needs CAP.FS5LP)' },
    },
    {
      name: 'WPE',
      high: 132,
      low: 132,
      meaning: 'Write Protect Enable: supervisor writes honour R/W',
      reservedWhen: (c) => !c.has('ECAP', 'FSTS'),
    },
    { name: 'IGN_134_133', high: 134, low: 133, kind: 'ignored', meaning: 'ignored by hardware' },
    { name: 'EAFE', high: 135, low: 135, meaning: 'Extended Accessed Flag Enable', reservedWhen: (c) => !c.has('ECAP', 'EAFS') },
    { name: 'RSVD_139_136', high: 139, low: 136, kind: 'reserved', meaning: 'reserved' },
    {
      name: 'FSPTPTR',
      high: 191,
      low: 140,
      kind: 'address',
      meaning: 'First-stage page-table pointer, bits 63:12; guest-physical if nested',
      reservedWhen: (c) => !c.has('ECAP', 'FSTS'),
    },
    { name: 'RSVD_255_192', high: 255, low: 192, kind: 'reserved', meaning: 'reserved' },
    {
      name: 'HPTSZ',
      high: 257,
      low: 256,
      meaning: 'Host Permission Table size: addresses below 2^(49+HPTSZ)',
      reservedWhen: (c) => !c.has('ECAP', 'HPTS'),
    },
    { name: 'HPTPFD', high: 258, low: 258, meaning: 'Host Permission Table prefetch disable', reservedWhen: (c) => !c.has('ECAP', 'HPTS') },
    { name: 'RSVD_267_259', high: 267, low: 259, kind: 'reserved', meaning: 'reserved' },
    {
      name: 'HPTPTR',
      high: 319,
      low: 268,
      kind: 'address',
      meaning: 'Host Permission Table pointer, bits 63:12',
      reservedWhen: (c) => !c.has('ECAP', 'HPTS'),
    },
    {
      name: 'HPTDID',
      high: 335,
      low: 320,
      kind: 'domain-id',
      meaning: 'Domain Identifier of the Host Permission Table; bits above the CAP.ND width are reserved',
      reservedWhen: (c) => !c.has('ECAP', 'HPTS'),
    },
    { name: 'RSVD_511_336', high: 511, low: 336, kind: 'reserved', meaning: 'reserved' },
  ],
};
