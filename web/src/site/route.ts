// Addresses on a page: #svd, #svd?preset=repeated, #svd?a=3,1;1,2. Reading never throws, whatever the address holds.

export interface Route {
  readonly slug: string;
  /** State as the codec writes it, still percent-encoded; undefined where the address names only the concept. */
  readonly query: string | undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function parseRoute(hash: string): Route {
  const text = hash.startsWith('#') ? hash.slice(1) : hash;
  const at = text.search(/\?|%3f/i);
  if (at < 0) return { slug: decoded(text), query: undefined };
  const length = text[at] === '?' ? 1 : 3;
  return { slug: decoded(text.slice(0, at)), query: text.slice(at + length) };
}

export const formatRoute = ({ slug, query }: Route): string => `#${slug}${query ? `?${query}` : ''}`;
