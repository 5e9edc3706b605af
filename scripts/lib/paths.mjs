import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const at = (...parts) => join(ROOT, ...parts);

// Both folders are git-ignored. The first holds what was fetched, the second what was made from the sources.
export const TOOLCHAIN = at('.toolchain');
export const BUILD = at('.build');
export const LOGS = at('.build', 'logs');
export const DIST = at('dist');
