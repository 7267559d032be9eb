/**
 * What one QEMU executable can do, asked from the executable itself: properties
 * are renamed and accelerators added between versions, and distributions build
 * differently, so its version number answers none of this.
 */
import { execFile } from 'node:child_process';

export interface QemuFeatures {
  readonly version: string;
  /** Virtual time under the tester's control; without it the real machine's time passes. */
  readonly qtestAccelerator: boolean;
  readonly iommuProperties: ReadonlySet<string>;
  readonly traceEvents: ReadonlySet<string>;
}

interface ProbeOutput {
  readonly text: string;
  readonly succeeded: boolean;
}

function probe(executable: string, args: readonly string[], input: string): Promise<ProbeOutput> {
  return new Promise((resolve, reject) => {
    const settings = { timeout: 20_000, maxBuffer: 16 << 20 };
    const child = execFile(executable, [...args], settings, (error, stdout, stderr) => {
      // A numeric code is QEMU's own "no"; anything else means that it did not run.
      if (error !== null && typeof error.code !== 'number') {
        reject(new Error(`${executable} could not be run: ${error.message}`));
      } else {
        resolve({ text: stdout + stderr, succeeded: error === null });
      }
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** The accelerator may be a loadable module, which `-accel help` does not list: only starting it tells. */
const TRY_QTEST = ['-accel', 'qtest', '-machine', 'none', '-nodefaults', '-display', 'none', '-monitor', 'stdio'];

export async function detectFeatures(executable: string): Promise<QemuFeatures> {
  const [version, accelerator, iommu, trace] = await Promise.all([
    probe(executable, ['--version'], ''),
    probe(executable, TRY_QTEST, 'quit\n'),
    probe(executable, ['-device', 'intel-iommu,help'], ''),
    probe(executable, ['-trace', 'help'], ''),
  ]);
  const number = /version (\d+(?:\.\d+)+)/.exec(version.text)?.[1];
  if (number === undefined) throw new Error(`${executable} is not a QEMU: ${version.text.slice(0, 200)}`);
  const properties = [...iommu.text.matchAll(/^\s*([a-z][\w-]*)=</gm)].map((match) => match[1] ?? '');
  if (properties.length === 0) throw new Error(`${executable} has no intel-iommu device: ${iommu.text.slice(0, 200)}`);
  return {
    version: number,
    qtestAccelerator: accelerator.succeeded,
    iommuProperties: new Set(properties),
    traceEvents: new Set(trace.text.split(/\s+/)),
  };
}
