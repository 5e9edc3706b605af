// How long frames take, for whoever measures. A browser keeps every entry as long as the page lives: one that plays for
// hours must not fill with them.

export type Timed = 'nabla-frame' | 'nabla-compute' | 'nabla-warm-up';

const MOST = 4096;
let kept = 0;

export function timed(name: Timed, start: number): void {
  performance.measure(name, { start });
  kept += 1;
  if (kept < MOST) return;
  kept = 0;
  for (const each of ['nabla-frame', 'nabla-compute', 'nabla-warm-up'] satisfies Timed[])
    performance.clearMeasures(each);
}
