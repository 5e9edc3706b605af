// What is driven: the built site on a server, the offline folder on the disk, and a page as an author would write it.
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BUILD, DIST } from '../../scripts/lib/paths.mjs';
import { serve } from '../../scripts/lib/serve.mjs';

const WORK = join(BUILD, 'engines');
const FOLDER = join(BUILD, 'folder', 'nabla');
export const PROBE = join(dirname(fileURLToPath(import.meta.url)), 'probe.js');

const htmlIn = (folder) =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.html'));

/** A copy whose pages run the probe before any script of their own, for a driver that cannot do that. */
function probed(folder, name) {
  const copy = join(WORK, name);
  rmSync(copy, { recursive: true, force: true });
  cpSync(folder, copy, { recursive: true });
  copyFileSync(PROBE, join(copy, 'probe.js'));
  for (const page of htmlIn(copy)) {
    const up = '../'.repeat(page.split(/[\\/]/).length - 1);
    const html = readFileSync(join(copy, page), 'utf8');
    writeFileSync(join(copy, page), html.replace(/<script\b/, `<script src="${up}probe.js"></script>$&`));
  }
  return copy;
}

const authorPage = (embed) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>A page of an author</title>
<script defer src="nabla.global.js"></script>
</head>
<body>
<main>
<h1>A page of an author</h1>
<nabla-widget concept="softmax" logits="3,1,0.2"></nabla-widget>
<div data-nabla="derivative" data-x0="1.5"></div>
<iframe data-nabla-embed title="ReLU" width="900" src="${embed}"></iframe>
<div id="stage"></div>
</main>
</body>
</html>
`;

/** Nothing but a page and the one-file script beside it. */
function authorFolder(embed, name) {
  const folder = join(WORK, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.html'), authorPage(embed));
  copyFileSync(join(DIST, 'embed', 'nabla.global.js'), join(folder, 'nabla.global.js'));
  return folder;
}

const PORT = Number(process.env.NABLA_ENGINES_PORT ?? 4860);

function stopped(server) {
  server.closeAllConnections();
  server.close();
}

/** The built site as it is, under an address of its own: whatever is kept there is in no other check's way. */
export async function openSite() {
  const { address, server } = await serve(DIST, { port: PORT + 10, base: '/copy/', csp: true });
  return { address, stop: () => stopped(server) };
}

/** { site, author, folder, close }: addresses that end in a slash. */
export async function openPages(name, needsProbe) {
  const asIs = (folder) => folder;
  const made = needsProbe ? probed : asIs;
  // Under a sub-path and the strict policy: what works here works on any static host.
  const site = await serve(made(DIST, `site-${name}`), { port: PORT, base: '/some/path/', csp: true });
  const author = authorFolder(`${site.address}embed.html?concept=relu`, `author-${name}`);
  const host = await serve(made(author, `author-${name}-probed`), { port: PORT + 1 });
  const folder = pathToFileURL(made(FOLDER, `folder-${name}`)).href;
  return {
    site: site.address,
    author: host.address,
    folder: `${folder}/`,
    close() {
      for (const { server } of [site, host]) stopped(server);
    },
  };
}
