// npm run notebooks [-- --write] [section …]: makes the notebook of each section from the concepts, runs it with real
// PyTorch, and names what differs from the committed one. With --write the new ones replace the old.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { notebook } from './lib/notebook.mjs';
import { ensureNodeModules } from './lib/npm.mjs';
import { difference, oracle, runOracle, torchVersion } from './lib/oracle.mjs';
import { at } from './lib/paths.mjs';
import { requireWritable } from './lib/prerequisites.mjs';
import { main, Problem } from './lib/problem.mjs';

/** Sections with their built concepts, as the site itself reads them. */
async function curriculum() {
  await ensureNodeModules();
  const { createServer } = await import('vite');
  const server = await createServer({
    root: at('web'),
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  try {
    const { sections } = await server.ssrLoadModule('/src/curriculum.ts');
    const { conceptsOf } = await server.ssrLoadModule('/src/site/build/content.ts');
    return sections.map((section) => ({
      ...section,
      concepts: conceptsOf(section).map(({ slug, number, title, concept: { summary } }) => ({
        slug,
        number,
        title,
        summary,
      })),
    }));
  } finally {
    await server.close();
  }
}

const read = (path) => readFileSync(at(path), 'utf8');

await main(async () => {
  const { values, positionals } = parseArgs({ options: { write: { type: 'boolean' } }, allowPositionals: true });
  requireWritable();
  const all = await curriculum();
  const unknown = positionals.find((name) => !all.some(({ slug }) => slug === name));
  if (unknown) throw new Problem(`There is no section "${unknown}".`);
  const wanted = all.filter(
    ({ slug, concepts }) => concepts.length > 0 && (positionals.length === 0 || positionals.includes(slug)),
  );
  const interpreter = await oracle();
  console.log(`PyTorch ${torchVersion(interpreter)}`);
  const differences = [];
  for (const section of wanted) {
    const path = `web/notebooks/${section.slug}.ipynb`;
    // torch.func warns of its own insides.
    const env = { MPLBACKEND: 'module://matplotlib_inline.backend_inline', PYTHONWARNINGS: 'ignore::FutureWarning' };
    const input = JSON.stringify(notebook(section, read));
    const made = `${runOracle(interpreter, [at('scripts', 'execute_notebook.py')], { env, input })}\n`;
    const before = existsSync(at(path)) ? read(path) : '';
    if (made !== before) {
      differences.push(path);
      console.log(`≠ ${path}${values.write ? '' : `\n${difference(before, made)}`}`);
      if (values.write) writeFileSync(at(path), made);
    } else console.log(`✓ ${path}`);
  }
  if (differences.length > 0 && !values.write) {
    throw new Problem(
      `${differences.length} notebooks differ: if that is meant, run "npm run notebooks -- --write" and commit.`,
    );
  }
});
