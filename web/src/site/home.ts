// The script of the front page.

import { setUpChrome } from './chrome';

setUpChrome();

// The picture stands already; what makes it move is fetched after everything that can be read.
void import('./hero').then(({ wakeHero }) => wakeHero()).catch(() => undefined);
