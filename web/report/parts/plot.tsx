/** A plot of Observable Plot, drawn again when its data change. */
import { plot } from '@observablehq/plot';
import type { PlotOptions } from '@observablehq/plot';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  /** The plot in the room there is, in pixels. A new function only when the data change. */
  readonly draw: (width: number) => PlotOptions;
  /** What the plot shows, for those who do not see it. */
  readonly label: string;
}

const MARGIN = 8;

export function Plot({ draw, label }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    let width = 0;
    const redraw = (): void => {
      const room = Math.max(260, element.clientWidth - MARGIN);
      if (room === width) return;
      width = room;
      const drawn = plot({ ...draw(room), width, style: { background: 'none', fontSize: '12px', fontFamily: 'inherit' } });
      // The frame says what the plot shows; names of its parts would be no names that a screen reader may use.
      for (const part of [drawn, ...drawn.querySelectorAll('*')]) {
        part.removeAttribute('aria-label');
        part.removeAttribute('aria-description');
      }
      element.replaceChildren(drawn);
    };
    const observer = new ResizeObserver(redraw);
    observer.observe(element);
    redraw();
    return () => observer.disconnect();
  }, [draw]);
  return <div class="plot" role="img" aria-label={label} ref={frame} />;
}
