/** Where the reader is: a view and its filters, all in the address, so that every sight can be shared. */
import { useEffect, useState } from 'preact/hooks';

export const VIEWS = ['overview', 'vectors', 'requirements', 'outcomes', 'skips', 'timing', 'changes'] as const;
export type View = (typeof VIEWS)[number];

/** Filters by name; what is absent filters nothing. */
export type Params = Readonly<Record<string, string>>;

export interface Place {
  readonly view: View;
  readonly params: Params;
}

/** Parameters that mean the same in every view, and stay when the reader changes it. */
const SHARED = ['columns'];

/** `#vectors?outcome=fail&topic=dma/legacy`. What is no view is the overview. */
export function parsePlace(hash: string): Place {
  const [name = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const view = VIEWS.find((candidate) => candidate === name) ?? 'overview';
  return { view, params: Object.fromEntries(new URLSearchParams(query)) };
}

export function formatPlace({ view, params }: Place): string {
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== '')).toString();
  // Slashes and commas mean nothing here, and an address is easier to read with them.
  return `#${view}${query === '' ? '' : `?${query.replaceAll('%2F', '/').replaceAll('%2C', ',')}`}`;
}

/** The address of another view with its filters. */
export function linkTo(here: Place, view: View, params: Params = {}): string {
  const shared = Object.entries(here.params).filter(([name]) => SHARED.includes(name));
  return formatPlace({ view, params: { ...Object.fromEntries(shared), ...params } });
}

/** The address of the same view with some filters changed. */
export function linkWith(here: Place, changes: Params): string {
  return formatPlace({ view: here.view, params: { ...here.params, ...changes } });
}

/** Changes filters of the place where the reader is. What is typed replaces the last entry of the history. */
export type Change = (changes: Params, how?: 'replace') => void;

export function usePlace(): [Place, Change] {
  const [place, setPlace] = useState(() => parsePlace(location.hash));
  useEffect(() => {
    const onChange = (): void => setPlace(parsePlace(location.hash));
    addEventListener('hashchange', onChange);
    addEventListener('popstate', onChange);
    return () => {
      removeEventListener('hashchange', onChange);
      removeEventListener('popstate', onChange);
    };
  }, []);
  const change: Change = (changes, how) => {
    const now = parsePlace(location.hash);
    const next: Place = { view: now.view, params: { ...now.params, ...changes } };
    const address = formatPlace(next);
    if (how === 'replace') history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    setPlace(parsePlace(address));
  };
  return [place, change];
}
