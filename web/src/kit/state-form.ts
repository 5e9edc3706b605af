// How a state stands in an address. Small and apart, because the page's own script and the element need it before the kit.

/** Characters from which on an address holds a state packed: see packed.ts. */
export const LONG = 200;

/** A packed state begins with the number of its form and a point; no plain one does. */
export const isPacked = (text: string): boolean => /^\d+\./.test(text);
