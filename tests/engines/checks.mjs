// The checks that every engine must pass. `quick` ones are the smoke of the ordinary tests.
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { DIST } from '../../scripts/lib/paths.mjs';
import { access } from './access.mjs';
import { sectionOf, sections, slugs } from './concepts.mjs';
import { CALLS, callAll } from './numbers.mjs';
import { openSite } from './pages.mjs';

const SMOKE = 'nonlinear-functions';

// -- pages -----------------------------------------------------------------------------------------------------------------

const pages = sections.map(({ section, slugs: own }) => ({
  name: `${section}/ under a sub-path and the strict policy: all ${own.length} widgets wake, the console stays empty`,
  quick: section === SMOKE,
  async run({ visit, at }) {
    await visit.goto(`${at.site}${section}/`);
    assert.equal(await visit.wakeAll(), own.length);
    await visit.quiet(section);
  },
}));

const plainPages = {
  name: 'front page, cheat sheet and gallery are quiet, and the gallery’s widget wakes',
  async run({ visit, at }) {
    for (const path of ['', 'cheat-sheet/', 'embedding/']) {
      await visit.goto(at.site + path);
      if (path === 'embedding/')
        await visit.until(() => document.querySelector('#gallery-stage nabla-widget')?.status === 'ready');
      await visit.quiet(path);
    }
  },
};

const chart = {
  name: 'a chart is drawn: its pixels are handed over from a canvas that is on no page',
  quick: true,
  async run({ visit, at }) {
    await visit.goto(`${at.site}${sectionOf('derivative')}/#derivative?lens=errors`);
    await visit.wake('derivative');
    await visit.until(() => {
      const widget = document.querySelector('nabla-widget[concept="derivative"]');
      const shown = widget.shadowRoot.querySelector('nabla-chart')?.shadowRoot.querySelector('canvas');
      if (!shown) return false;
      const copy = Object.assign(document.createElement('canvas'), { width: shown.width, height: shown.height });
      const context = copy.getContext('2d');
      context.drawImage(shown, 0, 0);
      const { data } = context.getImageData(0, 0, copy.width, copy.height);
      const painted = data.filter((value, i) => i % 4 === 3 && value > 0).length;
      // Lines and words; far from all of it, for a chart has no ground.
      return painted > 0.01 * copy.width * copy.height && painted < 0.5 * copy.width * copy.height;
    });
    await visit.quiet('derivative');
  },
};

// -- numbers ---------------------------------------------------------------------------------------------------------------

const modules = {
  name: 'fetches its section’s engine once: the relaxed one where it has relaxed SIMD, the plain one elsewhere and on demand',
  quick: true,
  async run({ visit, at, t }) {
    const fetched = () =>
      visit.evaluate(() => {
        const names = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
        return names
          .filter((name) => name.endsWith('.wasm'))
          .map((name) => name.replace(/^.*\/|-[\w-]{8}\.wasm$/g, ''));
      });
    await visit.goto(`${at.site}${SMOKE}/`);
    const relaxed = await visit.evaluate((bytes) => WebAssembly.validate(Uint8Array.from(bytes)), RELAXED_SIMD);
    t.diagnostic(`relaxed SIMD: ${relaxed ? 'yes' : 'no'}`);
    await visit.wakeAll();
    assert.deepEqual(await fetched(), [`${relaxed ? 'nabla-relaxed' : 'nabla'}-${SMOKE}`]);
    await visit.goto(`${at.site}${SMOKE}/?simd=plain`);
    await visit.wakeAll();
    assert.deepEqual(await fetched(), [`nabla-${SMOKE}`]);
    await visit.quiet(SMOKE);
  },
};

const numbers = {
  name: `with the plain module, computes to the bit what Node computes: ${Object.keys(CALLS).join(', ')}`,
  quick: true,
  async run({ visit, at }) {
    globalThis.Nabla = await import(pathToFileURL(join(DIST, 'embed', 'core.node.js')).href);
    // The one-file script of the author's page holds no other.
    globalThis.Nabla.config({ simd: 'plain' });
    const expected = await callAll(CALLS);
    await visit.goto(at.author);
    await visit.until(() => globalThis.Nabla !== undefined);
    const found = await visit.evaluate(callAll, CALLS);
    for (const name of Object.keys(CALLS)) assert.equal(found[name], expected[name], name);
  },
};

/** A function that is one i8x16.relaxed_swizzle: valid where the engine has relaxed SIMD. */
const RELAXED_SIMD = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15,
  253, 128, 2, 11,
];

