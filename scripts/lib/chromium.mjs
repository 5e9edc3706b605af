import { existsSync } from 'node:fs';
import { aptInstall, hasApt } from './packages.mjs';
import { Problem } from './problem.mjs';
import { capture } from './run.mjs';

// The shell is Chromium without the browser's own windows: the page tests take two thirds of the time in it.
const SHELL = 'chromium-headless-shell';
const PROGRAMS = [SHELL, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const BUNDLES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** How every test and measurement starts it: calling home would be refused, and the tests would report it. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function find() {
  const given = process.env.CHROME_PATH;
  if (given) {
    if (existsSync(given)) return given;
    throw new Problem(`CHROME_PATH names ${given}, which does not exist: set it to a Chromium or Chrome program.`);
  }
  // Asked for its version, because on Ubuntu the name may be a stub that only says which package to install.
  for (const program of PROGRAMS) {
    if (!capture(program, ['--version'], { stdio: 'pipe' })) continue;
    return capture('sh', ['-c', `command -v ${program}`]);
  }
  return BUNDLES.find((file) => existsSync(file));
}

/** The path of whatever Chromium the machine has, or undefined. */
export const anyChromium = find;

/**
 * The path of a Chromium for the page tests. Where the distribution has the shell and we may install it without asking,
 * it is; any other Chromium will do, and takes longer.
 */
export async function chromium() {
  const found = find();
  const quick = process.env.CHROME_PATH || found?.endsWith(SHELL);
  const may = hasApt() && (!found || process.getuid?.() === 0);
  if (quick || !may) return found ?? refuse();
  try {
    await aptInstall([SHELL], 'the page tests');
  } catch (error) {
    if (!(error instanceof Problem) || !found) throw error;
    console.log(`· the page tests run in ${found}: ${error.message}`);
  }
  return find() ?? refuse();
}

function refuse() {
  throw new Problem('The page tests need Chromium or Chrome: install one, or set CHROME_PATH to it.');
}
