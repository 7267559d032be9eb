/** Cuts a byte stream into lines; both of QEMU's channels are line protocols. */
export class LineSplitter {
  readonly #receive: (line: string) => void;
  #rest = '';

  constructor(receive: (line: string) => void) {
    this.#receive = receive;
  }

  push(chunk: Buffer): void {
    const lines = (this.#rest + chunk.toString('utf8')).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#receive(line.endsWith('\r') ? line.slice(0, -1) : line);
  }
}
