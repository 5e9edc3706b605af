import { existsSync } from 'node:fs';
import { aptInstall, hasApt } from './packages.mjs';
import { Problem } from './problem.mjs';
import { capture } from './run.mjs';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const BUNDLES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
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

/** The path of a Chromium for the page tests, installed from the distribution when there is none. */
export async function chromium() {
  const found = find();
  if (found) return found;
  if (hasApt()) await aptInstall(['chromium'], 'the page tests');
  const installed = find();
  if (installed) return installed;
  throw new Problem('The page tests need Chromium or Chrome: install one, or set CHROME_PATH to it.');
}
