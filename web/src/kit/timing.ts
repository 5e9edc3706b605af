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

/** Of the 8 ms that a moment of a drag may take, what leaves time for one more chart. */
const ENOUGH_MS = 6;
let began: number | undefined;

/** A moment of a drag, or of a player, is drawn from now on; or, without a start, no more. */
export function moment(start?: number): void {
  began = start;
}

/** Whether a moment of a drag has used its time: what can wait for the next one should. */
export const outOfTime = (): boolean => began !== undefined && performance.now() - began > ENOUGH_MS;
