// The programs that build other people's pages for the tests of the hosts, each in the version that is pinned for it.
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainNpm } from './npm.mjs';
import { at, TOOLCHAIN } from './paths.mjs';
import { ensurePackages } from './python.mjs';
import { runStep } from './run.mjs';
import { readStamp, writeStamp } from './stamp.mjs';

const HOSTS = join(TOOLCHAIN, 'hosts');
const PINNED = at('tests', 'hosts', 'packages');

/** Of the ordinary test command: quick to have and to build. */
export const QUICK = { npm: ['html', 'vitepress'], python: ['mkdocs-material'] };

export const ALL = {
  npm: [...QUICK.npm, 'docusaurus', 'reveal', 'bundlers'],
  python: [
    ...QUICK.python,
    'sphinx',
    'furo',
    'pydata-sphinx-theme',
    'myst-parser',
    'nbconvert',
    'ipykernel',
    'anywidget',
    'jupyterlab',
    'pypandoc_binary',
    'hugo',
  ],
};

async function ensureNpm(host) {
  const [from, folder] = [join(PINNED, host), join(HOSTS, host)];
  const wanted = `${process.version} ${readFileSync(join(from, 'package-lock.json'), 'utf8')}`;
  const stamp = join(folder, 'stamp');
  if (readStamp(stamp) === wanted && existsSync(join(folder, 'node_modules'))) return;
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(from, name), join(folder, name));
  await runStep(`npm ci for ${host}`, 'npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, failure: explainNpm });
  writeStamp(stamp, wanted);
}

/** Installs what the hosts are built with; nothing where it is there. */
export async function ensureHosts({ npm, python }) {
  for (const host of npm) await ensureNpm(host);
  await ensurePackages(join(HOSTS, 'python'), python, join(PINNED, 'constraints.txt'));
}
