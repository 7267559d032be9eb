/** A plot of Observable Plot, drawn again when its data change. */
import { plot } from '@observablehq/plot';
import type { PlotOptions } from '@observablehq/plot';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  /** Made anew only when the data change. */
  readonly options: PlotOptions;
  /** What the plot shows, for those who do not see it. */
  readonly label: string;
}

const MARGIN = 8;

export function Plot({ options, label }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    let width = 0;
    const draw = (): void => {
      const room = Math.max(260, element.clientWidth - MARGIN);
      if (room === width) return;
      width = room;
      element.replaceChildren(plot({ ...options, width, style: { background: 'none', fontSize: '12px', fontFamily: 'inherit' } }));
    };
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    draw();
    return () => observer.disconnect();
  }, [options]);
  return <div class="plot" role="img" aria-label={label} ref={frame} />;
}
