/** The region that a pass-through translation covers follows from the page sizes that the unit claims (§4.2.3, ATS-28). */
import { expect, test } from 'vitest';
import { Iommu } from '../reference/index.js';
import { findProfile } from '../runner/profiles.js';

const { capabilities } = findProfile('scalable');
const SSLPS = 0xfn << 34n;
const FS1GP = 1n << 56n;
const FS5LP = 1n << 60n;
/** NEST and FSTS; nothing that builds on them is left. */
const FIRST_STAGE = (1n << 26n) | (1n << 47n);

/** The completion for an address that passes through, on a unit with everything of scalable mode but these claims. */
function completionWithout(cap: bigint, ecap: bigint): bigint | undefined {
  const iommu = new Iommu({ ...capabilities, cap: capabilities.cap & ~cap, ecap: capabilities.ecap & ~ecap });
  const entry = (address: bigint, word: bigint): void => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, word, true);
    iommu.memory.write(address, bytes);
  };
  entry(0x100000n, 0x101001n);
  entry(0x101300n, 0x102005n);
  entry(0x102000n, 0x103001n);
  entry(0x103000n, 0x101n);
  iommu.writeRegister(0x20, 8, 0x100400n);
  iommu.writeRegister(0x18, 4, 0x40000000n);
  iommu.writeRegister(0x18, 4, 0x80000000n);
  return iommu.translate({ sourceId: 0x18, address: 0x12345000n }).completion;
}

test.each([
  ['1 GiB with 1-GiB pages of both stages', 0n, 0n, 0x1fff_f803n],
  ['1 GiB with 1-GiB pages of the first stage', 1n << 35n, 0n, 0x1fff_f803n],
  ['1 GiB with 1-GiB pages of the second stage', FS1GP, 0n, 0x1fff_f803n],
  ['2 MiB without 1-GiB pages', (1n << 35n) | FS1GP, 0n, 0x122f_f803n],
  ['2 MiB with a first stage alone, which always has them', SSLPS | FS1GP, 0n, 0x122f_f803n],
  ['4 KiB without any larger page', SSLPS | FS1GP | FS5LP, FIRST_STAGE, 0x1234_5003n],
])('%s', (_, cap, ecap, completion) => {
  expect(completionWithout(cap, ecap)).toBe(completion);
});
