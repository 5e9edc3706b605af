// The script of a section page, and of the plain pages, where it finds nothing to bring to life.

import { setUpChrome } from './chrome';
import { setUpContents } from './contents';
import { setUpCopy, setUpHighlight, setUpLive } from './live';
import { setUpRouter } from './router';

const widgets = document.querySelectorAll<HTMLElement>('nabla-widget');

async function wake(): Promise<void> {
  if (widgets.length === 0) return;
  // The engine is on its way before the first widget asks for it; if it fails, the widgets say so themselves.
  void import('../engine').then(({ loadEngine }) => loadEngine()).catch(() => undefined);
  try {
    await import('../embed/define');
  } catch {
    for (const widget of widgets) {
      const words = widget.querySelector('.quiet');
      if (words)
        words.textContent =
          'The script of this widget could not be loaded. Reload the page to try again; all text and code is here.';
    }
  }
}

setUpLive();
void wake();
setUpChrome();
setUpContents();
setUpCopy();
setUpHighlight();
setUpRouter();
document.querySelector('.print')?.addEventListener('click', () => {
  print();
});
