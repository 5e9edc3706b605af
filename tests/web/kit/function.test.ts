// @vitest-environment jsdom
// The typed function: its text is kept whatever it says, its errors stand beside it, and the last good picture stays.
import { html } from 'lit';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeState, encodeState } from '../../../web/src/kit/codec';
import { words } from '../../../web/src/kit/formula';
import { Frame, type FrameHost } from '../../../web/src/kit/frame';
import { check, defaultsOf, defineConcept } from '../../../web/src/kit/parameters';
import { defineWidget } from '../../../web/src/kit/widget';

const concept = defineConcept({
  slug: 'typed',
  summary: '',
  prerequisites: [],
  symbols: {},
  height: { narrow: 1, medium: 1, wide: 1 },
  parameters: {
    f: { kind: 'function', label: 'f(x)', description: '', role: 'data', default: 'sin(x)', variables: ['x'] },
    a: { kind: 'number', label: 'a', description: '', role: 'parameter', default: 1, min: 0, max: 9, step: 1 },
  },
  presets: [{ id: 'cube', label: 'cube', kind: 'example', values: { f: 'x^3' }, cause: 'It is steep.' }],
});
const { parameters } = concept;
const defaults = defaultsOf(parameters);

describe('as a value', () => {
  it.each(['x', '', '<img src=x onerror=alert(1)>', '</script>', '${x}', '`', 'x = 1 & b=2 #;+%'])(
    'takes %j',
    (text) => {
      expect(check(parameters.f, text)).toEqual({ value: text });
      expect(decodeState(parameters, encodeState(parameters, { ...defaults, f: text })).values).toEqual({ f: text });
    },
  );
  it('counts characters, not code units', () => {
    expect(check(parameters.f, '𝑥'.repeat(1000))).toHaveProperty('value');
    expect(check(parameters.f, 'x'.repeat(1001))).toEqual({
      error: 'f(x) has 1001 characters; at most 1000 are allowed.',
    });
  });
  it('refuses a megabyte without reading it', () => {
    const start = performance.now();
    expect(check(parameters.f, 'x+'.repeat(500_000))).toHaveProperty('error');
    expect(performance.now() - start).toBeLessThan(50);
  });
  it('refuses half a character, and shows it escaped', () => {
    expect(check(parameters.f, 'x+\ud800')).toEqual({ error: 'f(x) holds half a character, “\\ud800”; delete it.' });
  });
  it.each([1, true, new Float64Array(1)])('refuses %o', (value) =>
    expect(check(parameters.f, value)).toHaveProperty('error'),
  );
  it('takes a link that ends in the middle of a character as broken', () => {
    expect(decodeState(parameters, 'f=%E0%A4%A').notices).toEqual([
      'The address holds a broken value for f; it is ignored.',
    ]);
  });
});

/** Answers what the engine answers for a text that does not parse. */
const compute = (_: unknown, { f, a }: typeof defaults): string => {
  if (!f.includes('x'))
    throw Object.assign(new Error('Unknown name “y” at character 3.'), { code: 'invalid-expression', position: 3 });
  return `${f} ${a}`;
};
const widget = defineWidget(concept)<string, unknown>({
  compute,
  picture: ({ control, result }) => html`${control('f')}${control('a')}<output>${result}</output>`,
  sentence: () => '',
  formula: () => words(''),
  table: () => ({ caption: '', columns: [], rows: [] }),
  literals: ({ state }) => ({ f: `lambda x: ${state.f}` }),
});

