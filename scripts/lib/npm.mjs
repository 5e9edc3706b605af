import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { at } from './paths.mjs';
import { Problem } from './problem.mjs';
import { runStep } from './run.mjs';
import { readStamp, writeStamp } from './stamp.mjs';

const NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|network request .*failed|EHOSTUNREACH/;

/** A sentence for what npm reports. */
export function explainNpm(log) {
  if (NETWORK.test(log))
    return 'No network: npm could not reach its registry; connect (or set https_proxy) and run the same command again.';
  if (/EACCES|EROFS/.test(log))
    return `npm cannot write to ${at('node_modules')}: give your user write permission there, or clone the project elsewhere.`;
  if (/EUSAGE/.test(log))
    return 'package.json and package-lock.json disagree: run "npm install" and commit the lock file.';
  return undefined;
}

/** Installs exactly what the lock file says, unless that is what is there. */
export async function ensureNodeModules() {
  const lock = at('package-lock.json');
  if (!existsSync(lock)) {
    if (existsSync(at('node_modules', 'acorn'))) return;
    throw new Problem(
      'package-lock.json is missing: restore it from the repository ("git checkout package-lock.json").',
    );
  }
  const wanted = createHash('sha256').update(readFileSync(lock)).update(process.version).digest('hex');
  const stamp = at('node_modules', '.nabla-stamp');
  const installed = join(at('node_modules'), '.package-lock.json');
  if (existsSync(installed) && readStamp(stamp) === wanted) return;
  // An install made by hand ("npm install") is as good when it is newer than the lock file.
  const fresh = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
  if (!fresh) {
    mkdirSync(at('node_modules'), { recursive: true });
    // Tests use the Chromium that the machine has: nothing may fetch a browser of its own.
    const env = { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' };
    await runStep('npm ci', 'npm', ['ci', '--no-audit', '--no-fund'], { env, failure: explainNpm });
  }
  writeStamp(stamp, wanted);
}
