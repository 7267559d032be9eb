/**
 * An implementation tested in process: here the reference model behind the interface that any implementation in
 * JavaScript offers. Replace the body of each method by a call of yours.
 */
import { Iommu, Platform, encodeCapabilities, parseDmar } from 'vtd-conformance/reference';

const CLAIMS = encodeCapabilities({
  ver: { MAX: 5 },
  cap: { ND: 6, SAGAW: 6, MGAW: 47, ZLR: 1, FRO: 0x20, SSLPS: 3, NFR: 7 },
  ecap: { C: 1, PT: 1, IRO: 0x10 },
  haw: 46,
});

/** @returns {import('vtd-conformance/vitest').ModuleImplementation} */
export default function createIommu() {
  let iommu;
  /** The machine of a vector that describes one with several units. */
  let platform;
  let hearInterrupt = () => {};
  let hearResponse = () => {};
  const observe = (event) => {
    if (event.type === 'interrupt') hearInterrupt(event.message.address, event.message.data);
    if (event.type === 'page-response') hearResponse(event.response);
  };
  const build = (capabilities) => {
    iommu = new Iommu(capabilities);
    iommu.subscribe(observe);
  };
  build(CLAIMS);
  const machine = () => platform ?? iommu;
  const unitOf = (index) => platform?.units[index] ?? iommu;

  return {
    describe: () => ({
      name: 'example in JavaScript (a module)',
      version: '1.0',
      capabilities: iommu.capabilities.raw,
      abilities: ['pasid', 'translated', 'attributes'],
      units: 16,
    }),
    configure: build,
    reset() {
      iommu.reset();
      iommu.memory.clear();
      platform = undefined;
    },
    // An implementation that is always one unit leaves out `units`, setPlatform and renumber.
    setPlatform({ dmar, units, topology }) {
      platform = new Platform(parseDmar(dmar).table, units, topology);
      platform.subscribe(observe);
    },
    renumber: (bridge) => platform.renumber(bridge),
    readRegister: (offset, size, unit) => unitOf(unit).readRegister(offset, size),
    writeRegister: (offset, size, value, unit) => unitOf(unit).writeRegister(offset, size, value),
    readMemory: (address, length) => machine().memory.read(address, length),
    writeMemory: (address, bytes) => machine().memory.write(address, bytes),
    failAccesses: (address, length) => machine().memory.injectAccessError(address, length),
    dma: (request, segment) => machine().dma(request, segment),
    onInterrupt(listener) {
      hearInterrupt = listener;
    },

    // The rest is for implementations that have device TLBs, page requests or interrupt remapping: leave out what yours lacks.
    failWrites: (address, length) => machine().memory.injectAccessError(address, length, 'write'),
    translate: (request, segment) => machine().translate(request, segment),
    pageRequest: (request, segment) => machine().pageRequest(request, segment),
    onPageResponse(listener) {
      hearResponse = listener;
    },
    interrupt: (request, segment) => machine().interrupt(request, segment),
  };
}
