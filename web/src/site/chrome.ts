// What every page's script sets up.

import { setUpSearch } from './search-trigger';
import { setUpTheme } from './theme-switch';

/** A box that scrolls sideways must be reachable by keyboard, and only while it scrolls. */
function markScrollers(): void {
  const mark = (box: Element): void => {
    const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    if (scrolls) box.setAttribute('tabindex', '0');
    else box.removeAttribute('tabindex');
  };
  const observer = new ResizeObserver((entries) => entries.forEach(({ target }) => mark(target)));
  document.querySelectorAll('.scroller').forEach((box) => observer.observe(box));
}

export function setUpChrome(): void {
  document.documentElement.dataset.script = 'on';
  setUpTheme();
  setUpSearch();
  markScrollers();
}
