/** Descriptors of the invalidation queue (§6.5.2): one layout for each type. */
import type { Layout } from './layout.js';
import { PAGE_GROUP_RESPONSE } from './page-requests.js';

/** §6.5.2.1. */
const CONTEXT_CACHE_INVALIDATE: Layout = {
  name: 'context-cache-invalidate',
  title: 'Context-cache Invalidate Descriptor',
  section: '6.5.2.1',
  requirement: 'INV-41',
  bits: 128,
  fields: [
    { name: 'TYPE', high: 3, low: 0, meaning: 'Type, bits 3:0: 1h' },
    { name: 'G', high: 5, low: 4, meaning: 'Granularity', values: { 1: 'global', 2: 'domain', 3: 'device' } },
    { name: 'RSVD_8_6', high: 8, low: 6, kind: 'reserved', meaning: 'reserved' },
    { name: 'TYPE_HIGH', high: 11, low: 9, meaning: 'Type, bits 6:4: 0' },
    { name: 'RSVD_15_12', high: 15, low: 12, kind: 'reserved', meaning: 'reserved' },
    { name: 'DID', high: 31, low: 16, meaning: 'Domain Identifier' },
    { name: 'SID', high: 47, low: 32, meaning: 'Source-id' },
    { name: 'FM', high: 49, low: 48, meaning: 'Function Mask' },
    { name: 'RSVD_63_50', high: 63, low: 50, kind: 'reserved', meaning: 'reserved' },
    { name: 'RSVD_127_64', high: 127, low: 64, kind: 'reserved', meaning: 'reserved' },
  ],
};

/** §6.5.2.3. */
const IOTLB_INVALIDATE: Layout = {
  name: 'iotlb-invalidate',
  title: 'IOTLB Invalidate Descriptor',
  section: '6.5.2.3',
  requirement: 'INV-46',
  bits: 128,
  fields: [
    { name: 'TYPE', high: 3, low: 0, meaning: 'Type, bits 3:0: 2h' },
    { name: 'G', high: 5, low: 4, meaning: 'Granularity', values: { 1: 'global', 2: 'domain', 3: 'pages of a domain' } },
    { name: 'DW', high: 6, low: 6, meaning: 'Drain Writes' },
    { name: 'DR', high: 7, low: 7, meaning: 'Drain Reads' },
    { name: 'RSVD_8', high: 8, low: 8, kind: 'reserved', meaning: 'reserved' },
    { name: 'TYPE_HIGH', high: 11, low: 9, meaning: 'Type, bits 6:4: 0' },
    { name: 'RSVD_15_12', high: 15, low: 12, kind: 'reserved', meaning: 'reserved' },
    { name: 'DID', high: 31, low: 16, meaning: 'Domain Identifier' },
    { name: 'RSVD_63_32', high: 63, low: 32, kind: 'reserved', meaning: 'reserved' },
    { name: 'AM', high: 69, low: 64, meaning: 'Address Mask' },
    { name: 'IH', high: 70, low: 70, meaning: 'Invalidation Hint: only leaf entries changed' },
    { name: 'RSVD_75_71', high: 75, low: 71, kind: 'reserved', meaning: 'reserved' },
    { name: 'ADDR', high: 127, low: 76, meaning: 'Address, bits 63:12' },
  ],
};

