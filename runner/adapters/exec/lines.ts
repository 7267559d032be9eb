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
      this.keep(chunk.subarray(from, end));
      from = end + 1;
      // `keep` may have gone over the limit.
      if (!this.overflowed) this.emit();
    }
    if (from < chunk.length) this.keep(chunk.subarray(from));
  }

  private keep(part: Buffer): void {
    if (this.overflowed) return;
    this.length += part.length;
    if (this.length > this.limit) {
      this.overflowed = true;
      this.chunks = [];
      this.onOverflow();
      return;
    }
    this.chunks.push(part);
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
