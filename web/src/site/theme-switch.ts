// The switch between the system's theme, light and dark. theme.js has applied the stored choice before first paint.

const KEY = 'nabla-theme';
const ORDER = ['auto', 'light', 'dark'] as const;
type Theme = (typeof ORDER)[number];

const WORDS: Readonly<Record<Theme, string>> = { auto: 'Auto', light: 'Light', dark: 'Dark' };

function current(): Theme {
  const set = document.documentElement.dataset.theme;
  return set === 'light' || set === 'dark' ? set : 'auto';
}

/** Storage throws where it is forbidden: the choice then lasts as long as the page. */
function remember(theme: Theme): void {
  try {
    if (theme === 'auto') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    return;
  }
}

function apply(theme: Theme, button: HTMLElement): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const word = button.querySelector('.theme-word');
  if (word) word.textContent = WORDS[theme];
}

export function setUpTheme(): void {
  const button = document.querySelector<HTMLElement>('.theme-switch');
  if (!button) return;
  apply(current(), button);
  button.addEventListener('click', () => {
    const next = ORDER[(ORDER.indexOf(current()) + 1) % ORDER.length] ?? 'auto';
    apply(next, button);
    remember(next);
  });
}
