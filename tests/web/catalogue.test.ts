// Every concept is whole: a part that is missing, still a sketch, or at odds with another part is named.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { sections } from '../../web/src/curriculum';
import { pythonLiteral } from '../../web/src/kit/literal';
import { check, type DeclaredConcept, type Parameter } from '../../web/src/kit/parameters';
import type { Engine } from '../../web/src/engine';
import type { Value } from '../../web/src/kit/values';
import { loadTestEngine } from './engine/module';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(root + path, 'utf8');
const all = sections.flatMap((s) => s.concepts.map((c) => c.slug));
const snake = (slug: string): string => slug.replaceAll('-', '_');

const partsOf = (slug: string): string[] => [
  ...['concept.ts', 'formula.tex', 'text.md', 'widget.ts', 'example.py', 'example.out.json', 'plot.py', 'tile.ts'].map(
    (file) => `web/src/concepts/${slug}/${file}`,
  ),
  `wasm/core/${snake(slug)}.h`,
  `wasm/core/${snake(slug)}.cpp`,
  `wasm/bindings/${snake(slug)}.cpp`,
  `tests/core/${snake(slug)}_test.cpp`,
  `tests/parity/${snake(slug)}.py`,
  `tests/fixtures/${snake(slug)}.json`,
  `tests/e2e/${slug}.spec.ts`,
];

let engine: Engine;
beforeAll(async () => {
  engine = await loadTestEngine();
});

/** Whether variables that do not occur are tied in (+ 0*y) is the example's choice: the chain rule shows that they get None. */
const attached = (literal: string): string => literal.replace(/ \+ 0\*\w+/g, '');

/** The default as it stands in the example: only the engine writes typed functions as Python. */
function literalOf(p: Parameter): string {
  if (p.kind === 'function') return engine.expressionsReport(p.default, p.variables.join(',')).python;
  return pythonLiteral(p.default, p.kind === 'integer' || p.kind === 'seed');
}

/** A concept is begun as soon as one of its parts exists, in whatever layer. */
const begun = all.filter((slug) => partsOf(slug).some((path) => existsSync(root + path)));
const modules = import.meta.glob<{ default: DeclaredConcept }>('../../web/src/concepts/*/concept.ts', { eager: true });
const conceptOf = (slug: string): DeclaredConcept =>
  (modules[`../../web/src/concepts/${slug}/concept.ts`] as { default: DeclaredConcept }).default;

it('the curriculum has ten sections, thirty concepts, each once', () => {
  expect(sections).toHaveLength(10);
  expect(new Set(all).size).toBe(all.length);
  expect(all).toHaveLength(30);
});

it('every folder of a concept has its line in the curriculum', () => {
  expect(readdirSync(`${root}web/src/concepts`).filter((name) => !all.includes(name))).toEqual([]);
});

describe.each(begun)('%s', (slug) => {
  it('has all its parts', () => expect(partsOf(slug).filter((path) => !existsSync(root + path))).toEqual([]));

  it('is no sketch any more', () => {
    // The scaffold marks what is still to be written with these brackets, which no text of ours uses otherwise.
    expect(partsOf(slug).filter((path) => existsSync(root + path) && read(path).includes('⟦'))).toEqual([]);
  });

  it('has the three texts', () => {
    const headings = [...read(`web/src/concepts/${slug}/text.md`).matchAll(/^## (.+)$/gm)].map((m) => m[1]);
    expect(headings).toEqual(['Intuition', 'How it affects the output', 'Fine print']);
  });

  it('has formulas that no formatter took for emphasis', () => {
    const formulas = read(`web/src/concepts/${slug}/text.md`).match(/\$[^$]+\$/g) ?? [];
    expect(formulas.filter((tex) => /[^^]\*/.test(tex))).toEqual([]);
  });

  it('names its slug, and prerequisites that come before it', () => {
    const concept = conceptOf(slug);
    expect(concept.slug).toBe(slug);
    for (const before of concept.prerequisites) expect(all.indexOf(before), before).toBeLessThan(all.indexOf(slug));
    for (const before of concept.prerequisites) expect(all).toContain(before);
  });

  it('has defaults and presets that its own parameter table accepts', () => {
    const { parameters, presets } = conceptOf(slug);
    for (const [key, p] of Object.entries(parameters)) expect(check(p, p.default), key).toEqual({ value: p.default });
    for (const { id, kind, values, cure } of presets) {
      // What breaks may be the very value that the table refuses; what cures may not.
      const sound = { ...(kind === 'example' && values), ...cure?.values };
      for (const [key, value] of Object.entries(sound)) {
        expect(check(parameters[key] as Parameter, value as Value), `${id}: ${key}`).toEqual({ value });
      }
      expect(
        Object.keys(values).filter((key) => !(key in parameters)),
        id,
      ).toEqual([]);
    }
  });

  it('can be broken, and says why', () => {
    const { presets } = conceptOf(slug);
    expect(presets.filter((p) => p.kind === 'break').length).toBeGreaterThan(0);
    expect(new Set(presets.map((p) => p.id)).size).toBe(presets.length);
    for (const p of presets) expect(p.cause, p.id).toMatch(/[.!?]$/);
  });

  it('links only presets that exist', () => {
    const linked = [...read(`web/src/concepts/${slug}/text.md`).matchAll(/\(\?preset=([^)&]+)/g)].map((m) => m[1]);
    expect(linked.filter((id) => !conceptOf(slug).presets.some((p) => p.id === id))).toEqual([]);
  });

  it('shows in its example the defaults of its parameters', () => {
    const byName = new Map(Object.entries(conceptOf(slug).parameters).map(([key, p]) => [p.python ?? key, p]));
    const lines = [...read(`web/src/concepts/${slug}/example.py`).matchAll(/^(\w+) = (.+?)\s+# ?@param.*$/gm)];
    expect(lines.length).toBeGreaterThan(0);
    for (const [, name = '', source = ''] of lines) {
      const p = byName.get(name);
      expect(p, `${name} is a parameter`).toBeDefined();
      const literal = /^torch\.tensor\((.*?)(?:, dtype=[\w.]+)?\)$/.exec(source)?.[1] ?? source;
      expect(attached(literal), name).toBe(attached(literalOf(p as Parameter)));
    }
  });

  it('records what PyTorch printed, and which', () => {
    const record = JSON.parse(read(`web/src/concepts/${slug}/example.out.json`)) as { torch: string; output: string };
    expect(record.torch).toMatch(/^\d+\.\d+\.\d+$/);
    expect(record.output.trim()).not.toBe('');
  });

  it('has at least forty input sets made by PyTorch or NumPy', () => {
    const { header, ...groups } = JSON.parse(read(`tests/fixtures/${snake(slug)}.json`)) as Record<string, unknown[]>;
    expect(header).toHaveProperty('torch');
    expect(Object.values(groups).reduce((sum, cases) => sum + cases.length, 0)).toBeGreaterThanOrEqual(40);
  });
});
