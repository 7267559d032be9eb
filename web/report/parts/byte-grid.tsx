/** Two runs of bytes in lines of 16, only the lines that differ. */
const PER_LINE = 16;
const SHOWN_LINES = 8;

export function ByteGrid({ expected, found }: { readonly expected: string; readonly found: string }) {
  const [a, b] = [bytesOf(expected), bytesOf(found)];
  const count = Math.max(a.length, b.length);
  const lines = Array.from({ length: Math.ceil(count / PER_LINE) }, (_, i) => i * PER_LINE).filter(
    (start) => a.slice(start, start + PER_LINE).join() !== b.slice(start, start + PER_LINE).join(),
  );
  const differing = Array.from({ length: count }, (_, i) => i).filter((i) => a[i] !== b[i]);
  return (
    <div
      class="byte-grid"
      role="img"
      aria-label={`${String(differing.length)} of ${String(count)} bytes differ, the first at offset ${String(differing[0] ?? 0)}`}
    >
      {lines.slice(0, SHOWN_LINES).map((start) => (
        <div key={start} class="byte-line">
          <span class="offset">+{start.toString(16).padStart(3, '0')}</span>
          <div>
            <Bytes bytes={a} other={b} start={start} kind="expected" />
            <Bytes bytes={b} other={a} start={start} kind="found" />
          </div>
        </div>
      ))}
      {lines.length > SHOWN_LINES && <p class="dim">and {lines.length - SHOWN_LINES} more lines of 16 bytes that differ</p>}
    </div>
  );
}

interface BytesProps {
  readonly bytes: readonly string[];
  readonly other: readonly string[];
  readonly start: number;
  readonly kind: string;
}

function Bytes({ bytes, other, start, kind }: BytesProps) {
  return (
    <div class="bit-row">
      {bytes.slice(start, start + PER_LINE).map((byte, i) => (
        <span key={i} class={`byte ${kind}${byte === other[start + i] ? '' : ' differs'}`}>
          {byte}
        </span>
      ))}
    </div>
  );
}

function bytesOf(hex: string): string[] {
  return hex.match(/../g) ?? [];
}
