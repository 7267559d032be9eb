import type { Layout } from './layout.js';

/** What a device gets for one translation (§4.1.2, ATS-20). */
export const TRANSLATION_COMPLETION: Layout = {
  name: 'translation-completion',
  title: 'Translation Completion Data Entry',
  section: '4.1.2',
  requirement: 'ATS-20',
  bits: 64,
  fields: [
    { name: 'R', high: 0, low: 0, meaning: 'Read permission' },
    { name: 'W', high: 1, low: 1, meaning: 'Write permission' },
    { name: 'U', high: 2, low: 2, meaning: 'Untranslated access only' },
    { name: 'EXE', high: 3, low: 3, meaning: 'Execute permission, always 0' },
    { name: 'PRIV', high: 4, low: 4, meaning: 'Permissions are those of privileged mode' },
    { name: 'G', high: 5, low: 5, meaning: 'Global mapping, always 0' },
    { name: 'RSVD_9_6', high: 9, low: 6, kind: 'reserved', meaning: 'reserved' },
    { name: 'N', high: 10, low: 10, meaning: 'Non-snooped accesses not allowed' },
    { name: 'S', high: 11, low: 11, meaning: 'Size: the range is larger than 4 KiB' },
    { name: 'ADDR', high: 63, low: 12, meaning: 'Translated address, and the size in its low bits if S is set' },
  ],
};
