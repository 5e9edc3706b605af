// The browser engines that the pages are driven in: which of them this machine has, and how the others are had.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { anyChromium } from './chromium.mjs';
import { aptInstall, hasApt } from './packages.mjs';
import { Problem } from './problem.mjs';
import { capture } from './run.mjs';

const FIREFOXES = ['firefox-esr', 'firefox'];
const FIREFOX_BUNDLE = '/Applications/Firefox.app/Contents/MacOS/firefox';

const commandPath = (program) => capture('sh', ['-c', `command -v ${program}`], { stdio: 'pipe' });

function firefox() {
  // Asked for its version: the name may be a stub that only says which package to install.
  const program = FIREFOXES.find((name) => capture(name, ['--version'], { stdio: 'pipe' }));
  const binary = program ? commandPath(program) : [FIREFOX_BUNDLE].find((file) => existsSync(file));
  return binary ? { binary } : undefined;
}

/** MiniBrowser stands among the library's own files: /usr/lib/x86_64-linux-gnu/webkit2gtk-4.1. */
function miniBrowser() {
  const roots = ['/usr/lib', '/usr/libexec', '/usr/lib64'].filter((folder) => existsSync(folder));
  const folders = roots.flatMap((root) => [root, ...readdirSync(root).map((name) => join(root, name))]);
  const versions = ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0'];
  return versions
    .flatMap((version) => folders.map((folder) => join(folder, version, 'MiniBrowser')))
    .find((file) => existsSync(file));
}

function webkit() {
  const driver = commandPath('WebKitWebDriver');
  const binary = miniBrowser();
  // xvfb-run authorises its programs with xauth, which its package only suggests.
  if (!driver || !binary || !commandPath('xvfb-run') || !commandPath('xauth')) return undefined;
  return { driver, binary };
}

const chromium = () => {
  const binary = anyChromium();
  return binary ? { binary } : undefined;
};

const ENGINES = {
  chromium: { title: 'Chromium', find: chromium, packages: ['chromium-headless-shell'] },
  firefox: { title: 'Firefox', find: firefox, packages: ['firefox-esr'] },
  webkit: { title: 'WebKitGTK', find: webkit, packages: ['webkit2gtk-driver', 'xvfb', 'xauth'] },
};

export const ENGINE_NAMES = Object.keys(ENGINES);
export const titleOf = (name) => ENGINES[name].title;

/** { chromium: { binary }, webkit: { driver, binary }, … } of those that the machine has. */
export const enginesHere = () =>
  Object.fromEntries(
    ENGINE_NAMES.map((name) => [name, ENGINES[name].find()]).filter(([, found]) => found !== undefined),
  );

/** One that is missing, from the distribution; a Problem says why it cannot be had. */
async function install(name) {
  const { title, find, packages } = ENGINES[name];
  const words = packages.join(', ');
  if (!hasApt()) throw new Problem(`${title} was not found: install what Debian calls ${words}, or leave it out.`);
  await aptInstall(packages, `the tests in ${title}`);
  if (!find())
    throw new Problem(`${words} brought no ${title} that can be driven: see that it starts, or leave it out.`);
}

/** The named ones, installed where they are missing, and a sentence for each that cannot be had. */
export async function enginesInstalled(names) {
  const problems = [];
  for (const name of names) {
    if (ENGINES[name].find()) continue;
    try {
      await install(name);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problems.push(error.message);
    }
  }
  const here = Object.entries(enginesHere()).filter(([name]) => names.includes(name));
  return { browsers: Object.fromEntries(here), problems };
}
