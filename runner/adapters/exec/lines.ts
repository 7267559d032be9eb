/** Lines out of chunks of bytes, of a bounded length. */

const NEWLINE = 0x0a;

/** Collects chunks until a line is complete. A line beyond `limit` bytes is reported once; nothing is read after it. */
export class LineReader {
  private chunks: Buffer[] = [];
  private length = 0;
  private overflowed = false;

  constructor(
    private readonly limit: number,
    private readonly onLine: (line: string) => void,
    private readonly onOverflow: () => void,
  ) {}

  push(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0 && !this.overflowed; end = chunk.indexOf(NEWLINE, from)) {
      if (this.keep(chunk.subarray(from, end))) this.emit();
      from = end + 1;
    }
    if (from < chunk.length) this.keep(chunk.subarray(from));
  }

  /** Whether the part is within the limit. */
  private keep(part: Buffer): boolean {
    if (this.overflowed) return false;
    this.length += part.length;
    if (this.length > this.limit) {
      this.overflowed = true;
      this.chunks = [];
      this.onOverflow();
      return false;
    }
    this.chunks.push(part);
    return true;
  }

  private emit(): void {
    const text = this.chunks.length === 1 ? (this.chunks[0] as Buffer).toString('utf8') : Buffer.concat(this.chunks).toString('utf8');
    this.chunks = [];
    this.length = 0;
    // Some runtimes end lines as Windows does, and some write empty ones between messages.
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (line !== '') this.onLine(line);
  }
}
