// All formulas on a sheet or two of paper.

import type { Section } from '../../curriculum';
import { builtSections, conceptsOf, type ConceptContent } from './content';
import { html, type Markup } from './html';
import { document } from './layout';

const card = (c: ConceptContent): Markup =>
  html`<li class="sheet-item">
    <h3><span class="number">${c.number}</span> <a href="../${c.section.slug}/#${c.slug}">${c.title}</a></h3>
    <div class="scroller">${c.formula}</div>
    <dl class="symbols">
      ${Object.entries(c.concept.symbols).map(
        ([symbol, meaning]) =>
          html`<div>
            <dt>${symbol}</dt>
            <dd>${meaning}</dd>
          </div>`,
      )}
    </dl>
  </li>`;

const block = (section: Section): Markup =>
  html`<section class="sheet-section">
    <h2>${section.title}</h2>
    <ul>
      ${conceptsOf(section).map(card)}
    </ul>
  </section>`;

export const cheatSheetPage = (): string =>
  document(
    {
      title: 'Cheat sheet · Nabla',
      description: 'The formulas of every concept on one printable sheet.',
      root: '../',
      place: 'Cheat sheet',
      script: 'page',
      bodyClass: 'sheet-page',
    },
    html`<main id="main" class="sheet" tabindex="-1">
      <h1>Cheat sheet</h1>
      <p class="summary">
        The formulas of the course so far. <button type="button" class="print needs-script">Print</button>
      </p>
      ${builtSections.map(block)}
    </main>`,
  );

export const notFoundPage = (): string =>
  document(
    {
      title: 'Not found · Nabla',
      description: 'This page does not exist.',
      root: './',
      script: 'page',
      bodyClass: 'plain-page',
    },
    html`<main id="main" class="plain" tabindex="-1">
      <h1>There is nothing at this address</h1>
      <p class="summary">It may have moved, or it may be a concept that is still to come.</p>
      <p><a href="./">All concepts</a></p>
    </main>`,
  );
