/** From a press on a handle until it is let go, whichever way: the handle has the focus, and the pointer wherever it goes. */
export function drag(event: PointerEvent, move: (e: PointerEvent) => void, end: () => void): void {
  if (event.button !== 0) return;
  const target = event.currentTarget as Element & HTMLOrSVGElement & GlobalEventHandlers;
  event.preventDefault();
  target.focus({ preventScroll: true });
  target.setPointerCapture(event.pointerId);
  target.addEventListener('pointermove', move);
  const ended = (): void => {
    target.removeEventListener('pointermove', move);
    end();
  };
  target.addEventListener('lostpointercapture', ended, { once: true });
}