/** §6.5.2.5. */
const DEVICE_TLB_INVALIDATE: Layout = {
  name: 'device-tlb-invalidate',
  title: 'Device-TLB Invalidate Descriptor',
  section: '6.5.2.5',
  requirement: 'INV-53',
  bits: 128,
  fields: [
    { name: 'TYPE', high: 3, low: 0, meaning: 'Type, bits 3:0: 3h' },
    { name: 'RSVD_8_4', high: 8, low: 4, kind: 'reserved', meaning: 'reserved' },
    { name: 'TYPE_HIGH', high: 11, low: 9, meaning: 'Type, bits 6:4: 0' },
    {
      name: 'PFSID_3_0',
      high: 15,
      low: 12,
      meaning: 'Source-id of the physical function, bits 3:0',
      reservedWhen: (c) => !c.has('ECAP', 'DIT'),
    },
    { name: 'MIP', high: 20, low: 16, meaning: 'Maximum Invalidations Pending' },
    { name: 'RSVD_31_21', high: 31, low: 21, kind: 'reserved', meaning: 'reserved' },
    { name: 'SID', high: 47, low: 32, meaning: 'Source-id' },
    { name: 'RSVD_51_48', high: 51, low: 48, kind: 'reserved', meaning: 'reserved' },
    {
      name: 'PFSID_15_4',
      high: 63,
      low: 52,
      meaning: 'Source-id of the physical function, bits 15:4',
      reservedWhen: (c) => !c.has('ECAP', 'DIT'),
    },
    { name: 'S', high: 64, low: 64, meaning: 'Size: more than one page' },
    { name: 'RSVD_75_65', high: 75, low: 65, kind: 'reserved', meaning: 'reserved' },
    { name: 'ADDR', high: 127, low: 76, meaning: 'Address, bits 63:12' },
  ],
};

/** §6.5.2.8. */
const INTERRUPT_ENTRY_CACHE_INVALIDATE: Layout = {
  name: 'interrupt-entry-cache-invalidate',
  title: 'Interrupt Entry Cache Invalidate Descriptor',
  section: '6.5.2.8',
  requirement: 'INV-56',
  bits: 128,
  fields: [
    { name: 'TYPE', high: 3, low: 0, meaning: 'Type, bits 3:0: 4h' },
    { name: 'G', high: 4, low: 4, meaning: 'Granularity', values: { 0: 'global', 1: 'index' } },
    { name: 'RSVD_8_5', high: 8, low: 5, kind: 'reserved', meaning: 'reserved' },
    { name: 'TYPE_HIGH', high: 11, low: 9, meaning: 'Type, bits 6:4: 0' },
    { name: 'RSVD_26_12', high: 26, low: 12, kind: 'reserved', meaning: 'reserved' },
    { name: 'IM', high: 31, low: 27, meaning: 'Index Mask' },
    { name: 'IIDX', high: 47, low: 32, meaning: 'Interrupt Index' },
    { name: 'RSVD_63_48', high: 63, low: 48, kind: 'reserved', meaning: 'reserved' },
    { name: 'RSVD_127_64', high: 127, low: 64, kind: 'reserved', meaning: 'reserved' },
  ],
};

/** §6.5.2.9. */
const INVALIDATION_WAIT: Layout = {
  name: 'invalidation-wait',
  title: 'Invalidation Wait Descriptor',
  section: '6.5.2.9',
  requirement: 'INV-62',
  bits: 128,
  fields: [
    { name: 'TYPE', high: 3, low: 0, meaning: 'Type, bits 3:0: 5h' },
    { name: 'IF', high: 4, low: 4, meaning: 'Interrupt Flag' },
    { name: 'SW', high: 5, low: 5, meaning: 'Status Write' },
    { name: 'FN', high: 6, low: 6, meaning: 'Fence' },
    { name: 'PD', high: 7, low: 7, meaning: 'Page-request Drain', reservedWhen: (c) => !c.has('ECAP', 'PDS') },
    { name: 'RSVD_8', high: 8, low: 8, kind: 'reserved', meaning: 'reserved' },
    { name: 'TYPE_HIGH', high: 11, low: 9, meaning: 'Type, bits 6:4: 0' },
    { name: 'RSVD_31_12', high: 31, low: 12, kind: 'reserved', meaning: 'reserved' },
    { name: 'STATUS_DATA', high: 63, low: 32, meaning: 'What SW writes' },
    { name: 'RSVD_65_64', high: 65, low: 64, kind: 'reserved', meaning: 'reserved' },
    { name: 'STATUS_ADDR', high: 127, low: 66, meaning: 'Where SW writes it, bits 63:2' },
  ],
};

