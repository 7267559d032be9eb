/** The machine around the remapping unit: its command line and its address map. */
import type { AddressRange } from '../adapter.js';
import type { QemuFeatures } from './features.js';
import { TRACE_EVENTS } from './interrupts.js';
import type { Layout, Port } from './layout.js';
import { QMP_DESCRIPTOR } from './process.js';

/** Where q35 puts the remapping registers. */
export const REGISTER_BASE = 0xfed9_0000;
export const REGISTER_SPACE = 0x1000;

const GIB = 1n << 30n;
const LOW_RAM_END = 2n * GIB;
const HIGH_RAM_BASE = 4n * GIB;
const HIGH_RAM_END = HIGH_RAM_BASE + GIB;

/**
 * Guest RAM, low and high part, lies in one sparse shared file: only touched
 * pages cost memory, and cutting the file makes all of it zero again, whoever
 * wrote it and whichever address a faulty translation sent the data to.
 */
export const RAM_SIZE = 3 * 1024 ** 3;

/** Payloads pass through here between the tester and the functions' buffers: one page each, not for vectors. */
export const STAGING_BASE = HIGH_RAM_END - 0x1_0000n;

export const RAM: readonly AddressRange[] = [
  { address: 0n, length: 0xa_0000n },
  { address: 0x10_0000n, length: LOW_RAM_END - 0x10_0000n },
  { address: HIGH_RAM_BASE, length: STAGING_BASE - HIGH_RAM_BASE },
];

/** Neither RAM nor device nor a window of a bridge: reads and writes fail on the bus. */
export const INACCESSIBLE: readonly AddressRange[] = [
  { address: LOW_RAM_END, length: GIB },
  { address: HIGH_RAM_END, length: (1n << 39n) - HIGH_RAM_END },
];

export interface QemuOptions {
  /** Executable; `qemu-system-x86_64` from PATH if absent. */
  readonly path?: string;
  /** Further properties of `-device intel-iommu`, e.g. `caching-mode=on,aw-bits=39`. */
  readonly iommu?: string;
}

/** What is set unless the options say otherwise, where the version knows it. */
const IOMMU_DEFAULTS: readonly (readonly [string, string])[] = [
  ['intremap', 'on'],
  ['aw-bits', '48'],
];

/** Properties that versions name differently; any of the names will do. */
const RENAMED: readonly (readonly string[])[] = [
  ['scalable-mode', 'x-scalable-mode'],
  ['fsts', 'x-flts'],
];

/** What this version calls the property, or undefined if it has none. */
function nameOf(wanted: string, known: ReadonlySet<string>): string | undefined {
  const names = RENAMED.find((group) => group.includes(wanted)) ?? [];
  return [wanted, ...names].find((name) => known.has(name));
}

export function iommuProperties(features: QemuFeatures, options: QemuOptions): ReadonlyMap<string, string> {
  const known = features.iommuProperties;
  const properties = new Map(IOMMU_DEFAULTS.filter(([name]) => known.has(name)));
  for (const setting of (options.iommu ?? '').split(',').filter((part) => part !== '')) {
    const [wanted = '', value = 'on'] = setting.split('=', 2);
    const name = nameOf(wanted, known);
    if (name === undefined) {
      throw new Error(`QEMU ${features.version} has no intel-iommu property "${wanted}"; it has ${[...known].join(', ')}`);
    }
    properties.set(name, value);
  }
  return properties;
}

/** Where QEMU finds its files when it starts. */
export interface MachinePaths {
  readonly firmware: string;
  readonly ram: string;
  readonly trace: string;
}

/** The smallest firmware QEMU takes, all HLT: where a processor exists, it stops at its first instruction. */
export const FIRMWARE = Buffer.alloc(0x1_0000, 0xf4);

export function commandLine(features: QemuFeatures, iommu: ReadonlyMap<string, string>, layout: Layout, paths: MachinePaths): string[] {
  // Without the qtest accelerator the halted processor lets virtual time jump from timer to timer.
  const accelerator = features.qtestAccelerator ? ['-accel', 'qtest'] : ['-accel', 'tcg', '-icount', 'shift=0,sleep=off'];
  const events = TRACE_EVENTS.filter((event) => features.traceEvents.has(event));
  const unit = ['intel-iommu', ...[...iommu].map(([name, value]) => `${name}=${value}`)].join(',');
  return [
    ...accelerator,
    ...['-machine', 'q35,usb=off,sata=off,smbus=off,vmport=off,dump-guest-core=off,memory-backend=ram'],
    ...['-m', `${RAM_SIZE / 1024 ** 2}M`],
    ...['-object', `memory-backend-file,id=ram,size=${RAM_SIZE},share=on,mem-path=${paths.ram}`],
    ...['-bios', paths.firmware, '-nodefaults', '-display', 'none'],
    ...['-qtest', 'stdio', '-qtest-log', 'none'],
    ...['-chardev', `socket,id=qmp,fd=${QMP_DESCRIPTOR}`, '-qmp', 'chardev:qmp'],
    ...['-D', paths.trace, ...events.flatMap((event) => ['-trace', event])],
    // The unit comes before the functions, or it would not see them.
    ...['-device', unit],
    // A port with a power controller keeps functions off unless there is one with number 00.0.
    ...layout.ports.flatMap((port, i) => [
      '-device',
      `pcie-root-port,id=${busName(layout, port)},addr=${slot(port.source)},chassis=${i + 1},power_controller_present=off`,
    ]),
    ...layout.requesters.flatMap(({ source, port }) => ['-device', edu(source, busName(layout, port))]),
  ];
}

/** QEMU's name of the bus behind a port, or of bus 0. */
function busName({ ports }: Layout, port: Port | undefined): string {
  return port === undefined ? 'pcie.0' : `bus-${ports.indexOf(port) + 1}`;
}

/** Multifunction even if alone, or no function but the first could exist in its slot. */
function edu(source: number, bus: string): string {
  return `edu,bus=${bus},addr=${slot(source)},multifunction=on,dma_mask=0xffffffffffffffff`;
}

/** QEMU writes device and function as `dd.f`. */
function slot(source: number): string {
  return `${((source >> 3) & 0x1f).toString(16).padStart(2, '0')}.${source & 7}`;
}
