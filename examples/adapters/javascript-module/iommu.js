/**
 * An implementation tested in process: here the reference model behind the interface that any implementation in
 * JavaScript offers. Replace the body of each method by a call of yours.
 */
import { Iommu, encodeCapabilities } from 'vtd-conformance/reference';

const CLAIMS = encodeCapabilities({
  ver: { MAX: 5 },
  cap: { ND: 6, SAGAW: 6, MGAW: 47, ZLR: 1, FRO: 0x20, SSLPS: 3, NFR: 7 },
  ecap: { C: 1, PT: 1, IRO: 0x10 },
  haw: 46,
});

/** @returns {import('vtd-conformance/vitest').ModuleImplementation} */
export default function createIommu() {
  let iommu;
  let listener = () => {};
  const build = (capabilities) => {
    iommu = new Iommu(capabilities);
    iommu.subscribe((event) => {
      if (event.type === 'interrupt') listener(event.message.address, event.message.data);
    });
  };
  build(CLAIMS);

  return {
    describe: () => ({ name: 'module example', version: '1.0', capabilities: iommu.capabilities.raw }),
    configure: build,
    reset() {
      iommu.reset();
      iommu.memory.clear();
    },
    readRegister: (offset, size) => iommu.readRegister(offset, size),
    writeRegister: (offset, size, value) => iommu.writeRegister(offset, size, value),
    readMemory: (address, length) => iommu.memory.read(address, length),
    writeMemory: (address, bytes) => iommu.memory.write(address, bytes),
    failAccesses: (address, length) => iommu.memory.injectAccessError(address, length),
    dma: (request) => iommu.dma(request),
    onInterrupt(heard) {
      listener = heard;
    },
  };
}
