// Keys that a handle understands. With Alt, Control or Command they belong to the browser: Alt and ← is one page back.

export const keyOf = (event: KeyboardEvent): string =>
  event.altKey || event.ctrlKey || event.metaKey ? '' : event.key;
