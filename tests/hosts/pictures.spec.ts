// What an author writes is what a reader sees: of every concept every parameter, alone, changes the picture in some state.
import { attributesOf } from '../../web/src/embed/attributes';
import { encodeValue } from '../../web/src/kit/codec';
import { plainValues } from '../../web/src/embed/patch';
import type { Concept } from '../../web/src/kit/parameters';
import { concepts } from './handed-out';
import { pageOf } from './pages';
import { bringSite, place } from './places';
import { expect, test } from './support';
import { another } from './wishes';

interface Try {
  readonly key: string;
  readonly attribute: string;
  /** As an author writes them, and as `params` holds them. */
  readonly values: readonly (readonly [text: string, value: unknown])[];
}

const triesOf = ({ parameters }: Concept): Try[] =>
  Object.entries(parameters).map(([key, p]) => ({
    key,
    attribute: attributesOf(key, p)[0] ?? key,
    values: [another(p), another(p, true)].map((value) => [
      typeof value === 'string' ? value : encodeValue(value),
      plainValues({ [key]: value })[key],
    ]),
  }));

/** The default, every preset, every choice and switch, and each in every lens: some parameters count in one of them only. */
function statesOf({ parameters, presets }: Concept): string[] {
  const choices = Object.entries(parameters).flatMap(([key, p]) => {
    if (p.kind === 'switch') return [`${key}=${p.default ? 'off' : 'on'}`];
    return p.kind === 'choice' ? Object.keys(p.options).map((option) => `${key}=${option}`) : [];
  });
  const lenses = choices.filter((c) => c.startsWith('lens='));
  const others = choices.filter((c) => !c.startsWith('lens='));
  const both = lenses.flatMap((lens) => others.map((other) => `${lens}&${other}`));
  return ['', ...lenses, ...presets.map(({ id }) => `preset=${id}`), ...others, ...both];
}

/** What a stroke of the visitor's will paint: until then there is nothing to see of it. */
const UNSEEN: Readonly<Record<string, readonly string[]>> = { svd: ['brush'] };

interface Found {
  readonly key: string;
  readonly arrived: boolean;
  readonly followed: boolean;
}

/** Runs in the page: states are tried until one is drawn otherwise with the attribute than without it. */
async function walk(element: Element, [tries, states]: readonly [readonly Try[], readonly string[]]): Promise<Found[]> {
  const widget = element as HTMLElement & {
    params: Record<string, unknown>;
    setState(text: string): Promise<void>;
    exportData(format: 'csv'): string;
  };
  const plain = (_: string, value: unknown): unknown =>
    ArrayBuffer.isView(value) ? Array.from(value as unknown as number[]) : value instanceof Node ? undefined : value;
  /** Everything drawn, but for the controls, which show what they hold in any case. */
  const drawn = (root: ShadowRoot | Element): string =>
    [...root.children]
      .filter((child) => !child.matches('.field, style, .presets, .more, [role="status"], .messages'))
      .map((child) => {
        const { elementProperties } = child.constructor as { elementProperties?: Map<string, unknown> };
        const own = child as unknown as Record<string, unknown>;
        const properties = [...(elementProperties?.keys() ?? [])].map((name) => JSON.stringify(own[name], plain));
        const attributes = [...child.attributes].map((a) => `${a.name}=${a.value}`);
        const words = [...child.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.textContent);
        const inner = child.shadowRoot ? drawn(child.shadowRoot) : '';
        return [child.localName, ...attributes, ...words, ...properties, inner, drawn(child)].join(' ');
      })
      .join('\n');
  const settled = (): Promise<unknown> =>
    new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const rendered = async (act: () => unknown): Promise<string> => {
    const drawing = new Promise((done) => {
      widget.addEventListener('nabla-render', done, { once: true });
      setTimeout(done, 10_000);
    });
    act();
    await drawing;
    await settled();
    return drawn(widget.shadowRoot as ShadowRoot) + widget.exportData('csv');
  };
  const found: Found[] = [];
  for (const { key, attribute, values } of tries) {
    let [arrived, followed] = [true, false];
    for (const state of states) {
      for (const [text, value] of values) {
        const before = await rendered(() => void widget.setState(state));
        if (JSON.stringify(widget.params[key]) === JSON.stringify(value)) continue;
        const after = await rendered(() => widget.setAttribute(attribute, text));
        arrived &&= JSON.stringify(widget.params[key]) === JSON.stringify(value);
        followed ||= before !== after;
        await rendered(() => widget.removeAttribute(attribute));
        if (followed) break;
      }
      if (followed) break;
    }
    found.push({ key, arrived, followed });
  }
  return found;
}

for (const concept of concepts) {
  test(`every parameter of ${concept.slug} changes the picture`, async ({ page, serving }) => {
    test.setTimeout(300_000);
    const folder = place(`pictures-${concept.slug}`, {
      'page.html': pageOf(
        `<nabla-widget concept="${concept.slug}" loading="eager"></nabla-widget>`,
        '<script defer src="nabla/embed/nabla.global.js"></script>',
      ),
    });
    bringSite(folder, 'nabla');
    await page.goto(`${await serving(folder)}page.html`);
    const widget = page.locator('nabla-widget');
    await expect(widget).toHaveAttribute('data-ready', '');
    const states = statesOf(concept);
    const found = await widget.evaluate(walk, [triesOf(concept), states] as const);
    expect(found.map((f) => f.key)).toEqual(Object.keys(concept.parameters));
    expect(found.filter((f) => !f.arrived).map((f) => f.key)).toEqual([]);
    expect(found.filter((f) => !f.followed).map((f) => f.key)).toEqual(UNSEEN[concept.slug] ?? []);
  });
}
