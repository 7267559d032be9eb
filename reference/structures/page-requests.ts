/** What travels through the page request queue and back through the invalidation queue (§7.4.1.1, §7.6.1). */
import type { Layout } from './layout.js';

/** Written by hardware for each page request (§7.4.1.1, PRQ-06). */
export const PAGE_REQUEST_DESCRIPTOR: Layout = {
  name: 'page-request-descriptor',
  title: 'Page Request Descriptor',
  section: '7.4.1.1',
  requirement: 'PRQ-06',
  bits: 256,
  fields: [
    { name: 'TYPE', high: 7, low: 0, meaning: '01h' },
    { name: 'PP', high: 8, low: 8, meaning: 'PASID Present' },
    { name: 'RSVD_15_9', high: 15, low: 9, kind: 'reserved', meaning: 'reserved' },
    { name: 'RID', high: 31, low: 16, meaning: 'Requester-id of the device' },
    { name: 'PASID', high: 51, low: 32, meaning: 'PASID; undefined with PP=0' },
    { name: 'EXR', high: 52, low: 52, meaning: 'Execute Requested' },
    { name: 'PMR', high: 53, low: 53, meaning: 'Privileged Mode Requested' },
    { name: 'RSVD_63_54', high: 63, low: 54, kind: 'reserved', meaning: 'reserved' },
    { name: 'RDR', high: 64, low: 64, meaning: 'Read Requested' },
    { name: 'WRR', high: 65, low: 65, meaning: 'Write Requested' },
    { name: 'LPIG', high: 66, low: 66, meaning: 'Last Page In Group' },
    { name: 'PRGI', high: 75, low: 67, meaning: 'Page Request Group Index; undefined with RDR=WRR=0' },
    { name: 'ADDR', high: 127, low: 76, meaning: 'Page address, bits 63:12' },
    { name: 'RSVD_255_128', high: 255, low: 128, kind: 'reserved', meaning: 'reserved' },
  ],
};

/** Software answers a page request group (§7.6.1, PRQ-30). */
export const PAGE_GROUP_RESPONSE: Layout = {
  name: 'page-group-response',
  title: 'Page Group Response Descriptor',
  section: '7.6.1',
  requirement: 'PRQ-30',
  bits: 256,
  fields: [
    { name: 'TYPE', high: 3, low: 0, meaning: 'Type, bits 3:0: 9h' },
    { name: 'PP', high: 4, low: 4, meaning: 'PASID Present' },
    { name: 'RSVD_8_5', high: 8, low: 5, kind: 'reserved', meaning: 'reserved' },
    { name: 'TYPE_HIGH', high: 11, low: 9, meaning: 'Type, bits 6:4: 0' },
    { name: 'RC', high: 15, low: 12, meaning: 'Response Code', values: { 0: 'success', 1: 'invalid request', 15: 'response failure' } },
    { name: 'RID', high: 31, low: 16, meaning: 'Requester-id of the device' },
    { name: 'PASID', high: 51, low: 32, meaning: 'PASID; ignored with PP=0' },
    { name: 'RSVD_63_52', high: 63, low: 52, kind: 'reserved', meaning: 'reserved' },
    { name: 'RSVD_65_64', high: 65, low: 64, kind: 'reserved', meaning: 'reserved' },
    { name: 'IGN_66', high: 66, low: 66, kind: 'ignored', meaning: 'ignored by hardware' },
    { name: 'PRGI', high: 75, low: 67, meaning: 'Page Request Group Index' },
    { name: 'RSVD_127_76', high: 127, low: 76, kind: 'reserved', meaning: 'reserved' },
    { name: 'RSVD_255_128', high: 255, low: 128, kind: 'reserved', meaning: 'reserved' },
  ],
};
