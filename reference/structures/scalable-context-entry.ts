import type { Layout } from './layout.js';

/** Context entry of scalable mode; a table holds 128, for half the devices and functions of a bus (§9.4, DMA-74). */
export const SCALABLE_CONTEXT_ENTRY: Layout = {
  name: 'scalable-context-entry',
  title: 'Context Entry (scalable mode)',
  section: '9.4',
  requirement: 'DMA-74',
  bits: 256,
  fields: [
    { name: 'P', high: 0, low: 0, meaning: 'Present: 0 means every other bit but FPD is ignored' },
    {
      name: 'FPD',
      high: 1,
      low: 1,
      meaning: 'Fault Processing Disable: 1 means qualified faults are not recorded; looked at even with P=0',
    },
    {
      name: 'DTE',
      high: 2,
      low: 2,
      meaning: 'Device-TLB Enable: 0 blocks translation and translated requests',
      reservedWhen: (c) => !c.has('ECAP', 'DT'),
    },
    {
      name: 'PASIDE',
      high: 3,
      low: 3,
      meaning: 'PASID Enable: 0 blocks requests with PASID',
      reservedWhen: (c) => !c.has('ECAP', 'PASID'),
    },
    { name: 'PRE', high: 4, low: 4, meaning: 'Page Request Enable: 0 blocks page requests', reservedWhen: (c) => !c.has('ECAP', 'PRS') },
    {
      name: 'HPTE',
      high: 5,
      low: 5,
      meaning: 'Host Permission Table Enable: translated requests are checked against it',
      reservedWhen: (c) => !c.has('ECAP', 'HPTS'),
    },
    { name: 'EPTR', high: 6, low: 6, meaning: 'Enable PASID in Translated Requests', reservedWhen: (c) => !c.has('ECAP', 'PTRS') },
    { name: 'RSVD_8_7', high: 8, low: 7, kind: 'reserved', meaning: 'reserved' },
    { name: 'PDTS', high: 11, low: 9, meaning: 'PASID Directory Table Size: 2^(PDTS+7) entries, so PASIDs below 2^(PDTS+13)' },
    { name: 'PASIDDIRPTR', high: 63, low: 12, kind: 'address', meaning: 'PASID directory pointer, bits 63:12' },
    { name: 'RID_PASID', high: 83, low: 64, meaning: 'PASID of requests without PASID', reservedWhen: (c) => !c.has('ECAP', 'RPS') },
    { name: 'RID_PRIV', high: 84, low: 84, meaning: 'Privilege of requests without PASID', reservedWhen: (c) => !c.has('ECAP', 'RPRIVS') },
    { name: 'RSVD_255_85', high: 255, low: 85, kind: 'reserved', meaning: 'reserved' },
  ],
};
