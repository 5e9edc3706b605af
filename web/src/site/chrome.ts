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

/** Once everything that is looked at has come, the site is copied to be read without a network. */
function setUpOfflineCopy(): void {
  // Not while it is being written, nor where there is no server to copy from.
  if (import.meta.env.DEV || !('serviceWorker' in navigator) || !location.protocol.startsWith('http')) return;
  const start = (): void => void import('./offline-copy').then(({ keepCopy }) => keepCopy()).catch(() => undefined);
  const idle = (): unknown =>
    'requestIdleCallback' in globalThis ? requestIdleCallback(start) : setTimeout(start, 2000);
  if (document.readyState === 'complete') idle();
  else addEventListener('load', idle);
}

export function setUpChrome(): void {
  document.documentElement.dataset.script = 'on';
  setUpTheme();
  setUpSearch();
  markScrollers();
  setUpOfflineCopy();
}
