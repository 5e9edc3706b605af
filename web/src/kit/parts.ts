// Parts of a widget that are fetched when they are first looked at: what a page loads at once has a budget.

export interface Parts<K extends string, T> {
  readonly get: (key: K) => T;
  /** A promise while the part is on its way, undefined once it is here. */
  readonly prepare: (key: K) => Promise<unknown> | undefined;
}

/** `here` comes with the widget, `later` when it is asked for. */
export function partsOf<H extends string, L extends string, T>(
  here: Readonly<Record<H, T>>,
  later: Readonly<Record<L, () => Promise<T>>>,
): Parts<H | L, T> {
  const parts = new Map<string, T>(Object.entries(here));
  return {
    get: (key) => parts.get(key) as T,
    prepare: (key) => (parts.has(key) ? undefined : later[key as L]().then((part) => parts.set(key, part))),
  };
}
