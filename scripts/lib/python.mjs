// The project's own virtual environment, for the tools that come as Python wheels.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, TOOLCHAIN } from './paths.mjs';
import { python } from './prerequisites.mjs';
import { capture, runStep } from './run.mjs';
import { readStamp, writeStamp } from './stamp.mjs';

const VENV = join(TOOLCHAIN, 'venv');
const BIN = join(VENV, process.platform === 'win32' ? 'Scripts' : 'bin');
const REQUIREMENTS = at('scripts', 'requirements.txt');

export const inVenv = (program) => join(BIN, program);

function explain(log) {
  if (
    /NewConnectionError|Temporary failure|Could not fetch URL|ProxyError|ConnectTimeout|Max retries|from versions: none/.test(
      log,
    )
  ) {
    return 'No network: pip could not reach its index; connect (or set https_proxy) and run the same command again.';
  }
  return undefined;
}

/** Makes the environment and installs the pinned lines of requirements.txt that name one of `tools`. */
export async function ensureTools(tools) {
  const lines = readFileSync(REQUIREMENTS, 'utf8').split('\n');
  const pins = tools.map((tool) => lines.find((line) => line.startsWith(`${tool}==`)));
  const stamp = join(VENV, `${tools.join('-')}.stamp`);
  const wanted = pins.join(' ');
  if (readStamp(stamp) === wanted && tools.every((tool) => existsSync(inVenv(tool)))) return;
  // Asked by running it: the folder survives a removed or upgraded system Python, but what is in it does not.
  if (capture(inVenv('python'), ['-c', 'import pip'], { stdio: 'pipe' }) === undefined) {
    await runStep('python environment', python(), ['-m', 'venv', '--clear', VENV]);
  }
  const install = ['-m', 'pip', 'install', '--disable-pip-version-check', ...pins];
  await runStep(`pip install ${tools.join(' ')}`, inVenv('python'), install, { failure: explain });
  writeStamp(stamp, wanted);
}