const machine = {
  name: 'your-machine/: every kernel is measured in a worker and agrees with scalar JavaScript, relaxed SIMD where it is',
  quick: true,
  async run({ visit, at, t }) {
    await visit.goto(`${at.site}your-machine/`);
    const relaxed = await visit.evaluate((bytes) => WebAssembly.validate(Uint8Array.from(bytes)), RELAXED_SIMD);
    await visit.evaluate(() => void document.querySelector('#machine-start').click());
    await visit.until(() => document.querySelector('#machine-start').textContent === 'Again', undefined, 180_000);
    const { said, cells } = await visit.evaluate(() => ({
      said: document.querySelector('#machine-now').textContent,
      cells: [...document.querySelectorAll('#machine-table [data-row] [data-cell]')].map((cell) => [
        `${cell.closest('[data-row]').dataset.row} ${cell.dataset.cell}`,
        cell.textContent,
      ]),
    }));
    assert.match(said, /Every result agrees/);
    const measured = new Map(cells.filter(([name]) => /^\d+ (scalar|plain|relaxed)$/.test(name)));
    assert.ok(measured.size > 0);
    for (const [name, text] of measured) {
      if (name.endsWith('relaxed') && !relaxed) assert.doesNotMatch(text, /\d/, name);
      else assert.ok(Number.parseFloat(text) > 0, `${name}: ${text}`);
    }
    t.diagnostic(`product in float32: scalar ${measured.get('0 scalar')}, plain ${measured.get('0 plain')}`);
    await visit.quiet('your-machine');
  },
};

/** What every widget exports by default, by engine: the first engine's are what the others are compared with. */
const exported = new Map();

const exports = {
  name: 'all thirty widgets export the same data, to the bit, as in the first engine of this run',
  async run({ visit, at, engine, t }) {
    await visit.goto(at.author);
    await visit.until(() => globalThis.Nabla !== undefined);
    const own = {};
    for (const slug of slugs) {
      own[slug] = await visit.evaluate(async (name) => {
        const stage = document.querySelector('#stage');
        // As wide everywhere: some pictures sample by pixel.
        stage.style.width = '900px';
        const widget = globalThis.Nabla.create(stage, { name, loading: 'eager' });
        await widget.ready;
        const data = widget.exportData();
        widget.remove();
        return data;
      }, slug);
      assert.ok(JSON.parse(own[slug]).data, slug);
    }
    await visit.quiet('all thirty');
    exported.set(engine, own);
    const [[first, theirs]] = exported;
    if (first === engine) return t.diagnostic('the first of this run: the others are compared with it');
    const differing = slugs.filter((slug) => own[slug] !== theirs[slug]);
    assert.deepEqual(
      differing.map((slug) => firstDifference(slug, own[slug], theirs[slug])),
      [],
    );
  },
};

function firstDifference(slug, a, b) {
  const i = [...a].findIndex((character, at) => character !== b[at]);
  return `${slug}: …${a.slice(Math.max(0, i - 60), i + 40)}… instead of …${b.slice(Math.max(0, i - 60), i + 40)}…`;
}

// -- input -----------------------------------------------------------------------------------------------------------------

/** One widget of each kind: what the keyboard does there, and a preset that breaks with its cure. */
const KINDS = [
  {
    slug: 'softmax',
    kind: 'a slider',
    on: 'input[type=range]',
    press: ['ArrowRight'],
    preset: 'overflow',
    quick: true,
  },
  { slug: 'derivative', kind: 'a typed function', on: 'input.function', type: 'x^3-x', preset: 'tiny' },
  {
    slug: 'matrix-inverse',
    kind: 'a matrix entry',
    on: 'input[aria-label$="row 1, column 1"]',
    cell: '3.5',
    preset: 'singular',
  },
  { slug: 'gradient-descent', kind: 'a handle', on: '.handle', press: ['ArrowRight', 'ArrowUp'], preset: 'too-large' },
  { slug: 'attention', kind: 'a choice', on: 'input[type=radio]:checked', press: ['ArrowRight'], preset: 'saturated' },
];

async function byKeyboard(visit, { slug, on, press = [], type }) {
  const before = await visit.state(slug);
  await visit.focus(slug, on);
  if (type) await visit.browser.type(type);
  for (const key of type ? ['Enter'] : press) await visit.browser.press(key);
  await visit.until(
    ([name, was]) => document.querySelector(`nabla-widget[concept="${name}"]`).getState() !== was,
    [slug, before],
  );
}

