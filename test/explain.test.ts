/** `vtd explain`, `vtd explain-fault` and `vtd coverage`: what people read when something fails. Runs the built command. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { mistake } from '../runner/json.js';
import { PACKAGE_ROOT } from '../runner/package-root.js';

const folder = mkdtempSync(join(tmpdir(), 'vtd-explain-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function vtd(args: readonly string[], input = ''): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(PACKAGE_ROOT, 'dist/runner/cli.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    input,
    maxBuffer: 1 << 28,
  });
  return { code: status, out: stdout, err: stderr };
}

const ID = 'dma/legacy/translation/write-without-permission';

/** Bytes of a memory image: 64-bit words at places. */
function image(name: string, words: Readonly<Record<number, bigint>>, length: number): string {
  const bytes = Buffer.alloc(length);
  for (const [at, word] of Object.entries(words)) bytes.writeBigUInt64LE(word, Number(at));
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('vtd explain', () => {
  test('shows each table with address, raw value, fields and the check that failed', () => {
    const { code, out } = vtd(['explain', ID]);
    expect(code).toBe(0);
    expect(out).toMatch(/context-entry +0x101180 +0x102001 0x102 +P=1 TT=0 SSPTPTR=0x102000 AW=2 DID=1 +ok LCT\.1/);
    expect(out).toMatch(/FAIL LGN\.2 +permission: needs W, granted R/);
    expect(out).toContain('recorded in FRCD[0]');
  });

  test('the same as JSON and as a page', () => {
    const { out } = vtd(['explain', ID, '--json']);
    const explanation = JSON.parse(out) as { requests: { steps: { kind: string }[] }[] };
    expect(explanation.requests[0]?.steps.map(({ kind }) => kind)).toContain('read');
    const page = join(folder, 'walk.html');
    expect(vtd(['explain', ID, '--html', page]).code).toBe(0);
    expect(readFileSync(page, 'utf8')).toMatch(/<html[\s\S]*ss-pte[\s\S]*LGN\.2/);
  });

  test('follows the outcome that is asked for', () => {
    const stale = vtd(['explain', 'caching/legacy-leaf/frame-changed', '--outcome', 'stale']).out;
    const fresh = vtd(['explain', 'caching/legacy-leaf/frame-changed', '--outcome', 'fresh']).out;
    expect(stale).toContain('from the IOTLB');
    expect(fresh).not.toContain('from the IOTLB');
    expect(vtd(['explain', 'caching/legacy-leaf/frame-changed', '--outcome', 'other'])).toMatchObject({ code: 2 });
  });

  test('says where an implementation leaves what is permitted', () => {
    const module = join(folder, 'no-faults.mjs');
    writeFileSync(
      module,
      `import { Iommu } from ${JSON.stringify(join(PACKAGE_ROOT, 'dist/reference/index.js'))};
import { loadProfiles } from ${JSON.stringify(join(PACKAGE_ROOT, 'dist/runner/profiles.js'))};
const iommu = new Iommu(loadProfiles()[0].capabilities);
export default {
  describe: () => ({ name: 'no-faults', version: '1', capabilities: iommu.capabilities.raw }),
  reset() { iommu.reset(); iommu.memory.clear(); },
  readRegister: (offset, size) => (offset === 0x34 ? 0n : iommu.readRegister(offset, size)),
  writeRegister: (offset, size, value) => iommu.writeRegister(offset, size, value),
  readMemory: (address, length) => iommu.memory.read(address, length),
  writeMemory: (address, bytes) => iommu.memory.write(address, bytes),
  dma: (request) => iommu.dma(request),
};
`,
    );
    const { code, out } = vtd(['explain', ID, '--adapter', `module:${module}`]);
    expect(code).toBe(1);
    expect(out).toContain('leaves what is permitted');
    expect(out).toMatch(/PPF +permitted 0x1, found 0x0/);
  });

  test('walks a memory image', () => {
    const low = image(
      'low.bin',
      { 0x1000: 0x2001n, 0x2180: 0x3001n, 0x2188: 0x101n, 0x3008: 0x4003n, 0x4008: 0x5003n, 0x5018: 0x1500001n },
      0x6000,
    );
    const args = ['--rtaddr', '0x1000', '--cap', 'd2008c222f0606', '--ecap', 'f00f4a', '--source', '00:03.0', '--address', '0x40203000'];
    expect(vtd(['explain', '--memory', low, ...args]).out).toContain('0x1500000');
    expect(vtd(['explain', '--memory', low, ...args, '--write']).out).toContain('FAIL LGN.2');
    expect(vtd(['explain', '--memory', low, '--rtaddr', 'x'])).toMatchObject({ code: 2 });
    expect(vtd(['explain'])).toMatchObject({ code: 2, err: expect.stringContaining('--memory') as string });
  });
});

describe('vtd explain-fault', () => {
  const line = 'DMAR: [DMA Write NO_PASID] Request device [00:1f.2] fault addr 0x8b3000 [fault reason 0x05] PTE Write access is not set';

  test('reads a line of a log, from the command line or standard input', () => {
    for (const { code, out } of [vtd(['explain-fault', line]), vtd(['explain-fault'], `[    3.1] ${line}\nother\n`)]) {
      expect(code).toBe(0);
      expect(out).toContain('LGN.2  A write or AtomicOp lacks write permission');
      expect(out).toContain('PDE 0x4, PTE 0xb3');
    }
  });

  test('reads a record, and interrupt faults', () => {
    expect(vtd(['explain-fault', '--frcd', '0x40203000', '0xc000000600000018']).out).toContain('LGN.3');
    expect(
      vtd([
        'explain-fault',
        'DMAR: [INTR-REMAP] Request device [f0:1f.7] fault index 0x1e [fault reason 0x22] Present field in the IRTE entry is clear',
      ]).out,
    ).toContain('FLT-C22');
  });

  test('says so where there is no fault', () => {
    expect(vtd(['explain-fault', 'nothing here'])).toMatchObject({ code: 2 });
  });
});

describe('vtd coverage', () => {
  test('counts what a run covers, in a form that its schema accepts', () => {
    const { code, out } = vtd(['coverage', '--json']);
    expect(code).toBe(0);
    const document = JSON.parse(out) as { summary: { testable: number; covered: number; uncovered: number } };
    expect(mistake('coverage', document)).toBeUndefined();
    const { testable, covered, uncovered } = document.summary;
    expect([covered + uncovered, uncovered]).toEqual([testable, 0]);
  });

  test('other formats, from a report', () => {
    const report = join(folder, 'small.json');
    expect(vtd(['run', 'dma/legacy/translation/*', '--reporter', `json=${report}`]).code).toBe(0);
    expect(vtd(['coverage', report, '--markdown']).out).toMatch(/\| must \| \d+ \| \d+ \| \d+ \|/);
    expect(vtd(['coverage', report, '--html']).out).toMatch(/<html[\s\S]*DMA-110/);
  });

  test('a requirement that is covered no more fails the check', () => {
    const report = join(folder, 'part.json');
    expect(vtd(['run', 'dma/legacy/**', '--reporter', `json=${report}`]).code).toBe(0);
    const snapshot = join(folder, 'snapshot.json');
    expect(vtd(['coverage', report, '--update', snapshot]).code).toBe(0);
    expect(vtd(['coverage', report, '--check', snapshot]).code).toBe(0);
    const less = join(folder, 'less.json');
    expect(vtd(['run', 'dma/legacy/translation/*', '--reporter', `json=${less}`]).code).toBe(0);
    const { code, err } = vtd(['coverage', less, '--check', snapshot]);
    expect(code).toBe(1);
    expect(err).toContain('DMA-70 is no longer covered');
  });
});
