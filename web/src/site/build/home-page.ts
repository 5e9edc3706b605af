// The front page: what this is, a linear map to hold in the hand, and the course.

import { sections, type Section } from '../../curriculum';
import { concepts, displayNumber, linkTo } from './content';
import { hero } from './hero';
import { html, type Markup } from './html';
import { document } from './layout';

type Tiles = ReadonlyMap<string, Markup>;

const entry = ({ slug, title }: { slug: string; title: string }, tiles: Tiles): Markup => {
  const to = linkTo(slug, './');
  const words = html`<span class="number">${displayNumber(slug)}</span> <span>${title}</span>`;
  if (!to)
    return html`<li>
      <span class="entry to-come"><span class="tile"></span>${words}<span class="soon">to come</span></span>
    </li>`;
  return html`<li>
    <a class="entry" href="${to}" data-concept="${slug}">${tiles.get(slug) ?? ''}${words}</a>
  </li>`;
};

const block = (section: Section, tiles: Tiles): Markup => {
  const built = section.concepts.some((c) => linkTo(c.slug, './'));
  return html`<section class="course-section span-${section.concepts.length}" aria-labelledby="section-${section.slug}">
    <h3 id="section-${section.slug}">
      ${built ? html`<a href="./${section.slug}/">${section.title}</a>` : section.title}
    </h3>
    <ol>
      ${section.concepts.map((c) => entry(c, tiles))}
    </ol>
  </section>`;
};

export function homePage(tiles: Tiles): string {
  const total = sections.reduce((n, s) => n + s.concepts.length, 0);
  const live =
    concepts.length === total ? '' : `${concepts.length} of them can be played with today; the others are to come.`;
  return document(
    {
      title: 'Nabla: the mathematics of neural networks, live',
      description:
        'Thirty ideas behind neural networks, each with its formula, a live widget, what breaks it, and PyTorch code.',
      root: './',
      script: 'home',
      bodyClass: 'home-page',
    },
    html`<main id="main" tabindex="-1">
      ${hero()}
      <section class="course" aria-labelledby="course-title">
        <div class="course-head">
          <h2 id="course-title">The course</h2>
          <p>Ten sections, ${total} concepts, in the order in which they build on each other. ${live}</p>
        </div>
        <div class="course-grid">${sections.map((s) => block(s, tiles))}</div>
      </section>
    </main>`,
  );
}
