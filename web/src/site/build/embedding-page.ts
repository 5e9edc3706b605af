// How to put a widget into one's own page: a gallery in which each can be set and its lines copied, and the reference.

import { sections } from '../../curriculum';
import { attributesOf } from '../../embed/attributes';
import * as element from '../../embed/build/element';
import type { Described } from '../../embed/build/element';
import { conceptsOf, type ConceptContent } from './content';
import { html, type Markup } from './html';
import { document } from './layout';
import { describeDefault, describeRange } from './parameter-text';

const options = sections.map(
  (section) =>
    html`<optgroup label="${section.title}">
      ${conceptsOf(section).map((c) => html`<option value="${c.slug}">${c.title}</option>`)}
    </optgroup>`,
);

const gallery = html`<section class="gallery needs-script" aria-labelledby="gallery-title">
  <h2 id="gallery-title">Set it here, copy it from here</h2>
  <div class="gallery-choices">
    <label
      >Concept
      <select id="gallery-concept">
        ${options}
      </select></label
    >
    <label>
      Colours
      <select id="gallery-theme">
        <option value="">as the page</option>
        <option value="light">light</option>
        <option value="dark">dark</option>
      </select>
    </label>
    <label><input type="checkbox" value="without-controls" /> without controls</label>
    <label><input type="checkbox" value="without-caption" /> without sentence</label>
    <label><input type="checkbox" value="without-table" /> without table</label>
    <label><input type="checkbox" value="with-formula" /> with formula</label>
    <label><input type="checkbox" value="readonly" /> only to look at</label>
  </div>
  <div class="gallery-stage widget-slot" id="gallery-stage"></div>
  <div class="gallery-code">
    <label
      >Lines for
      <select id="gallery-host"></select
    ></label>
    <p id="gallery-where" class="quiet"></p>
    <div class="example">
      <div class="example-head">
        <span></span>
        <button type="button" class="copy">Copy code</button>
      </div>
      <pre class="scroller" tabindex="0"><code id="gallery-snippet"></code></pre>
    </div>
  </div>
</section>`;

const table = (caption: string, rows: readonly Described[], typed: string): Markup =>
  html`<section>
    <h3>${caption}</h3>
    <div class="scroller">
      <table>
        <thead>
          <tr>
            <th scope="col">name</th>
            ${typed ? html`<th scope="col">${typed}</th>` : ''}
            <th scope="col">what it does</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ name, type, description }) =>
              html`<tr>
                <th scope="row"><code>${name === '' ? '(default)' : name}</code></th>
                ${typed ? html`<td><code>${type ?? ''}</code></td>` : ''}
                <td>${description}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;

const parametersOf = ({ concept, title }: ConceptContent): Markup =>
  html`<details id="attributes-${concept.slug}">
    <summary>${title} <code>${concept.slug}</code></summary>
    <div class="scroller">
      <table>
        <thead>
          <tr>
            <th scope="col">attribute</th>
            <th scope="col">takes</th>
            <th scope="col">default</th>
            <th scope="col">what it is</th>
          </tr>
        </thead>
        <tbody>
          ${Object.entries(concept.parameters).map(
            ([key, p]) =>
              html`<tr>
                <th scope="row"><code>${attributesOf(key, p)[0] ?? key}</code></th>
                <td>${describeRange(p)}</td>
                <td>${describeDefault(p)}</td>
                <td>${p.label}. ${p.description}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;

const reference = html`<section class="element-reference" aria-labelledby="reference-title">
  <h2 id="reference-title">Reference</h2>
  <p>
    One element, <code>&lt;nabla-widget&gt;</code>. What depends on the concept, its parameters, are attributes and
    properties of their own; numbers are written as such, vectors with commas, matrices as rows with semicolons.
  </p>
  ${table('Attributes of every widget', element.attributes, 'takes')} ${table('Properties', element.properties, 'type')}
  ${table('Methods', element.methods, 'signature')} ${table('Events', element.events, 'type')}
  ${table('Custom properties of CSS', element.cssProperties, '')} ${table('Parts', element.parts, '')}
  ${table('Slots', element.slots, '')}
  <h3>Attributes of each concept</h3>
  ${sections.flatMap((s) => conceptsOf(s).map(parametersOf))}
  <h3>Addresses and messages</h3>
  <p>
    <code>embed.html?concept=softmax&amp;logits=2,1,0.1&amp;theme=dark&amp;ui=plot</code> shows one widget alone; what
    the visitor changes stands after <code>#s=</code>. To the page around it says <code>{nabla: 1, type}</code> with the
    types ready, resize, input, change and error, and it listens to set, state, get, theme, play, pause, step and reset.
  </p>
  <h3>Files to take along</h3>
  <ul>
    <li><a href="../embed/nabla.global.js" download>nabla.global.js</a>: everything in one classic script.</li>
    <li><a href="../embed/anywidget.js" download>anywidget.js</a>: the same as a module for notebooks.</li>
    <li><a href="../embed/nabla.html" download>nabla.html</a>: the shortcode for Hugo.</li>
    <li>
      <a href="../offline.zip" download>offline.zip</a>: all of these pages, to be opened from a folder without a
      server.
    </li>
    <li><a href="../embed/nabla.tgz" download>nabla.tgz</a>: the npm package.</li>
    <li>
      <a href="../embed/schema.json">schema.json</a>, <a href="../embed/custom-elements.json">custom-elements.json</a>,
      <a href="../embed/integrity.json">integrity.json</a>: for other programs.
    </li>
  </ul>
</section>`;

export const embeddingPage = (): string =>
  document(
    {
      title: 'Embedding · Nabla',
      description: 'Put any of the thirty widgets into your own page, slides, documentation or notebook.',
      root: '../',
      place: 'Embedding',
      script: 'embedding',
      bodyClass: 'embedding-page',
    },
    html`<main id="main" class="sheet embedding" tabindex="-1">
      <h1>A widget in your own page</h1>
      <p class="summary">
        One script, one tag: any of the thirty widgets in documentation, slides, a notebook or a plain page. It runs
        from your own server or folder, asks nobody else for anything, and follows your page’s dark and light.
      </p>
      ${gallery} ${reference}
    </main>`,
  );

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";

/** The page that iframes show: one widget alone. */
export const embedPage = (): string =>
  `${
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="responsive-embedded-sizing" />
          <link rel="icon" href="data:," />
          <title>Nabla</title>
          <link rel="stylesheet" href="embed/embed.css" />
          <script defer src="embed/embed-start.js"></script>
        </head>
        <body>
          <noscript>This widget needs JavaScript and WebAssembly.</noscript>
        </body>
      </html>`.text
  }\n`;