async function presetAndCure(visit, { slug, preset }) {
  const button = `button[data-preset="${preset}"]`;
  await visit.click(slug, button);
  await visit.until((at) => globalThis.nablaFind(...at)?.getAttribute('aria-pressed') === 'true', [slug, button]);
  const broken = await visit.state(slug);
  assert.match(broken, new RegExp(`preset=${preset}`));
  await visit.click(slug, '.cause button');
  await visit.until(
    ([name, was]) => document.querySelector(`nabla-widget[concept="${name}"]`).getState() !== was,
    [slug, broken],
  );
  assert.equal(await visit.evaluate((at) => globalThis.nablaFind(...at) === undefined, [slug, '.failure']), true);
}

const inputs = KINDS.map(({ cell, ...kind }) => ({
  name: `${kind.slug}: ${kind.kind} by keyboard, preset “${kind.preset}” and its cure`,
  quick: kind.quick ?? false,
  async run({ visit, at }) {
    await visit.goto(`${at.site}${sectionOf(kind.slug)}/#${kind.slug}`);
    await visit.wake(kind.slug);
    await byKeyboard(visit, { ...kind, type: kind.type ?? cell });
    await presetAndCure(visit, kind);
    await visit.quiet(kind.slug);
  },
}));

const drag = {
  name: 'gradient-descent: a handle of the plane is dragged',
  quick: true,
  async run({ visit, at }) {
    const slug = 'gradient-descent';
    await visit.goto(`${at.site}${sectionOf(slug)}/#${slug}`);
    await visit.wake(slug);
    const before = await visit.state(slug);
    const { x, y } = await visit.middle(slug, '.handle .touch');
    await visit.browser.drag(Array.from({ length: 7 }, (_, i) => ({ x: x + 7 * i, y: y + 5 * i })));
    await visit.until(
      ([name, was]) => document.querySelector(`nabla-widget[concept="${name}"]`).getState() !== was,
      [slug, before],
    );
    await visit.quiet(slug);
  },
};

const touch = {
  name: 'gradient-descent: a finger drags a handle, and the page stays where it is',
  async run({ visit, at, t }) {
    if (!visit.browser.touch) return t.skip('this driver has no finger');
    const slug = 'gradient-descent';
    await visit.goto(`${at.site}${sectionOf(slug)}/#${slug}`);
    await visit.wake(slug);
    const before = await visit.state(slug);
    const { x, y } = await visit.middle(slug, '.handle .touch');
    const scrolled = await visit.evaluate(() => {
      addEventListener('pointerdown', (e) => (globalThis.pointerKind = e.pointerType), { capture: true });
      return scrollY;
    });
    await visit.browser.touch(Array.from({ length: 7 }, (_, i) => ({ x: x + 7 * i, y: y + 5 * i })));
    await visit.until(
      ([name, was]) => document.querySelector(`nabla-widget[concept="${name}"]`).getState() !== was,
      [slug, before],
    );
    assert.equal(await visit.evaluate(() => globalThis.pointerKind), 'touch');
    assert.equal(await visit.evaluate(() => scrollY), scrolled);
    await visit.quiet(slug);
  },
};

// -- the element on an author's page --------------------------------------------------------------------------------------

const element = {
  name: 'the one-file script on a plain page: attributes, events, properties, dark and light, data-nabla',
  quick: true,
  async run({ visit, at }) {
    await visit.goto(at.author);
    await visit.wake('softmax');
    const found = await visit.evaluate(async () => {
      const widget = document.querySelector('nabla-widget[concept=softmax]');
      const heard = [];
      for (const type of ['nabla-input', 'nabla-change']) widget.addEventListener(type, () => heard.push(type));
      globalThis.heard = heard;
      const first = widget.params.z;
      widget.setAttribute('logits', '5,0');
      await new Promise((resolve) => setTimeout(resolve));
      const second = widget.params.z;
      widget.params = { z: [1, 2, 3, 4] };
      return { first, second, third: widget.params.z, events: heard.length };
    });
    assert.deepEqual(found, { first: [3, 1, 0.2], second: [5, 0], third: [1, 2, 3, 4], events: 0 });
    await visit.focus('softmax', 'input[type=range]');
    await visit.browser.press('ArrowRight');
    await visit.until(() => globalThis.heard.includes('nabla-change'));
    for (const scheme of ['dark', 'light']) {
      await visit.evaluate((name) => void (document.documentElement.style.colorScheme = name), scheme);
      await visit.until(
        (name) => getComputedStyle(document.querySelector('nabla-widget[concept=softmax]')).colorScheme === name,
        scheme,
      );
    }
    await visit.wake('derivative');
    const { x0 } = await visit.evaluate(() => document.querySelector('[data-nabla=derivative] nabla-widget').params);
    assert.equal(x0, 1.5);
    await visit.quiet('author’s page');
  },
};

