import { buildTools } from './cmake.mjs';
import { ensureHeaders } from './headers.mjs';
import { ensureNodeModules } from './npm.mjs';
import { compiler, python, requireNode, requireWritable } from './prerequisites.mjs';
import { emscripten } from './toolchain.mjs';

/** What cannot be fetched is checked first: nobody should wait for a download to learn that g++ is missing. */
export function checkMachine() {
  requireWritable();
  requireNode();
  python();
  compiler();
}

export async function setUp() {
  checkMachine();
  await ensureNodeModules();
  await ensureHeaders();
  await buildTools();
  await emscripten();
}
