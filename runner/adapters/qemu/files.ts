/**
 * The files behind one QEMU: its firmware, its RAM and its trace log. They lose
 * their names as soon as QEMU has opened them, so nothing stays behind, however
 * the tester or QEMU ends.
 */
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FIRMWARE, RAM_SIZE, type MachinePaths } from './machine.js';

export class MachineFiles {
  readonly paths: MachinePaths;
  /** Open descriptor of the trace log. */
  readonly trace: number;
  readonly #folder: string;
  readonly #ram: number;

  constructor() {
    this.#folder = makeFolder();
    this.paths = {
      firmware: join(this.#folder, 'halt.bin'),
      ram: join(this.#folder, 'ram'),
      trace: join(this.#folder, 'trace.log'),
    };
    writeFileSync(this.paths.firmware, FIRMWARE);
    this.#ram = openSync(this.paths.ram, 'w+');
    this.trace = openSync(this.paths.trace, 'w+');
    this.clearRam();
  }

  /** Cutting the file drops every page of it: the cost is that of the pages in use, not of its size. */
  clearRam(): void {
    ftruncateSync(this.#ram, 0);
    ftruncateSync(this.#ram, RAM_SIZE);
  }

  /** Takes the names away; what is open stays usable. */
  unlink(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  close(): void {
    closeSync(this.#ram);
    closeSync(this.trace);
  }
}

/** Memory-backed where the system has such a place: a disk would write guest RAM back. */
function makeFolder(): string {
  try {
    return mkdtempSync('/dev/shm/vtd-qemu-');
  } catch {
    return mkdtempSync(join(tmpdir(), 'vtd-qemu-'));
  }
}
