/** A command that can be copied. */
import { useState } from 'preact/hooks';

export function Command({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    void navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div class="command">
      <code>{text}</code>
      <button type="button" onClick={copy}>
        {copied ? 'copied' : 'copy'}
      </button>
      <span class="unseen" role="status">
        {copied ? 'copied to the clipboard' : ''}
      </span>
    </div>
  );
}
