/** Checks of what an implementation says of itself. */
import { Capabilities } from '../../../reference/index.js';
import { hex } from '../../hex.js';
import { loadProfiles } from '../../profiles.js';
import type { SubjectCapabilities } from '../adapter.js';
import { openAdapter } from '../open.js';
import { Mismatch, expectValue } from './check.js';
import type { Bench, Check } from './check.js';

function text({ ver, cap, ecap, haw, registers = {} }: SubjectCapabilities): string {
  const further = Object.entries(registers).map(([name, value]) => `, ${name} ${hex(value)}`);
  return `VER ${hex(ver)}, CAP ${hex(cap)}, ECAP ${hex(ecap)}, ${String(haw)} bits${further.sort().join('')}`;
}

function expectClaims(what: string, expected: SubjectCapabilities, found: SubjectCapabilities): void {
  if (text(expected) !== text(found)) throw new Mismatch(`${what}: ${text(expected)}`, text(found));
}

export const CLAIM_CHECKS: readonly Check[] = [
  {
    name: 'claims-allowed',
    title: 'the claims are ones that the architecture allows',
    hint: 'vectors are chosen by the claims; correct the registers, or the host address width',
    run(bench) {
      try {
        new Capabilities(bench.info.capabilities);
      } catch (error) {
        throw new Mismatch('claims without contradiction', (error as Error).message);
      }
      return Promise.resolve();
    },
  },
  {
    name: 'claims-repeated',
    title: 'a second instance of the implementation starts beside the first and claims the same',
    hint: 'reports name the claims once; --jobs and restarts need instances that do not share files, ports or devices',
    async run(bench) {
      const other = await openAdapter(bench.spec);
      try {
        const info = await other.start();
        expectClaims('the same claims', bench.info.capabilities, info.capabilities);
        if (info.name !== bench.info.name || info.version !== bench.info.version) {
          throw new Mismatch(`the name ${bench.info.name} ${bench.info.version}`, `${info.name} ${info.version}`);
        }
      } finally {
        await other.stop();
      }
    },
  },
  {
    name: 'configure',
    title: 'after configure the implementation claims what it was told, and its registers say so',
    hint: 'say configurable only if every field of VER, CAP and ECAP and the host address width are followed',
    skip: (bench) => (bench.info.configurable ? undefined : 'the implementation makes its own claims'),
    run: checkConfigure,
  },
];

async function checkConfigure({ adapter, info, timeout }: Bench): Promise<void> {
  const original = info.capabilities;
  // The original claims come last, for the checks that follow.
  for (const wanted of [
    ...loadProfiles()
      .slice(0, 2)
      .map(({ capabilities }) => capabilities),
    original,
  ]) {
    const configured = await adapter.configure?.(wanted);
    if (configured === undefined) throw new Mismatch('a configurable implementation to answer configure', 'nothing');
    expectClaims('the claims of configure', wanted, configured.capabilities);
    const reads = (
      [
        [0x00, 4],
        [0x08, 8],
        [0x10, 8],
      ] as const
    ).map(([offset, size]) => ({ op: 'read', offset, size }) as const);
    const reply = await adapter.run({ id: 'adapter-check/configure', operations: reads, timeout });
    if (reply.kind !== 'results') throw new Mismatch('results after configure', reply.kind);
    expectValue('VER after configure', reply.results[0], BigInt(wanted.ver));
    expectValue('CAP after configure', reply.results[1], wanted.cap);
    expectValue('ECAP after configure', reply.results[2], wanted.ecap);
  }
}
