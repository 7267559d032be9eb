/** The chapters of the specification (Rev 5.10) that state requirements. */
export const CHAPTERS: Readonly<Record<string, string>> = {
  2: 'Overview',
  3: 'DMA remapping',
  4: 'Support for device-TLBs',
  5: 'Interrupt remapping and posting',
  6: 'Caching translation information',
  7: 'Address translation faults',
  8: 'BIOS considerations',
  9: 'Translation structure formats',
  10: 'Performance monitoring',
  11: 'Register descriptions',
};
