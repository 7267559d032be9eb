/**
 * An implementation tested as a process of its own: here the reference model behind the protocol that works for any
 * language. One line of JSON comes in on standard input, one goes out on standard output; logs belong on standard error.
 */
import { createInterface } from 'node:readline';
import { DMA_KINDS, Iommu, Platform, encodeCapabilities, parseDmar } from 'vtd-conformance/reference';

const CLAIMS = encodeCapabilities({
  ver: { MAX: 5 },
  cap: { ND: 6, SAGAW: 6, MGAW: 47, ZLR: 1, FRO: 0x20, SSLPS: 3, NFR: 7 },
  ecap: { C: 1, PT: 1, IRO: 0x10 },
  haw: 46,
});

let iommu;
/** The machine of a vector that describes one: several units, and a DMAR table that says which device each of them serves. */
let platform;
let interrupts = [];
let current = 0;

function observe({ type, message }) {
  if (type === 'interrupt') interrupts.push({ address: hex(message.address), data: hex(message.data), after: current });
}

function build(capabilities) {
  iommu = new Iommu(capabilities);
  iommu.subscribe(observe);
}

function buildPlatform({ dmar, units, bridges, followers }) {
  const topology = {
    bridges: bridges.map(toBridge),
    followers: followers.map((each) => ({ segment: each.segment, sourceId: toSource(each.function), of: toSource(each.of) })),
  };
  const built = new Platform(parseDmar(toBytes(dmar)).table, units.map(toClaims), topology);
  built.subscribe(observe);
  return built;
}

const hex = (value) => `0x${value.toString(16)}`;
const toBytes = (text) => Uint8Array.from(Buffer.from(text, 'hex'));
const fromBytes = (bytes) => Buffer.from(bytes).toString('hex');
/** bus:device.function as 16 bits. */
const toSource = (text) => (parseInt(text.slice(0, 2), 16) << 8) | (parseInt(text.slice(3, 5), 16) << 3) | Number(text[6]);

const toClaims = ({ ver, cap, ecap, haw }) => ({ ver: Number(ver), cap: BigInt(cap), ecap: BigInt(ecap), haw });
const toBridge = ({ segment, bridge, secondary, subordinate }) => ({
  segment,
  sourceId: toSource(bridge),
  secondaryBusNumber: secondary,
  subordinateBusNumber: subordinate,
});

class Unsupported extends Error {}

/** One operation of a vector; what it returns is its result. */
function perform(operation) {
  const { op, address, length, offset, size, value, bytes } = operation;
  const { memory } = platform ?? iommu;
  // Software says which unit's register it means, a request finds its unit by itself.
  const unit = platform?.units[operation.unit ?? 0] ?? iommu;
  switch (op) {
    case 'load':
      memory.write(BigInt(address), toBytes(bytes));
      return {};
    case 'dump':
      return { bytes: fromBytes(memory.read(BigInt(address), length)) };
    case 'poison':
      memory.injectAccessError(BigInt(address), length);
      return {};
    case 'read':
    case 'poll': // Commands complete before the write that starts them returns, so one read is enough.
      return { value: hex(unit.readRegister(Number(offset), size)) };
    case 'write':
      unit.writeRegister(Number(offset), size, BigInt(value));
      return {};
    case 'dma': {
      const request = { kind: operation.request, sourceId: toSource(operation.source), address: BigInt(address), length };
      const { status, data } = (platform ?? iommu).dma(
        bytes === undefined ? request : { ...request, data: toBytes(bytes) },
        operation.segment,
      );
      return data === undefined ? { status } : { status, bytes: fromBytes(data) };
    }
    case 'renumber':
      platform.renumber(toBridge(operation));
      return {};
    default:
      throw new Unsupported(`operation ${op}`);
  }
}

function describe() {
  const { ver, cap, ecap, haw } = iommu.capabilities.raw;
  return {
    reply: 'subject',
    protocol: 1,
    name: 'exec example (Node)',
    version: '1.0',
    capabilities: { ver: hex(ver), cap: hex(cap), ecap: hex(ecap), haw },
    configurable: true,
    ram: [{ address: '0x0', length: hex(2 ** haw) }],
    inaccessible: [],
    poison: true,
    requesters: 'any',
    dma: DMA_KINDS,
    completionStatus: true,
    observesInterrupts: true,
    abilities: ['renumber'],
    units: 16,
    notes: [],
  };
}

function answer(request) {
  switch (request.cmd) {
    case 'start':
      build(CLAIMS);
      return describe();
    case 'configure': {
      build(toClaims(request.capabilities));
      return describe();
    }
    case 'run': {
      iommu.reset();
      iommu.memory.clear();
      platform = request.platform === undefined ? undefined : buildPlatform(request.platform);
      interrupts = [];
      const results = request.operations.map((operation, i) => {
        current = i;
        return perform(operation);
      });
      return { reply: 'results', results, interrupts };
    }
    case 'stop':
      return { reply: 'done' };
    default:
      throw new Unsupported(`command ${request.cmd}`);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let reply;
  try {
    reply = answer(request);
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error; // A crash is a finding: let the runner see it.
    reply = { reply: 'unsupported', reason: error.message };
  }
  process.stdout.write(`${JSON.stringify({ ...reply, seq: request.seq })}\n`);
  if (request.cmd === 'stop') break;
}
