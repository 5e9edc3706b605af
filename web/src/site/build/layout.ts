// What every page has around it. `root` is the way from the page to the site's own folder, so that any sub-path serves.

import { html, type Markup, type Part } from './html';

export interface Frame {
  readonly title: string;
  readonly description: string;
  readonly root: './' | '../';
  /** Name of the part of the site, in the header. */
  readonly place?: string;
  /** Which page script runs. */
  readonly script: 'page' | 'home' | 'embedding' | 'machine';
  readonly bodyClass: string;
}

const searchButton = html`<button
  type="button"
  class="search-open needs-script"
  aria-haspopup="dialog"
  aria-keyshortcuts="/"
>
  <span>Search</span><kbd aria-hidden="true">/</kbd>
</button>`;

const themeButton = html`<button type="button" class="theme-switch needs-script">
  <span class="theme-dot" aria-hidden="true"></span><span class="visually-hidden">Theme: </span
  ><span class="theme-word">Auto</span>
</button>`;

const header = ({ root, place }: Frame): Markup =>
  html`<header class="site-header">
    <a class="brand" href="${root}"><span aria-hidden="true">∇</span> Nabla</a>
    ${place ? html`<span class="place">${place}</span>` : ''}
    <div class="header-tools">
      <a class="header-link" href="${root}embedding/">Embed</a>
      <a class="header-link" href="${root}cheat-sheet/">Cheat sheet</a>
      ${searchButton} ${themeButton}
    </div>
  </header>`;

const footer = ({ root }: Frame): Markup =>
  html`<footer class="site-footer">
    <p>
      Every live number on these pages is computed here, in your browser, by a C++ core compiled to WebAssembly. Nothing
      is sent anywhere.
    </p>
    <p>
      <a href="${root}">All concepts</a> <a href="${root}cheat-sheet/">Cheat sheet of formulas</a>
      <a href="${root}embedding/">Embed a widget</a> <a href="${root}your-machine/">Your machine</a>
    </p>
  </footer>`;

const scripts: Readonly<Record<Frame['script'], string>> = {
  page: '/src/site/page.ts',
  home: '/src/site/home.ts',
  embedding: '/src/site/embedding.ts',
  machine: '/src/site/machine.ts',
};

export function document(frame: Frame, main: Part): string {
  return html`<!doctype html>
    <html lang="en" data-root="${frame.root}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${frame.title}</title>
        <meta name="description" content="${frame.description}" />
        <meta name="color-scheme" content="light dark" />
        <script src="/theme.js"></script>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/src/styles/site.css" />
        <script type="module" src="${scripts[frame.script]}"></script>
      </head>
      <body class="${frame.bodyClass}">
        <a class="skip" href="#main">Skip to the content</a>
        ${header(frame)} ${main} ${footer(frame)}
      </body>
    </html> `.text;
}
