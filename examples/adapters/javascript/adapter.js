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
let responses = [];
let current = 0;

function observe({ type, message, response }) {
  if (type === 'interrupt') interrupts.push({ address: hex(message.address), data: hex(message.data), after: current });
  if (type === 'page-response') responses.push({ ...fromResponse(response), after: current });
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
const fromSource = (id) => `${(id >> 8).toString(16).padStart(2, '0')}:${((id >> 3) & 31).toString(16).padStart(2, '0')}.${id & 7}`;
const fromResponse = ({ sourceId, ...rest }) => ({ target: fromSource(sourceId), ...rest });

const mapValues = (object, change) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
/** `registers` holds what registers that report capabilities of optional features read; absent where there are none. */
const toClaims = ({ ver, cap, ecap, haw, registers }) => ({
  ver: Number(ver),
  cap: BigInt(cap),
  ecap: BigInt(ecap),
  haw,
  ...(registers === undefined ? {} : { registers: mapValues(registers, BigInt) }),
});
const fromClaims = ({ ver, cap, ecap, haw, registers }) => ({
  ver: hex(ver),
  cap: hex(cap),
  ecap: hex(ecap),
  haw,
  ...(registers === undefined ? {} : { registers: mapValues(registers, hex) }),
});
const toBridge = ({ segment, bridge, secondary, subordinate }) => ({
  segment,
  sourceId: toSource(bridge),
  secondaryBusNumber: secondary,
  subordinateBusNumber: subordinate,
});

class Unsupported extends Error {}

/** One operation of a vector; what it returns is its result. */
function perform(operation) {
  const { op, source, address, length, offset, size, value, bytes, segment, ...rest } = operation;
  const machine = platform ?? iommu;
  const { memory } = machine;
  // Software says which unit's register it means, a request finds its unit by itself.
  const unit = platform?.units[operation.unit ?? 0] ?? iommu;
  switch (op) {
    case 'load':
      memory.write(BigInt(address), toBytes(bytes));
      return {};
    case 'dump':
      return { bytes: fromBytes(memory.read(BigInt(address), length)) };
    case 'poison':
      memory.injectAccessError(BigInt(address), length, rest.access);
      return {};
    case 'read':
    case 'poll': // Commands complete before the write that starts them returns, so one read is enough.
      return { value: hex(unit.readRegister(Number(offset), size)) };
    case 'write':
      unit.writeRegister(Number(offset), size, BigInt(value));
      return {};
    case 'dma': {
      const { request: kind, addressType, pasid, noSnoop } = rest;
      const data = bytes === undefined ? undefined : toBytes(bytes);
      const result = machine.dma(
        { kind, sourceId: toSource(source), address: BigInt(address), length, addressType, pasid, noSnoop, data },
        segment,
      );
      const { status, attributes } = result;
      return { status, attributes, bytes: result.data === undefined ? undefined : fromBytes(result.data) };
    }
    // The rest is for implementations that have device TLBs, page requests or interrupt remapping.
    case 'translate': {
      const { status, completion } = machine.translate({ sourceId: toSource(source), address: BigInt(address), ...rest }, segment);
      return { status, value: completion === undefined ? undefined : hex(completion) };
    }
    case 'page-request':
      machine.pageRequest({ sourceId: toSource(source), address: BigInt(address), ...rest }, segment);
      return {};
    case 'interrupt':
      return {
        status: machine.interrupt({ sourceId: toSource(source), address: Number(address), data: Number(rest.data) }, segment)
          ? 'success'
          : 'UR',
      };
    case 'renumber':
      platform.renumber(toBridge(operation));
      return {};
    default:
      throw new Unsupported(`operation ${op}`);
  }
}

function describe() {
  const claims = iommu.capabilities.raw;
  return {
    reply: 'subject',
    protocol: 1,
    name: 'example in JavaScript (a process)',
    version: '1.0',
    capabilities: fromClaims(claims),
    configurable: true,
    ram: [{ address: '0x0', length: hex(2 ** claims.haw) }],
    inaccessible: [],
    poison: true,
    requesters: 'any',
    dma: DMA_KINDS,
    completionStatus: true,
    observesInterrupts: true,
    abilities: ['pasid', 'translated', 'translation', 'page-request', 'attributes', 'poison-writes', 'interrupt', 'renumber'],
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
      responses = [];
      const results = request.operations.map((operation, i) => {
        current = i;
        return perform(operation);
      });
      return { reply: 'results', results, interrupts, responses };
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
