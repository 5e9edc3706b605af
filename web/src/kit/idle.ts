// A moment in which nothing else waits.

export function whenIdle(act: (deadline?: IdleDeadline) => void): void {
  // WebKit has no such callback: the next task must do.
  if (typeof requestIdleCallback === 'function') requestIdleCallback(act);
  else setTimeout(act);
}
