// What an author copies: one widget in one state, for each kind of host. The tests of the hosts copy from here too.

import { attributesOf } from './attributes';
import { encodeState, encodeValue } from '../kit/codec';
import type { Concept, Values } from '../kit/parameters';
import { sameValue, type Value } from '../kit/values';

export interface Asked {
  readonly concept: Concept;
  readonly title: string;
  readonly values: Values;
  /** Of an iframe, in px, until its content says how high it is. */
  readonly height: number;
  /** Address of the site's own folder, with its slash. */
  readonly site: string;
  readonly version: string;
  /** Attributes that say how it looks: theme, without-table … */
  readonly looks?: readonly (readonly [name: string, value: string])[];
}

export interface Snippet {
  readonly id: string;
  readonly host: string;
  /** Where it goes, in a sentence. */
  readonly where: string;
  readonly code: string;
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Attributes of what differs from the defaults. */
export function attributesFor({ concept, values }: Pick<Asked, 'concept' | 'values'>): [string, string][] {
  return Object.entries(concept.parameters)
    .filter(([key, p]) => !sameValue(values[key] as Value, p.default))
    .map(([key, p]) => [attributesOf(key, p)[0] ?? key, textOf(values[key] as Value)]);
}

const textOf = (value: Value): string => (typeof value === 'string' ? value : encodeValue(value));

const list = (pairs: readonly (readonly [string, string])[], prefix = ''): string =>
  pairs.map(([name, value]) => (value === '' ? ` ${prefix}${name}` : ` ${prefix}${name}="${escape(value)}"`)).join('');

/** The element alone. Inside a div: of all forms, that one comes through every Markdown unharmed. */
export function elementOf(asked: Asked): string {
  const { concept, title } = asked;
  const own = list([...attributesFor(asked), ...(asked.looks ?? [])]);
  return `<div>
<nabla-widget concept="${concept.slug}"${own} label="${escape(title)}"></nabla-widget>
</div>`;
}

const scriptTag = ({ site }: Asked): string => `<script defer src="${site}embed/nabla.global.js"></script>`;

export function iframeOf(asked: Asked): string {
  const { concept, title, values, height, site } = asked;
  const state = encodeState(concept.parameters, values);
  const looks = (asked.looks ?? []).map(([name, value]) => `&${name}=${encodeURIComponent(value || 'on')}`).join('');
  // A bare plus in a query is a space.
  const src = `${site}embed.html?concept=${concept.slug}${looks}${state ? `&${state.replaceAll('+', '%2B')}` : ''}`;
  return `<iframe data-nabla-embed src="${escape(src)}" title="${escape(title)}" loading="lazy" style="width: 100%; height: ${height}px; border: 0; color-scheme: light dark"></iframe>`;
}

const dataForm = (asked: Asked): string =>
  `<div data-nabla="${asked.concept.slug}"${list([...attributesFor(asked), ...(asked.looks ?? [])], 'data-')}><p>${escape(asked.title)}</p></div>`;

/** Attributes one by one: a page that trusts no markup takes them, and no text ends them early. */
function moduleOf(asked: Asked): string {
  const all = [
    ['concept', asked.concept.slug],
    ...attributesFor(asked),
    ...(asked.looks ?? []),
    ['label', asked.title],
  ];
  const set = all.map(([name, value]) => `widget.setAttribute(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
  return `import 'nabla/define';

const widget = document.createElement('nabla-widget');
${set.join('\n')}
document.body.append(widget);`;
}

const indented = (text: string, by: string): string => text.replace(/^(?=.)/gm, by);

/** All of them, the simplest first. */
export function snippetsFor(asked: Asked): readonly Snippet[] {
  const element = elementOf(asked);
  const script = scriptTag(asked);
  const shortcode = list([['concept', asked.concept.slug], ...attributesFor(asked), ...(asked.looks ?? [])]).trim();
  return [
    { id: 'html', host: 'HTML', where: 'Anywhere in a page.', code: `${script}\n${element}` },
    {
      id: 'iframe',
      host: 'iframe',
      where: 'Where no script may be added. The height follows the content if the page has the script, too.',
      code: iframeOf(asked),
    },
    {
      id: 'data',
      host: 'Hosts that strip unknown tags',
      where: 'With the script on the page; the words inside stand there until it runs.',
      code: `${script}\n${dataForm(asked)}`,
    },
    {
      id: 'markdown',
      host: 'Markdown',
      where: 'With the script in the page’s template, as the lines for each generator below say.',
      code: element,
    },
    {
      id: 'mkdocs',
      host: 'MkDocs',
      where: 'Copy nabla.global.js into docs/, name it in mkdocs.yml, and paste the lines for Markdown.',
      code: 'extra_javascript:\n  - nabla.global.js',
    },
    {
      id: 'sphinx',
      host: 'Sphinx',
      where: 'Copy nabla.global.js into _static/; the first two lines go to conf.py, the rest to the page.',
      code: `html_static_path = ["_static"]\nhtml_js_files = [("nabla.global.js", {"defer": "defer"})]\n\n.. raw:: html\n\n${indented(element, '   ')}`,
    },
    {
      id: 'vitepress',
      host: 'VitePress',
      where:
        'Copy nabla.global.js into docs/public/; this is .vitepress/config.mts. Then paste the lines for Markdown.',
      code: `import { defineConfig } from 'vitepress';

export default defineConfig({
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === 'nabla-widget' } } },
  transformHead: ({ siteData }) => [['script', { defer: '', src: \`\${siteData.base}nabla.global.js\` }]],
});`,
    },
    {
      id: 'docusaurus',
      host: 'Docusaurus',
      where:
        'Copy nabla.global.js into static/; this goes to docusaurus.config.js, with your baseUrl in place of /your-base/. Then paste the lines for Markdown.',
      code: `scripts: [{ src: '/your-base/nabla.global.js', defer: true }],`,
    },
    {
      id: 'hugo',
      host: 'Hugo',
      where: 'Copy nabla.global.js into static/ and nabla.html into layouts/shortcodes/.',
      code: `{{< nabla ${shortcode} >}}`,
    },
    {
      id: 'notebook',
      host: 'Jupyter',
      where: 'In a code cell of a live notebook, with anywidget.js beside it.',
      code: `import anywidget, pathlib, traitlets

class Nabla(anywidget.AnyWidget):
    _esm = pathlib.Path("anywidget.js")
    concept = traitlets.Unicode().tag(sync=True)
    params = traitlets.Dict().tag(sync=True)
    state = traitlets.Unicode().tag(sync=True)

Nabla(concept="${asked.concept.slug}", params=${python(asked)})`,
    },
    {
      id: 'nbconvert',
      host: 'A notebook as a page',
      where: 'In a code cell; nbconvert keeps what it shows. Copy nabla.global.js beside the page.',
      code: `from IPython.display import HTML

HTML('''<script defer src="nabla.global.js"></script>
${element.replaceAll('\\', '\\\\').replaceAll("'", '&#39;')}''')`,
    },
    {
      id: 'module',
      host: 'A bundler',
      where: 'After npm install of the package from this site.',
      code: moduleOf(asked),
    },
  ];
}

/** The attributes as a Python dict of texts, which the widget reads as it reads attributes. */
function python({ concept, values }: Asked): string {
  const entries = Object.entries(concept.parameters)
    .filter(([key, p]) => !sameValue(values[key] as Value, p.default))
    .map(([key]) => `${JSON.stringify(key)}: ${JSON.stringify(textOf(values[key] as Value))}`);
  return `{${entries.join(', ')}}`;
}
