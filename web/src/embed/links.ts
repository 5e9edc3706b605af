// Addresses of a widget and its state: on a Nabla site, or alone on the page that iframes show.

import { sections } from '../curriculum';
import { page, siteAddress } from './config';

/** Where a concept stands on its site; on any other page, that page. */
export function siteLink(slug: string, query: string): string {
  const site = siteAddress();
  const here = location.href.split('#')[0] ?? '';
  if (!site && page.isOneWidget) return query ? `${here}#s=${encodeURIComponent(query)}` : here;
  const section = sections.find((s) => s.concepts.some((c) => c.slug === slug))?.slug ?? '';
  return `${site ? new URL(`${section}/`, site).href : here}#${slug}${query ? `?${query}` : ''}`;
}

export async function embedAddress(site: URL, slug: string, query: string): Promise<string> {
  const { packState } = await import('../kit/packed');
  const address = new URL('embed.html', site);
  address.searchParams.set('concept', slug);
  const state = await packState(query);
  return state ? `${address.href}#s=${encodeURIComponent(state)}` : address.href;
}