/** §6.5.2.4. */
const PASID_IOTLB_INVALIDATE: Layout = {
  name: 'pasid-iotlb-invalidate',
  title: 'PASID-based IOTLB Invalidate Descriptor',
  section: '6.5.2.4',
  requirement: 'INV-50',
  bits: 256,
  fields: [
    { name: 'TYPE', high: 3, low: 0, meaning: 'Type, bits 3:0: 6h' },
    { name: 'G', high: 5, low: 4, meaning: 'Granularity', values: { 2: 'PASID', 3: 'pages of a PASID' } },
    { name: 'RSVD_8_6', high: 8, low: 6, kind: 'reserved', meaning: 'reserved' },
    { name: 'TYPE_HIGH', high: 11, low: 9, meaning: 'Type, bits 6:4: 0' },
    { name: 'RSVD_15_12', high: 15, low: 12, kind: 'reserved', meaning: 'reserved' },
    { name: 'DID', high: 31, low: 16, meaning: 'Domain Identifier' },
    { name: 'PASID', high: 51, low: 32, meaning: 'PASID' },
    { name: 'RSVD_63_52', high: 63, low: 52, kind: 'reserved', meaning: 'reserved' },
    { name: 'AM', high: 69, low: 64, meaning: 'Address Mask' },
    { name: 'IH', high: 70, low: 70, meaning: 'Invalidation Hint: only leaf entries changed' },
    { name: 'RSVD_75_71', high: 75, low: 71, kind: 'reserved', meaning: 'reserved' },
    { name: 'ADDR', high: 127, low: 76, meaning: 'Address, bits 63:12' },
    { name: 'RSVD_255_128', high: 255, low: 128, kind: 'reserved', meaning: 'reserved' },
  ],
};

/** §6.5.2.2. */
const PASID_CACHE_INVALIDATE: Layout = {
  name: 'pasid-cache-invalidate',
  title: 'PASID-cache Invalidate Descriptor',
  section: '6.5.2.2',
  requirement: 'INV-45',
  bits: 256,
  fields: [
    { name: 'TYPE', high: 3, low: 0, meaning: 'Type, bits 3:0: 7h' },
    { name: 'G', high: 5, low: 4, meaning: 'Granularity', values: { 0: 'domain', 1: 'PASID of a domain', 3: 'global' } },
    { name: 'RSVD_8_6', high: 8, low: 6, kind: 'reserved', meaning: 'reserved' },
    { name: 'TYPE_HIGH', high: 11, low: 9, meaning: 'Type, bits 6:4: 0' },
    { name: 'RSVD_15_12', high: 15, low: 12, kind: 'reserved', meaning: 'reserved' },
    { name: 'DID', high: 31, low: 16, meaning: 'Domain Identifier' },
    { name: 'PASID', high: 51, low: 32, meaning: 'PASID' },
    { name: 'RSVD_63_52', high: 63, low: 52, kind: 'reserved', meaning: 'reserved' },
    { name: 'RSVD_127_64', high: 127, low: 64, kind: 'reserved', meaning: 'reserved' },
    { name: 'RSVD_255_128', high: 255, low: 128, kind: 'reserved', meaning: 'reserved' },
  ],
};

