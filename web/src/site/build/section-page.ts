// One page a section: its concepts one after the other, whole and readable before any script has run.

import { sections, type Section } from '../../curriculum';
import type { Parameter } from '../../kit/parameters';
import { concepts, conceptsOf, displayNumber, isBuilt, linkTo, type ConceptContent } from './content';
import { html, type Markup } from './html';
import { document } from './layout';
import { describeDefault, describeRange } from './parameter-text';

const titleOf = new Map(sections.flatMap((s) => s.concepts).map((c) => [c.slug, c.title]));

function prerequisites({ concept }: ConceptContent): Markup | string {
  if (concept.prerequisites.length === 0) return '';
  const items = concept.prerequisites.map((slug, i) => {
    const to = linkTo(slug, '../');
    const title = titleOf.get(slug) ?? slug;
    return html`${i > 0 ? ', ' : ''}${to ? html`<a href="${to}">${title}</a>` : title}`;
  });
  return html`<p class="prerequisites"><span>Builds on</span> ${items}</p>`;
}

const formula = (c: ConceptContent): Markup =>
  html`<div class="formula-row">
    <figure class="formula">
      <figcaption>formula</figcaption>
      <div class="scroller">${c.formula}</div>
    </figure>
    <figure class="formula needs-script">
      <figcaption>with your numbers</figcaption>
      <div class="live-formula scroller" data-concept="${c.slug}"></div>
    </figure>
  </div>`;

/** What each sign means here; where another concept means something else by it, that too. */
const symbols = (c: ConceptContent): Markup | string => {
  const entries = Object.entries(c.concept.symbols);
  if (entries.length === 0) return '';
  const elsewhere = (symbol: string): Markup | string => {
    const others = concepts.filter((o) => o !== c && symbol in o.concept.symbols).slice(0, 3);
    if (others.length === 0) return '';
    return html`<span class="quiet">
      Elsewhere:
      ${others.map((o, i) => html`${i > 0 ? '; ' : ''}${o.concept.symbols[symbol]} (<a href="${linkTo(o.slug, '../') ?? ''}">${o.title}</a>)`)}.
    </span>`;
  };
  return html`<details class="symbols-here">
    <summary>What the symbols mean</summary>
    <dl>
      ${entries.map(
        ([symbol, meaning]) =>
          html`<div>
            <dt>${symbol}</dt>
            <dd>${meaning}. ${elsewhere(symbol)}</dd>
          </div>`,
      )}
    </dl>
  </details>`;
};

