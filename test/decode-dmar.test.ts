/** `vtd decode dmar` on the table of a real firmware, on one that breaks rules, and on what is no table. Runs the built command. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { buildDmar } from '../reference/index.js';
import { PACKAGE_ROOT } from '../runner/package-root.js';

const folder = mkdtempSync(join(tmpdir(), 'vtd-dmar-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const FIXTURE = fileURLToPath(new URL('fixtures/dmar-qemu-7.2.bin', import.meta.url));

function decode(args: readonly string[], input?: Uint8Array): { code: number | null; out: string; err: string } {
  const command = [join(PACKAGE_ROOT, 'dist/runner/cli.js'), 'decode', 'dmar', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8', input });
  return { code: status, out: stdout, err: stderr };
}

test('shows fields, meaning and places of a sound table', () => {
  const { code, out } = decode([FIXTURE]);
  expect(code).toBe(0);
  expect(out).toMatch(/Flags +INTR_REMAP +the platform supports interrupt remapping/);
  expect(out).toMatch(/byte 48: DRHD, DMA Remapping Hardware Unit Definition \(§8\.3\), 72 bytes/);
  expect(out).toMatch(/Register Base Address +0xfed90000/);
  expect(out).toMatch(/byte 64 +IOAPIC +ff:00\.0 +I\/O APIC with ID 0 of the MADT/);
  expect(out).toMatch(/byte 88 +PCI Sub-hierarchy +00:06\.0/);
  expect(out).toMatch(/byte 120: ATSR/);
  expect(out).toMatch(/Nothing in the table goes against the specification\./);
});

test('reads standard input', () => {
  expect(decode(['-'], readFileSync(FIXTURE)).out).toBe(decode([FIXTURE]).out);
});

const broken = buildDmar({
  hostAddressWidth: 46,
  remappingStructures: [
    { structure: 'DRHD', flags: ['INCLUDE_PCI_ALL'], registerBaseAddress: 0xfed9_0000n },
    {
      structure: 'DRHD',
      registerBaseAddress: 0xfed9_1000n,
      deviceScope: [{ type: 'ACPI_NAMESPACE_DEVICE', enumerationId: 1, path: [{ device: 21, function: 0 }] }],
    },
    { structure: 'ANDD', acpiDeviceNumber: 1, acpiObjectName: '\\_SB.\u001b[2J' },
    { structure: 'unknown', type: 8, content: Uint8Array.of(0xab, 0xcd) },
  ],
});
broken[9] = (broken[9] as number) ^ 0xff;

test('remarks on what the text rules out, and lets nothing steer the terminal', () => {
  const file = join(folder, 'broken.bin');
  writeFileSync(file, broken);
  const { code, out } = decode([file]);
  expect(code).toBe(0);
  expect(out).toMatch(/byte 9 +violation +Checksum is 0x.. instead of 0x.. \(§8\.1, ACPI-01\)/);
  expect(out).toMatch(/byte 64 +violation +the DRHD stands after the DRHD at byte 48.* \(§8\.3, ACPI-13\)/);
  expect(out).toMatch(/byte \d+ +note +a structure of the reserved type 8, 6 bytes, is skipped \(§8\.2, ACPI-04\)/);
  expect(out).toMatch(/Content +abcd/);
  expect(out).not.toMatch(/\x1b/);
});

test('--json carries everything', () => {
  const found = JSON.parse(decode(['-', '--json'], broken).out) as {
    remappingStructures: Record<string, unknown>[];
    remarks: Record<string, unknown>[];
  };
  expect(found).toMatchObject({ length: broken.length, revision: 1, hostAddressWidth: 46, flags: [] });
  expect(found.remappingStructures).toMatchObject([
    { offset: 48, length: 16, structure: 'DRHD', flags: ['INCLUDE_PCI_ALL'], registerBaseAddress: '0xfed90000' },
    {
      offset: 64,
      length: 24,
      structure: 'DRHD',
      deviceScope: [{ offset: 80, length: 8, type: 'ACPI_NAMESPACE_DEVICE', enumerationId: 1, path: [{ device: 21, function: 0 }] }],
    },
    { structure: 'ANDD', acpiDeviceNumber: 1 },
    { structure: 'unknown', type: 8, content: 'abcd' },
  ]);
  expect(found.remarks).toContainEqual(expect.objectContaining({ kind: 'violation', offset: 64, requirement: 'ACPI-13', section: '8.3' }));
});

test('says where a table goes wrong', () => {
  const short = readFileSync(FIXTURE).subarray(0, 100);
  writeFileSync(join(folder, 'short.bin'), short);
  expect(decode(['short.bin'])).toMatchObject({ code: 2, out: '' });
  expect(decode(['short.bin']).err).toMatch(
    /^vtd: short\.bin, byte 4\n {2}expected: a table length of at most the 100 bytes that there are\n {2}found: {4}128\n$/,
  );
});

test('says what is wrong with the call', () => {
  expect(decode(['missing.bin'])).toMatchObject({ code: 2, out: '' });
  expect(decode(['missing.bin']).err).toMatch(/missing\.bin\n {2}expected: a readable file with a DMAR table\n {2}found: {4}ENOENT/);
  expect(decode(['a.bin', 'b.bin'])).toMatchObject({ code: 2, err: 'vtd: decode dmar takes one file, found a.bin b.bin\n' });
});
