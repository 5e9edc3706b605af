// The script of embed.html, where the page is served.

import { openEmbedPage } from './embed-page';

openEmbedPage();
