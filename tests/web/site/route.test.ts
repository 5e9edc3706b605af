import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute } from '../../../web/src/site/route';

describe('route', () => {
  it.each([
    ['', '', undefined],
    ['#', '', undefined],
    ['#svd', 'svd', undefined],
    ['#svd?', 'svd', ''],
    ['#svd?preset=repeated', 'svd', 'preset=repeated'],
    ['#svd?a=3,1;1,2', 'svd', 'a=3,1;1,2'],
    ['#svd?a=1?b', 'svd', 'a=1?b'],
    // Messengers that escape a pasted address turn the question mark into %3F.
    ['#svd%3Fpreset=x', 'svd', 'preset=x'],
    ['#sv%64', 'svd', undefined],
  ])('%s', (hash, slug, query) => {
    expect(parseRoute(hash)).toEqual({ slug, query });
  });

  it.each(['#%', '#%E0%A4%A', '#%zz?a=%', '#svd?a=%E0%A4%A', `#${'%'.repeat(5000)}`])('never throws: %s', (hash) => {
    expect(() => parseRoute(hash)).not.toThrow();
  });

  it('writes what it reads', () => {
    expect(formatRoute({ slug: 'svd', query: 'a=3,1;1,2' })).toBe('#svd?a=3,1;1,2');
    expect(formatRoute({ slug: 'svd', query: '' })).toBe('#svd');
    expect(formatRoute({ slug: 'svd', query: undefined })).toBe('#svd');
  });
});
