// The times of frames are there for who measures, and do not pile up.
import { afterEach, expect, it } from 'vitest';
import { timed } from '../../../web/src/kit/timing';

const count = (): number => performance.getEntriesByType('measure').length;
afterEach(() => performance.clearMeasures());

it('keeps the last thousands of frames, and nothing of anybody else is cleared', () => {
  performance.measure('theirs', { start: 0 });
  const start = performance.now();
  timed('nabla-frame', start);
  expect(performance.getEntriesByName('nabla-frame')[0]?.startTime).toBe(start);
  let most = 0;
  for (let i = 0; i < 20_000; i++) {
    timed(i % 2 ? 'nabla-frame' : 'nabla-compute', start);
    most = Math.max(most, i % 100 === 0 ? count() : 0);
  }
  expect(most).toBeGreaterThan(2000);
  expect(most).toBeLessThan(5000);
  expect(performance.getEntriesByName('theirs')).toHaveLength(1);
});
