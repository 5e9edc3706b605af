import { describe, expect, it } from 'vitest';
import { matrixFrom } from '../../../web/src/kit/values';
import { code } from '../../../web/src/site/build/code';
import { html, raw } from '../../../web/src/site/build/html';
import { markdown, parts } from '../../../web/src/site/build/markdown';
import { math, mathRules } from '../../../web/src/site/build/math';

describe('html', () => {
  it('escapes what is not markup', () => {
    expect(html`<p title="${'"><script>'}">${`a & b's`}</p>`.text).toBe(
      '<p title="&quot;&gt;&lt;script&gt;">a &amp; b&#39;s</p>',
    );
  });
  it('keeps markup, lists and nothing', () => {
    expect(html`${raw('<b>x</b>')}${[html`<i>1</i>`, '<']}${undefined}${false}${null}${0}`.text).toBe(
      '<b>x</b><i>1</i>&lt;0',
    );
  });
});

describe('math', () => {
  const tex = String.raw`\begin{bmatrix} 1 & \hat{x} \\ \frac{a}{b} & \sqrt{2} \end{bmatrix} \xrightarrow{f} \mathbf{U}^{\mathsf T}`;
  it('writes no style attribute and no empty class', () => {
    const { text } = math(tex, true, 'test');
    expect(text).toMatch(/^<math/);
    expect(text).not.toMatch(/\sstyle=/);
    expect(text).not.toMatch(/class=""/);
    expect(text).toContain('<mtable>');
  });
  it('gives every class that replaced a style a rule, in ems', () => {
    const names = [...math(tex, true, 'test').text.matchAll(/\bm-[a-z0-9]+/g)].map(([name]) => name);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(mathRules()).toContain(`.${name}{`);
    expect(mathRules()).not.toMatch(/\dpt/);
  });
  it('names the file when the formula is wrong', () => {
    expect(() => math(String.raw`\frac{1}`, true, 'here.tex')).toThrow(/^here\.tex: /);
  });
});

describe('markdown', () => {
  const where = 'text.md';
  const link = (href: string): string | undefined =>
    href.startsWith('?') ? `#svd${href}` : href === '#soon' ? undefined : href;
  it('sets mathematics and leaves its stars and underscores alone', () => {
    const { text } = markdown('Let $a_i * b_j$ and *this*.', { where, link });
    expect(text.match(/<math/g)).toHaveLength(1);
    expect(text).toContain('<em>this</em>');
    expect(text).not.toContain('$');
  });
  it('knows an escaped dollar', () => {
    expect(markdown('costs \\$5 and \\$6', { where, link }).text).toContain('costs $5 and $6');
  });
  it('writes links as the course does and drops those to what is not there', () => {
    expect(markdown('[try](?preset=tall)', { where, link }).text).toContain('<a href="#svd?preset=tall">try</a>');
    const { text } = markdown('see [**this**](#soon) and [that](https://example.org/)', { where, link });
    expect(text).toContain('see <strong>this</strong> and <a href="https://example.org/">that</a>');
  });
  it('lets no HTML through', () => {
    expect(markdown('<img src=x onerror=alert(1)>', { where, link }).text).not.toContain('<img');
  });
  it('splits at second-level headings', () => {
    expect([...parts('## A\n\none\n\n### b\n\n## C\n\ntwo')]).toEqual([
      ['A', 'one\n\n### b'],
      ['C', 'two'],
    ]);
  });
});

describe('code', () => {
  const range = { min: -9, max: 9, step: 1 };
  const shared = { label: '', description: '', ...range };
  const parameters = {
    a: {
      kind: 'matrix',
      python: 'A',
      role: 'data',
      default: matrixFrom([[1, -2]]),
      rows: [1, 8],
      cols: [1, 8],
      ...shared,
    },
    k: { kind: 'integer', role: 'parameter', default: 2, ...shared },
  } as const;
  const source =
    'import torch\n\nA = torch.tensor([[1.0, -2.0]], dtype=torch.float64)  # @param {type:"raw"}\nk = 2  # @param {type:"integer"}\nprint(A < k)\n';
  const { text } = code(source, parameters, 'example.py');

  it('wraps the literal alone, with its role and what stands for the default', () => {
    expect(text).toContain(
      '(<span data-param="a" data-default="[[1.0, -2.0]]" data-whole="no" class="role-data">[[1.0, -2.0]]</span>, dtype',
    );
    expect(text).toContain('<span data-param="k" data-default="2" data-whole="yes" class="role-parameter">2</span>');
  });
  it('shows the file to the letter', () => {
    const shown = text
      .replace(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&quot;', '"')
      .replaceAll('&#x27;', "'")
      .replaceAll('&amp;', '&');
    expect(shown).toBe(source.trimEnd());
  });
  it('uses classes, never styles', () => {
    expect(text).toContain('hljs-');
    expect(text).not.toContain('style=');
  });
  it('refuses a mark that belongs to no parameter', () => {
    expect(() => code('q = 1  # @param {type:"number"}', parameters, 'example.py')).toThrow(/example\.py: “q”/);
  });
});
