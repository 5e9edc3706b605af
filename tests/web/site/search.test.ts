import MiniSearch from 'minisearch';
import { describe, expect, it } from 'vitest';
import { searchOptions } from '../../../web/src/site/search-options';

const blank = { number: '', section: '', href: '', summary: '', symbols: '', formula: '', text: '' };
const index = new MiniSearch(searchOptions);
index.addAll([
  {
    ...blank,
    id: 'eigenvalues',
    title: 'Eigenvalues & eigenvectors',
    symbols: 'λ eigenvalue',
    formula: ' v = lambda v',
  },
  { ...blank, id: 'svd', title: 'Singular value decomposition', symbols: 'σᵢ Σ 𝐔', text: 'a repeated eigenvalue' },
  { ...blank, id: 'gradient', title: 'Gradient', symbols: '∇f steepest ascent' },
]);
const found = (query: string): unknown[] => index.search(query).map((r) => r.id as unknown);

describe('search', () => {
  it.each([
    ['λ', 'eigenvalues'],
    ['lambda', 'eigenvalues'],
    ['Σ', 'svd'],
    ['sigma', 'svd'],
    ['U', 'svd'],
    ['∇', 'gradient'],
    ['nabla', 'gradient'],
    ['singlar', 'svd'],
    ['EIGENVAL', 'eigenvalues'],
    ['gradients', 'gradient'],
  ])('%s finds %s first', (query, id) => {
    expect(found(query)[0]).toBe(id);
  });

  it('puts a title before a mention', () => {
    expect(found('eigenvalue')).toEqual(['eigenvalues', 'svd']);
  });

  it.each(['', '   ', '???', '<script>', '\\', '%', 'a'.repeat(10_000), 'constructor', '__proto__'])(
    'survives %j',
    (query) => {
      expect(() => index.search(query)).not.toThrow();
    },
  );
});
