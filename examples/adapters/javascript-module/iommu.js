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
  let hearInterrupt = () => {};
  let hearResponse = () => {};
  const build = (capabilities) => {
    iommu = new Iommu(capabilities);
    iommu.subscribe((event) => {
      if (event.type === 'interrupt') hearInterrupt(event.message.address, event.message.data);
      if (event.type === 'page-response') hearResponse(event.response);
    });
  };
  build(CLAIMS);

  return {
    describe: () => ({
      name: 'example in JavaScript (a module)',
      version: '1.0',
      capabilities: iommu.capabilities.raw,
      abilities: ['pasid', 'translated', 'attributes'],
    }),
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
    onInterrupt(listener) {
      hearInterrupt = listener;
    },

    // The rest is for implementations that have device TLBs, page requests or interrupt remapping: leave out what yours lacks.
    failWrites: (address, length) => iommu.memory.injectAccessError(address, length, 'write'),
    translate: (request) => iommu.translate(request),
    pageRequest: (request) => iommu.pageRequest(request),
    onPageResponse(listener) {
      hearResponse = listener;
    },
    interrupt: (request) => iommu.interrupt(request),
  };
}
