// Where a key sends a handle. Arrows step, Shift and Page take ten steps, Home goes to the origin.

import { keyOf } from './keys';
import type { Handle, Point } from './plane-items';
import { onRing, tidy } from './plane-mapping';

export function keyMove(event: KeyboardEvent, h: Handle, at: Point): Point | undefined {
  return h.ring === undefined ? stepped(event, h, at) : turned(event, h.ring, at);
}

function stepped(event: KeyboardEvent, h: Handle, [x, y]: Point): Point | undefined {
  const step = (h.step ?? 0.1) * (event.shiftKey ? 10 : 1);
  const by: Record<string, Point> = {
    ArrowLeft: [-step, 0],
    ArrowRight: [step, 0],
    ArrowUp: [0, step],
    ArrowDown: [0, -step],
    PageUp: [0, 10 * step],
    PageDown: [0, -10 * step],
    Home: [-x, -y],
  };
  const d = by[keyOf(event)];
  return d && [tidy(x + d[0]), tidy(y + d[1])];
}

/** As a slider of the angle: right and up turn against the clock. */
function turned(event: KeyboardEvent, ring: number, [x, y]: Point): Point | undefined {
  const step = event.shiftKey ? 45 : 5;
  const now = Math.round((Math.atan2(y, x) * 180) / Math.PI);
  const to: Record<string, number> = {
    ArrowRight: now + step,
    ArrowUp: now + step,
    ArrowLeft: now - step,
    ArrowDown: now - step,
    PageUp: now + 45,
    PageDown: now - 45,
    Home: 0,
  };
  const degrees = to[keyOf(event)];
  return degrees === undefined ? undefined : onRing(degrees, ring);
}
