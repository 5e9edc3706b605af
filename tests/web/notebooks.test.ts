// The committed notebooks say what the concepts say today, and every cell of theirs was run. Running them again takes
// PyTorch: npm run notebooks.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { notebook } from '../../scripts/lib/notebook.mjs';
import { builtSections, conceptsOf } from '../../web/src/site/build/content';

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

interface Output {
  readonly output_type: string;
  readonly text?: string | string[];
  readonly data?: Readonly<Record<string, unknown>>;
}
interface Cell {
  readonly cell_type: string;
  readonly id: string;
  readonly source: string | string[];
  readonly execution_count?: number | null;
  readonly outputs?: readonly Output[];
}

const joined = (text: string | string[] | undefined): string => (Array.isArray(text) ? text.join('') : (text ?? ''));
const printed = (cell: Cell | undefined): string => (cell?.outputs ?? []).map(({ text }) => joined(text)).join('');

describe.each(builtSections.map((s) => [s.slug, s] as const))('notebook of %s', (slug, section) => {
  const text = read(`web/notebooks/${slug}.ipynb`);
  const { cells, nbformat } = JSON.parse(text) as { cells: Cell[]; nbformat: number };
  const concepts = conceptsOf(section).map(({ slug: name, number, title, concept: { summary } }) => ({
    slug: name,
    number,
    title,
    summary,
  }));
  const wanted = notebook({ ...section, concepts }, read).cells as Cell[];

  it('is made of the texts and the code of its concepts as they are now', () => {
    expect(nbformat).toBe(4);
    expect(cells.map(({ id, source }) => [id, joined(source)])).toEqual(
      wanted.map(({ id, source }) => [id, joined(source)]),
    );
  });

  it('was run from top to bottom', () => {
    const code = cells.filter((cell) => cell.cell_type === 'code');
    expect(code.map((cell) => cell.execution_count)).toEqual(code.map((_, i) => i + 1));
    expect(code.flatMap((cell) => cell.outputs ?? []).map((o) => o.output_type)).not.toContain('error');
  });

  it.each(concepts.map((c) => c.slug))('prints for %s what the page shows, and plots it', (name) => {
    const { output } = JSON.parse(read(`web/src/concepts/${name}/example.out.json`)) as { output: string };
    expect(printed(cells.find((cell) => cell.id === `${name}-example`)).trim()).toBe(output.trim());
    const plots = cells.find((cell) => cell.id === `${name}-plot`)?.outputs ?? [];
    expect(plots.some(({ data }) => data && 'image/png' in data)).toBe(true);
  });

  it('has a fault to spot, with its answer, and no path of a machine', () => {
    expect(cells.filter((cell) => joined(cell.source).includes('<summary>Answer</summary>')).length).toBeGreaterThan(0);
    expect(text).not.toMatch(/"[^"]*(?:\/(?:home|root|usr|opt|tmp|Users)\/|[A-Z]:\\\\)/);
  });
});