const iframe = {
  name: 'embed.html in an iframe of another origin is given the height of its content',
  async run({ visit, at }) {
    await visit.goto(at.author);
    const height = () => {
      const frame = document.querySelector('iframe');
      frame.scrollIntoView();
      return frame.style.height === '' ? 0 : frame.clientHeight;
    };
    assert.ok((await visit.until(height)) > 300);
    await visit.quiet('author’s page');
  },
};

// -- the folder ------------------------------------------------------------------------------------------------------------

const folder = {
  name: 'the offline folder by file://: index, a link to a section, its widgets, embed.html',
  quick: true,
  async run({ visit, at }) {
    await visit.goto(`${at.folder}index.html`);
    await visit.quiet('index.html');
    await visit.evaluate((section) => document.querySelector(`.course a[href*="${section}/"]`).click(), SMOKE);
    await visit.until((section) => location.pathname.endsWith(`/${section}/index.html`), SMOKE);
    await visit.until(() => globalThis.nablaProblems !== undefined);
    assert.equal(await visit.wakeAll(), sections.find((s) => s.section === SMOKE).slugs.length);
    await visit.quiet(SMOKE);
    await visit.goto(`${at.folder}embed.html?concept=softmax&logits=3,1,0`);
    await visit.until(() => document.querySelector('nabla-widget')?.status === 'ready');
    assert.deepEqual(await visit.evaluate(() => document.querySelector('nabla-widget').params.z), [3, 1, 0]);
    await visit.quiet('embed.html');
    // A driven browser may be laxer with files than a visitor's: this one is not.
    const reads = await visit.evaluate(() =>
      fetch('index.html').then(
        () => true,
        () => false,
      ),
    );
    assert.equal(reads, false, 'a file may read its neighbours here, so that this check proves nothing');
  },
};

const folderPages = {
  name: `the offline folder by file://: all ${slugs.length} widgets on all ${sections.length} pages, and the gallery`,
  async run({ visit, at }) {
    for (const { section, slugs: own } of sections) {
      await visit.goto(`${at.folder}${section}/index.html`);
      assert.equal(await visit.wakeAll(), own.length, section);
      await visit.quiet(section);
    }
    await visit.goto(`${at.folder}embedding/index.html`);
    await visit.until(() => document.querySelector('#gallery-stage nabla-widget')?.status === 'ready');
    await visit.quiet('gallery');
  },
};

/** Else a silent driver would pass for a silent page. */
const hearing = {
  name: 'what goes wrong in a page is heard: console, uncaught, rejected, against the policy, not found',
  quick: true,
  async run({ visit, at }) {
    await visit.goto(`${at.site}cheat-sheet/`);
    await visit.quiet('before');
    await visit.evaluate(() => {
      console.error('said');
      setTimeout(() => {
        throw new Error('thrown');
      });
      void Promise.reject(new Error('rejected'));
      document.body.setAttribute('style', 'color: red');
      document.body.append(Object.assign(document.createElement('img'), { src: 'missing.png' }));
    });
    const heard = async (pattern) => {
      const end = Date.now() + 10_000;
      while (!(await visit.problems()).some((text) => pattern.test(text)))
        assert.ok(Date.now() < end, `${pattern} was not heard, only ${await visit.problems()}`);
    };
    for (const pattern of [/said/, /thrown/, /rejected/, /style-src/, /missing\.png/]) await heard(pattern);
  },
};

const copy = {
  name: `second visit with the server gone: all ${slugs.length} widgets from the copy that the service worker keeps`,
  async run({ visit, t }) {
    const { address, stop } = await openSite();
    try {
      // Left while the copy is being made, as a visitor in a hurry does.
      await visit.goto(`${address}${SMOKE}/`, { probed: false });
      await visit.goto(address, { probed: false });
      if (!(await visit.evaluate(() => 'serviceWorker' in navigator)))
        return t.skip('this engine offers no service worker to a driven page');
      await visit.until(() => navigator.serviceWorker.controller?.state === 'activated');
      const asked = await visit.evaluate(() => document.querySelector('.offline-bar')?.textContent);
      assert.equal(asked ?? '', '', 'the first copy is no newer version');
      stop();
      for (const { section, slugs: own } of sections) {
        await visit.goto(`${address}${section}/`, { probed: false });
        assert.equal(await visit.wakeAll(), own.length, section);
      }
    } finally {
      stop();
    }
  },
};

export const CHECKS = [
  hearing,
  ...pages,
  plainPages,
  chart,
  modules,
  numbers,
  machine,
  exports,
  ...inputs,
  drag,
  touch,
  ...access,
  element,
  iframe,
  folder,
  folderPages,
  copy,
];
