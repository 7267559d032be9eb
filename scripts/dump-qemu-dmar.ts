/**
 * Boots SeaBIOS in a QEMU that has an Intel IOMMU and writes the DMAR table that it leaves in memory to a file:
 *
 *   npx tsx scripts/dump-qemu-dmar.ts FILE [QEMU]
 *
 * It made test/fixtures/dmar-qemu-7.2.bin. There is no disk and nothing boots: the table is there once the firmware has run.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MEMORY = 128 * 1024 * 1024;
const PATIENCE = 30_000;
const DEVICES = [
  'intel-iommu,intremap=on,device-iotlb=on',
  'edu,addr=03.0',
  'pcie-root-port,id=port0,chassis=1,slot=1,addr=06.0',
  'edu,bus=port0,addr=00.0',
];

const [, , file, qemu = 'qemu-system-x86_64'] = process.argv;
if (file === undefined) throw new Error('expected the file to write');
const folder = mkdtempSync(join(tmpdir(), 'vtd-dmar-'));
const image = join(folder, 'memory');
const machine = spawn(
  qemu,
  [
    ...['-machine', 'q35,kernel-irqchip=split', '-m', '128M', '-nodefaults', '-display', 'none', '-qmp', 'stdio'],
    ...DEVICES.flatMap((device) => ['-device', device]),
  ],
  { stdio: ['pipe', 'pipe', 'inherit'] },
);
try {
  const answers = createInterface({ input: machine.stdout })[Symbol.asyncIterator]();
  /** Sends a command and waits for its answer; events in between are of no interest. */
  const execute = async (command: string, parameters: object = {}): Promise<void> => {
    machine.stdin.write(`${JSON.stringify({ execute: command, arguments: parameters })}\n`);
    for (;;) {
      const line = (await answers.next()) as IteratorResult<string, undefined>;
      if (line.done === true) throw new Error(`${qemu} ended`);
      const answer = JSON.parse(line.value) as { return?: unknown; error?: { desc: string } };
      if (answer.error !== undefined) throw new Error(`${command}: ${answer.error.desc}`);
      if (answer.return !== undefined) return;
    }
  };
  await execute('qmp_capabilities');
  const deadline = Date.now() + PATIENCE;
  let table: Buffer | undefined;
  while (table === undefined && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await execute('pmemsave', { val: 0, size: MEMORY, filename: image });
    table = findTable(readFileSync(image));
  }
  if (table === undefined) throw new Error(`no DMAR table in memory after ${String(PATIENCE / 1000)} s`);
  writeFileSync(file, table);
  console.log(`${file}: ${String(table.length)} bytes`);
  await execute('quit');
} finally {
  machine.kill();
  rmSync(folder, { recursive: true });
}

/** The first table with a sound checksum; the copy that the firmware starts from has none yet. */
function findTable(memory: Buffer): Buffer | undefined {
  for (let at = memory.indexOf('DMAR'); at >= 0; at = memory.indexOf('DMAR', at + 4)) {
    const table = memory.subarray(at, at + memory.readUInt32LE(at + 4));
    if (table.length >= 48 && table.reduce((sum, byte) => (sum + byte) & 0xff, 0) === 0) return table;
  }
  return undefined;
}