function fallback({ concept, title }: ConceptContent): Markup {
  const names = Object.values(concept.parameters).map((p) => p.label);
  const list = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}` : (names[0] ?? '');
  return html`<div class="widget-fallback">
    <p><strong>${title}, to play with.</strong> ${concept.summary}</p>
    <p>Here you set ${list}, and watch the result follow.</p>
    <p class="quiet">
      This part needs JavaScript and WebAssembly. Everything else on the page is readable without them.
    </p>
  </div>`;
}

const example = (c: ConceptContent): Markup =>
  html`<section class="example" aria-label="${c.title} in PyTorch">
    <div class="example-head">
      <h3>PyTorch</h3>
      <button type="button" class="copy needs-script">Copy code</button>
    </div>
    <pre class="scroller"><code class="language-python">${c.code}</code></pre>
    <p class="printed">
      <span>PyTorch ${c.torch} printed</span><span class="for-defaults" hidden> for the default values</span>
    </p>
    <pre class="output scroller"><samp>${c.output.trimEnd()}</samp></pre>
  </section>`;

const parameterRow = ([key, p]: [string, Parameter]): Markup =>
  html`<tr>
    <th scope="row"><code class="role-${p.role}">${key}</code></th>
    <td>${p.label}</td>
    <td>${describeRange(p)}</td>
    <td>${describeDefault(p)}</td>
    <td>${p.description}</td>
  </tr>`;

const parameterTable = ({ concept }: ConceptContent): Markup =>
  html`<details class="parameters">
    <summary>Parameters</summary>
    <div class="scroller">
      <table>
        <thead>
          <tr>
            <th scope="col">name</th>
            <th scope="col">label</th>
            <th scope="col">takes</th>
            <th scope="col">default</th>
            <th scope="col">what it is</th>
          </tr>
        </thead>
        <tbody>
          ${Object.entries(concept.parameters).map(parameterRow)}
        </tbody>
      </table>
    </div>
  </details>`;

const order = sections.flatMap((s) => s.concepts);

function step(slug: string, by: -1 | 1): Markup {
  const other = order[order.findIndex((c) => c.slug === slug) + by];
  const word = by < 0 ? 'Previous' : 'Next';
  if (!other) return html`<span class="step"></span>`;
  const label = html`<span class="step-word">${word}</span>
    <span class="step-title"><span class="number">${displayNumber(other.slug)}</span> ${other.title}</span>`;
  const to = linkTo(other.slug, '../');
  if (to) return html`<a class="step" rel="${by < 0 ? 'prev' : 'next'}" href="${to}">${label}</a>`;
  return html`<span class="step to-come">${label} <span class="soon">to come</span></span>`;
}

const article = (c: ConceptContent): Markup =>
  html`<article id="${c.slug}" class="concept" aria-labelledby="${c.slug}-title">
    <header class="concept-head">
      <p class="concept-number">${c.number}</p>
      <h2 id="${c.slug}-title"><a class="anchor" href="#${c.slug}">${c.title}</a></h2>
      <p class="summary">${c.concept.summary}</p>
      ${prerequisites(c)}
    </header>
    ${formula(c)} ${symbols(c)}
    <div class="widget-slot"><nabla-widget concept="${c.slug}">${fallback(c)}</nabla-widget></div>
    <div class="two-columns prose">
      <section>
        <h3>Intuition</h3>
        ${c.intuition}
      </section>
      <section>
        <h3>How it affects the output</h3>
        ${c.effect}
      </section>
    </div>
    ${example(c)}
    <section class="fine-print prose">
      <h3>Fine print</h3>
      ${c.finePrint}
    </section>
    ${parameterTable(c)}
    <nav class="steps" aria-label="Around ${c.title}">${step(c.slug, -1)} ${step(c.slug, 1)}</nav>
  </article>`;

const entry = ({ slug, title }: { slug: string; title: string }): Markup => {
  const label = html`<span class="number">${displayNumber(slug)}</span> <span>${title}</span>`;
  if (isBuilt(slug)) return html`<li><a href="#${slug}">${label}</a></li>`;
  return html`<li><span class="to-come">${label}</span></li>`;
};

const notebook = ({ slug, title }: Section): Markup =>
  html`<aside class="notebook">
    <h2>Notebook</h2>
    <p>
      ${title} to run and change on your own machine: the words, formulas and code of this page with plots, outputs
      recorded with real PyTorch, and faults to spot. It opens in Jupyter, VS Code and Colab.
    </p>
    <p><a href="../notebooks/${slug}.ipynb" download>Download ${slug}.ipynb</a></p>
  </aside>`;

function around(section: Section): Markup {
  const i = sections.indexOf(section);
  const neighbour = (other: Section | undefined, word: string): Markup | string => {
    if (!other) return '';
    const to = conceptsOf(other).length > 0 ? `../${other.slug}/` : undefined;
    return html`<li>
      <span class="quiet">${word}</span>
      ${to ? html`<a href="${to}">${other.title}</a>` : html`<span class="to-come">${other.title}, to come</span>`}
    </li>`;
  };
  return html`<ul class="section-steps">
    ${neighbour(sections[i - 1], 'Section before')} ${neighbour(sections[i + 1], 'Section after')}
    <li><a href="../">All ten sections</a></li>
  </ul>`;
}

export function sectionPage(section: Section): string {
  const here = conceptsOf(section);
  return document(
    {
      title: `${section.title} · Nabla`,
      description: `${section.title}, live: ${here.map((c) => c.title.toLowerCase()).join(', ')}.`,
      root: '../',
      place: section.title,
      script: 'page',
      bodyClass: 'section-page',
    },
    html`<div class="layout">
      <nav class="contents" aria-label="${section.title}">
        <ol>
          ${section.concepts.map(entry)}
          <li>
            <a href="../notebooks/${section.slug}.ipynb" download>
              <span class="number" aria-hidden="true">↓</span> <span>Notebook</span>
            </a>
          </li>
        </ol>
      </nav>
      <main id="main" tabindex="-1">
        <h1 class="section-title visually-hidden">${section.title}</h1>
        ${here.map(article)} ${notebook(section)} ${around(section)}
      </main>
    </div>`,
  );
}

/** Space kept for each widget until it wakes, by the widget's own width. */
export const reservedHeights = (): string =>
  concepts
    .map(({ slug, concept: { height } }) => {
      const rule = (px: number): string => `nabla-widget[concept='${slug}'] { min-height: ${px}px; }`;
      return [
        rule(height.narrow),
        `@container widget (min-width: 560px) { ${rule(height.medium)} }`,
        `@container widget (min-width: 860px) { ${rule(height.wide)} }`,
      ].join('\n');
    })
    .join('\n');
