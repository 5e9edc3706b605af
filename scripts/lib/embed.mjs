// What authors of other pages take, into dist/embed/: modules, one-file scripts, types, and the npm package.
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WASM } from './cmake.mjs';
import { at, BUILD, DIST } from './paths.mjs';
import { runStep } from './run.mjs';

const MADE = join(BUILD, 'embed');
const PACKAGE = join(BUILD, 'package');
const EMBED = join(DIST, 'embed');

const builds = {
  modules: 'embedded widgets as modules',
  global: 'embedded widgets as one script',
  anywidget: 'embedded widgets for notebooks',
  offline: 'all pages’ scripts in one',
  node: 'engine for Node',
};

/** dist/embed/, from the sources and the engine. The site's own build has written the types and tables there. */
export async function buildEmbed() {
  for (const [mode, step] of Object.entries(builds)) {
    await runStep(step, process.execPath, [
      at('node_modules', 'vite', 'bin', 'vite.js'),
      'build',
      'web',
      '--config',
      at('web', 'vite.embed.config.ts'),
      '--mode',
      mode,
    ]);
  }
  cpSync(join(MADE, 'modules'), EMBED, { recursive: true });
  for (const [folder, name] of [
    ['global', 'nabla.global.js'],
    ['anywidget', 'anywidget.js'],
    ['node', 'core.node.js'],
  ])
    copyFileSync(join(MADE, folder, name), join(EMBED, name));
  copyFileSync(join(WASM, 'nabla.d.ts'), join(EMBED, 'functions.d.ts'));
  cpSync(at('web', 'src', 'embed', 'files'), EMBED, { recursive: true });
  writeFileSync(join(EMBED, 'integrity.json'), integrity());
  await pack();
}

/** For `integrity` attributes: of the files that a page names itself. */
function integrity() {
  const names = readdirSync(EMBED).filter((name) => name.endsWith('.js'));
  const hash = (name) =>
    `sha384-${createHash('sha384')
      .update(readFileSync(join(EMBED, name)))
      .digest('base64')}`;
  return `${JSON.stringify(Object.fromEntries(names.map((name) => [name, hash(name)])), null, 1)}\n`;
}

const types = (name) => ({ types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` });

function manifest() {
  const { name, version, license, description } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  return {
    name,
    version,
    description,
    license,
    type: 'module',
    engines: { node: '>=20' },
    sideEffects: ['./dist/define.js', './dist/nabla.global.js', './dist/embed-page.js'],
    exports: {
      '.': types('index'),
      './define': types('define'),
      './core': { types: './dist/core.d.ts', node: './dist/core.node.js', default: './dist/core.js' },
      './core.wasm': './dist/nabla.wasm',
      './core-relaxed.wasm': './dist/nabla-relaxed.wasm',
      './widgets/*': { types: './dist/widgets/*.d.ts', default: './dist/widgets/*.js' },
      './global': './dist/nabla.global.js',
      './anywidget': types('anywidget'),
      './schema.json': './dist/schema.json',
      './custom-elements.json': './custom-elements.json',
      './package.json': './package.json',
    },
    types: './dist/index.d.ts',
    unpkg: './dist/nabla.global.js',
    jsdelivr: './dist/nabla.global.js',
    customElements: './custom-elements.json',
    files: ['dist', 'custom-elements.json'],
  };
}

const readme = (version) => `# Nabla ${version}

Thirty live widgets of the mathematics of neural networks, and the engine behind them.

    import 'nabla/define';

    <nabla-widget concept="softmax" logits="2,1,0.1"></nabla-widget>

Every parameter of a concept is an attribute and a property; \`dist/schema.json\` lists them all. Nothing is fetched from
anywhere but the place that these files lie at.

    import { core } from 'nabla/core';
    const engine = await core();
`;

/** The npm package, as npm packs it. */
async function pack() {
  rmSync(PACKAGE, { recursive: true, force: true });
  mkdirSync(PACKAGE, { recursive: true });
  cpSync(EMBED, join(PACKAGE, 'dist'), {
    recursive: true,
    filter: (from) =>
      statSync(from).isDirectory() || !/\/(nabla\.html|embed-start\.js|embed\.css|integrity\.json|.*\.tgz)$/.test(from),
  });
  copyFileSync(join(EMBED, 'custom-elements.json'), join(PACKAGE, 'custom-elements.json'));
  copyFileSync(at('LICENSE'), join(PACKAGE, 'LICENSE'));
  const described = manifest();
  writeFileSync(join(PACKAGE, 'package.json'), `${JSON.stringify(described, null, 2)}\n`);
  writeFileSync(join(PACKAGE, 'README.md'), readme(described.version));
  await runStep('npm package', 'npm', ['pack', '--silent', '--pack-destination', BUILD], { cwd: PACKAGE });
  copyFileSync(join(BUILD, `${described.name}-${described.version}.tgz`), join(EMBED, 'nabla.tgz'));
}
