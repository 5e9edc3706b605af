// A widget in its state as one HTML file that needs nothing else: the one-file script is put inside.

import { sections } from '../curriculum';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A script inside a page must not hold what would end it. */
const inline = (script: string): string => script.replace(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--');

/** `site`: address of the site's own folder, from which the script is read once more. */
export async function pageOf(site: URL, slug: string, state: string): Promise<Blob> {
  const response = await fetch(new URL('embed/nabla.global.js', site), { credentials: 'same-origin' });
  if (!response.ok)
    throw new Error(`The script for the page could not be fetched: the server answered ${response.status}.`);
  const script = inline(await response.text());
  const title = escape(sections.flatMap((s) => s.concepts).find((c) => c.slug === slug)?.title ?? slug);
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Nabla</title>
<h1 style="font: 600 1.5rem system-ui, sans-serif; max-width: 64rem; margin: 1rem auto">${title}</h1>
<div style="max-width: 64rem; margin: auto"><nabla-widget concept="${escape(slug)}" state="${escape(state)}" label="${title}"></nabla-widget></div>
<script>${script}</script>
</html>
`;
  return new Blob([page], { type: 'text/html' });
}
