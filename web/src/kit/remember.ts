// The last result of something dear, kept as long as what it was made from: a surface that does not change while a
// point is dragged over it.

export type Remember<T> = (key: string, make: () => T) => T;

/** One result at a time; `key` says everything that it depends on. */
export function remember<T>(): Remember<T> {
  let last: { readonly key: string; readonly value: T } | undefined;
  return (key, make) => {
    if (last?.key !== key) last = { key, value: make() };
    return last.value;
  };
}