describe('in a widget', () => {
  let frame: Frame;
  let element: HTMLElement;
  const seen: Record<string, unknown>[] = [];
  const root = (): ShadowRoot => element.shadowRoot as ShadowRoot;
  const field = (): HTMLInputElement => root().querySelector('input.function') as HTMLInputElement;
  const shown = (): string => root().querySelector('output')?.textContent ?? '';
  const error = (): string => root().querySelector('[data-parameter=f] .error')?.textContent ?? '';
  const type = (text: string): void => {
    field().value = text;
    field().dispatchEvent(new Event('input'));
  };
  const settle = async (ms = 0): Promise<void> => {
    await vi.advanceTimersByTimeAsync(ms + 50);
  };

  beforeAll(() => {
    class Observer {
      observe(): void {}
      disconnect(): void {}
    }
    const matchMedia = (): unknown => ({ addEventListener: (): void => {}, matches: false });
    Object.assign(globalThis, { IntersectionObserver: Observer, ResizeObserver: Observer, matchMedia });
  });
  beforeEach(async () => {
    vi.useFakeTimers();
    seen.length = 0;
    element = document.createElement('div');
    document.body.append(element);
    const host: FrameHost = {
      element,
      sheets: [],
      root: element.attachShadow({ mode: 'open' }),
      emit: (name, detail) => name === 'nabla-render' && seen.push(detail as Record<string, unknown>),
      failed: () => undefined,
      link: () => '',
      authored: () => ({}),
      page: undefined,
    };
    frame = new Frame(host, { concept: concept, widget, engine: {} });
    await frame.start({});
    await settle();
  });
  afterEach(() => {
    frame.dispose();
    element.remove();
    vi.useRealTimers();
  });

  it('is a plain field that helps with nothing', () => {
    expect(field().value).toBe('sin(x)');
    expect(field().getAttribute('spellcheck')).toBe('false');
    expect(field().getAttribute('autocapitalize')).toBe('off');
    expect(root().querySelector('label')?.getAttribute('for')).toBe(field().id);
  });

  it('waits until the typing pauses', async () => {
    type('x');
    await settle(100);
    type('x^2');
    await settle(250);
    expect(shown()).toBe('sin(x) 1');
    await settle(200);
    expect(shown()).toBe('x^2 1');
    expect(seen.at(-1)?.['literals']).toEqual({ f: 'lambda x: x^2' });
  });

  it('takes the text at once when the field is left', async () => {
    type('x^4');
    field().dispatchEvent(new Event('change'));
    await settle();
    expect(shown()).toBe('x^4 1');
  });

  it('keeps the typed text, the last good picture and the other controls when it does not parse', async () => {
    type('2 y');
    await settle(400);
    expect(field().value).toBe('2 y');
    expect(error()).toBe('Unknown name “y” at character 3.');
    expect(field().getAttribute('aria-invalid')).toBe('true');
    expect(root().querySelector('[data-parameter=f] mark')?.textContent).toBe('y');
    expect(shown()).toBe('sin(x) 1');
    expect(root().querySelector('.picture')?.classList.contains('stale')).toBe(true);
    expect(root().querySelector('[data-parameter=a] .error')).toBeNull();
  });

  it('blames the text also when another control was moved, and when the text came by a link', async () => {
    frame.setState('f=2%20y');
    await settle();
    expect(error()).toContain('character 3');
    (root().querySelector('input[type=range]') as HTMLInputElement).value = '5';
    root().querySelector('input[type=range]')?.dispatchEvent(new Event('change'));
    await settle();
    expect(error()).toContain('character 3');
    expect(shown()).toBe('sin(x) 5');
  });

  it('shows markup in the text and in its message as text', async () => {
    type('<img src=y onerror=alert(1)>');
    await settle(400);
    expect(root().querySelector('img')).toBeNull();
    expect(field().value).toBe('<img src=y onerror=alert(1)>');
  });

  it('does not write over what is being typed when the widget redraws', async () => {
    type('x^');
    frame.redraw();
    await settle();
    expect(field().value).toBe('x^');
  });

  it('gives way to a preset and to reset', async () => {
    type('2 y');
    await settle(400);
    (root().querySelector('[data-preset=cube]') as HTMLButtonElement).click();
    await settle();
    expect(field().value).toBe('x^3');
    expect(error()).toBe('');
    frame.reset();
    await settle();
    expect(field().value).toBe('sin(x)');
  });

  it('a text that is too long stays in the field with the reason, and leaves the last one in force', async () => {
    type('x+'.repeat(600));
    await settle(400);
    expect(error()).toBe('f(x) has 1200 characters; at most 1000 are allowed.');
    expect(field().value).toHaveLength(1200);
    expect(shown()).toBe('sin(x) 1');
  });
});
