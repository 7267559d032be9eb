/** Light, dark, or as the system has it. The choice stays with the browser, not with the address. */
import { useLayoutEffect, useState } from 'preact/hooks';

const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
const KEY = 'vtd-theme';

export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(remembered);
  useLayoutEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    remember(theme);
  }, [theme]);
  return (
    <label class="theme">
      Colours{' '}
      <select value={theme} onChange={({ currentTarget }) => setTheme(asTheme(currentTarget.value))}>
        {THEMES.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

function asTheme(text: string | null): Theme {
  return THEMES.find((name) => name === text) ?? 'system';
}

/** A page from a file may be denied storage; then the choice lasts as long as the page. */
function remembered(): Theme {
  try {
    return asTheme(localStorage.getItem(KEY));
  } catch {
    return 'system';
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Nothing is lost but the memory of it.
  }
}
