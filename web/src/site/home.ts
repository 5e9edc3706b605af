// The script of the front page.

import { setUpChrome } from './chrome';

setUpChrome();

// The picture stands already; what makes it move is fetched after everything that can be read.
void import('./hero').then(({ wakeHero }) => wakeHero()).catch(() => undefined);

// The small pictures stand already, too; they move once the course is near.
const course = document.querySelector('.course');
if (course) {
  const near = new IntersectionObserver(
    ([entry]) => {
      if (!entry?.isIntersecting) return;
      near.disconnect();
      void import('./tiles').then(({ wakeTiles }) => wakeTiles()).catch(() => undefined);
    },
    { rootMargin: '200px' },
  );
  near.observe(course);
}