/** §6.5.2.6. */
const PASID_DEVICE_TLB_INVALIDATE: Layout = {
  name: 'pasid-device-tlb-invalidate',
  title: 'PASID-based Device-TLB Invalidate Descriptor',
  section: '6.5.2.6',
  requirement: 'INV-53',
  bits: 256,
  fields: [
    { name: 'TYPE', high: 3, low: 0, meaning: 'Type, bits 3:0: 8h' },
    { name: 'MIP', high: 8, low: 4, meaning: 'Maximum Invalidations Pending' },
    { name: 'TYPE_HIGH', high: 11, low: 9, meaning: 'Type, bits 6:4: 0' },
    {
      name: 'PFSID_3_0',
      high: 15,
      low: 12,
      meaning: 'Source-id of the physical function, bits 3:0',
      reservedWhen: (c) => !c.has('ECAP', 'DIT'),
    },
    { name: 'SID', high: 31, low: 16, meaning: 'Source-id' },
    { name: 'PASID', high: 51, low: 32, meaning: 'PASID' },
    {
      name: 'PFSID_15_4',
      high: 63,
      low: 52,
      meaning: 'Source-id of the physical function, bits 15:4',
      reservedWhen: (c) => !c.has('ECAP', 'DIT'),
    },
    { name: 'GI', high: 64, low: 64, meaning: 'Global Invalidate: all PASIDs' },
    { name: 'RSVD_74_65', high: 74, low: 65, kind: 'reserved', meaning: 'reserved' },
    { name: 'S', high: 75, low: 75, meaning: 'Size: more than one page' },
    { name: 'ADDR', high: 127, low: 76, meaning: 'Address, bits 63:12' },
    { name: 'RSVD_255_128', high: 255, low: 128, kind: 'reserved', meaning: 'reserved' },
  ],
};

/** §6.5.2.7. */
const HPT_CACHE_INVALIDATE: Layout = {
  name: 'hpt-cache-invalidate',
  title: 'HPT-cache Invalidate Descriptor',
  section: '6.5.2.7',
  requirement: 'INV-121',
  bits: 256,
  fields: [
    { name: 'TYPE', high: 3, low: 0, meaning: 'Type, bits 3:0: Ah' },
    { name: 'G', high: 5, low: 4, meaning: 'Granularity', values: { 1: 'global', 2: 'domain', 3: 'pages of a domain' } },
    { name: 'RSVD_8_6', high: 8, low: 6, kind: 'reserved', meaning: 'reserved' },
    { name: 'TYPE_HIGH', high: 11, low: 9, meaning: 'Type, bits 6:4: 0' },
    { name: 'RSVD_15_12', high: 15, low: 12, kind: 'reserved', meaning: 'reserved' },
    { name: 'HPTDID', high: 31, low: 16, meaning: 'Domain Identifier of the host permission table' },
    { name: 'RSVD_63_32', high: 63, low: 32, kind: 'reserved', meaning: 'reserved' },
    { name: 'AM', high: 69, low: 64, meaning: 'Address Mask' },
    { name: 'IH', high: 71, low: 70, meaning: 'Levels to invalidate' },
    { name: 'RSVD_75_72', high: 75, low: 72, kind: 'reserved', meaning: 'reserved' },
    { name: 'ADDR', high: 127, low: 76, meaning: 'Address, bits 63:12' },
    { name: 'RSVD_255_128', high: 255, low: 128, kind: 'reserved', meaning: 'reserved' },
  ],
};

/** Every descriptor with its type, the concatenation of bits 11:9 and 3:0 (Table 26). */
export const INVALIDATION_DESCRIPTORS: readonly { readonly type: number; readonly layout: Layout }[] = [
  { type: 1, layout: CONTEXT_CACHE_INVALIDATE },
  { type: 2, layout: IOTLB_INVALIDATE },
  { type: 3, layout: DEVICE_TLB_INVALIDATE },
  { type: 4, layout: INTERRUPT_ENTRY_CACHE_INVALIDATE },
  { type: 5, layout: INVALIDATION_WAIT },
  { type: 6, layout: PASID_IOTLB_INVALIDATE },
  { type: 7, layout: PASID_CACHE_INVALIDATE },
  { type: 8, layout: PASID_DEVICE_TLB_INVALIDATE },
  { type: 9, layout: PAGE_GROUP_RESPONSE },
  { type: 10, layout: HPT_CACHE_INVALIDATE },
];
