// Opens the search on a click or on “/”. The dialog, the index and the library come with the first use.

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Where the key really went: inside a widget the event's target is the widget itself. */
const origin = (event: Event): EventTarget | null => event.composedPath()[0] ?? event.target;

export function setUpSearch(): void {
  const button = document.querySelector<HTMLElement>('.search-open');
  const open = async (): Promise<void> => {
    try {
      const { openSearch } = await import('./search');
      openSearch();
    } catch {
      const label = button?.querySelector('span');
      if (label) label.textContent = 'Search could not be loaded';
    }
  };
  button?.addEventListener('click', () => void open());
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || typing(origin(event))) return;
    if (document.querySelector('dialog[open]')) return;
    event.preventDefault();
    void open();
  });
}
