/** Physical memory as files hold it: what no file covers does not answer. Pages are read when the model first looks at them. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Memory } from '../../reference/index.js';
import { UsageError } from '../errors.js';
import { hex } from '../hex.js';

const PAGE_BYTES = 4096;

/** A file, and the physical address of its first byte. */
export interface DumpFile {
  readonly path: string;
  readonly address: bigint;
}

interface OpenDump extends DumpFile {
  readonly descriptor: number;
  /** First address behind the file. */
  readonly end: bigint;
}

export class DumpMemory extends Memory {
  private readonly dumps: readonly OpenDump[];
  private readonly loaded = new Set<number>();

  /** Opens the files. Throws a UsageError for one that cannot be read, and for two that hold the same address. */
  constructor(files: readonly DumpFile[]) {
    super();
    this.dumps = files.map(openDump);
    for (const [i, dump] of this.dumps.entries()) {
      const other = this.dumps.slice(0, i).find(({ address, end }) => address < dump.end && dump.address < end);
      if (other !== undefined) {
        const shared = dump.address > other.address ? dump.address : other.address;
        throw new UsageError(`${other.path} and ${dump.path} both hold ${hex(shared)}`);
      }
    }
  }

  /** Whether the files hold all of these bytes. */
  holds(address: bigint, length: number): boolean {
    const end = address + BigInt(length);
    let at = address;
    for (let dump = this.holding(at); dump !== undefined && at < end; dump = this.holding(at)) at = dump.end;
    return at >= end;
  }

  override fetch(page: number, offset: number, length: number, low?: number): number {
    if (!this.holds(addressOf(page, offset), length)) return -1;
    this.load(page);
    return super.fetch(page, offset, length, low);
  }

  override setBits(page: number, offset: number, bits: number): boolean {
    if (!this.holds(addressOf(page, offset), 4)) return false;
    this.load(page);
    return super.setBits(page, offset, bits);
  }

  override isFaulty(page: number, offset: number, length: number, isWrite: boolean): boolean {
    if (!this.holds(addressOf(page, offset), length)) return true;
    this.load(page);
    return super.isFaulty(page, offset, length, isWrite);
  }

  close(): void {
    for (const { descriptor } of this.dumps) closeSync(descriptor);
  }

  private holding(address: bigint): OpenDump | undefined {
    return this.dumps.find((dump) => dump.address <= address && address < dump.end);
  }

  /** Copies a page in, as much of it as the files hold; what the model has written since stays. */
  private load(page: number): void {
    if (this.loaded.has(page)) return;
    this.loaded.add(page);
    const start = addressOf(page, 0);
    const limit = start + BigInt(PAGE_BYTES);
    for (const dump of this.dumps) {
      const from = dump.address > start ? dump.address : start;
      const to = dump.end < limit ? dump.end : limit;
      if (from >= to) continue;
      const bytes = new Uint8Array(Number(to - from));
      const count = readSync(dump.descriptor, bytes, 0, bytes.length, from - dump.address);
      if (count !== bytes.length) throw new UsageError(`${dump.path} became shorter while it was read`);
      this.writeAt(page, Number(from - start), bytes);
    }
  }
}

function openDump({ path, address }: DumpFile): OpenDump {
  try {
    const descriptor = openSync(path, 'r');
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new UsageError(`${path} is no file`);
    if (stat.size === 0) throw new UsageError(`${path} is empty`);
    return { path, address, descriptor, end: address + BigInt(stat.size) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot read ${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

function addressOf(page: number, offset: number): bigint {
  return BigInt(page) * BigInt(PAGE_BYTES) + BigInt(offset);
}
