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
  let listener = () => {};
  const observe = (event) => {
    if (event.type === 'interrupt') listener(event.message.address, event.message.data);
  };
  const build = (capabilities) => {
    iommu = new Iommu(capabilities);
    iommu.subscribe(observe);
  };
  build(CLAIMS);
  const machine = () => platform ?? iommu;
  const unitOf = (index) => platform?.units[index] ?? iommu;

  return {
    describe: () => ({ name: 'module example', version: '1.0', capabilities: iommu.capabilities.raw, units: 16 }),
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
    onInterrupt(heard) {
      listener = heard;
    },
  };
}
