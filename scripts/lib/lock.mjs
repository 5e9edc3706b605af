import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOOLCHAIN } from './paths.mjs';

const GRACE_MS = 5000;
const POLL_MS = 250;

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function abandoned(folder) {
  let owner;
  try {
    owner = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  } catch {
    owner = undefined;
  }
  // In a container numbers of processes come again: a lock in our own name, which we do not hold, was left by a crash.
  if (owner) return owner === process.pid || !alive(owner);
  // Between mkdir and the write of the pid there is no owner to ask; a lock that stays so was left by a crash.
  try {
    return Date.now() - statSync(folder).mtimeMs > GRACE_MS;
  } catch {
    return false;
  }
}

function tryLock(folder) {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
  writeFileSync(join(folder, 'pid'), String(process.pid));
  return true;
}

/** Of several that find a lock abandoned one removes it: the others have nothing left to rename, not even a fresh one. */
function remove(folder) {
  const aside = `${folder}-${process.pid}`;
  try {
    renameSync(folder, aside);
  } catch {
    return;
  }
  rmSync(aside, { recursive: true, force: true });
}

let depth = 0;

/** Runs `work` while no other nabla command sets up or builds in this clone. Nested calls share the outer lock. */
export async function withLock(work) {
  const folder = join(TOOLCHAIN, 'lock');
  if (depth === 0) {
    mkdirSync(TOOLCHAIN, { recursive: true });
    let told = false;
    while (!tryLock(folder)) {
      if (abandoned(folder)) {
        remove(folder);
        continue;
      }
      if (!told) console.log('· waiting for another nabla command in this folder to finish its build');
      told = true;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    process.once('exit', release);
  }
  depth += 1;
  try {
    return await work();
  } finally {
    depth -= 1;
    if (depth === 0) {
      process.removeListener('exit', release);
      release();
    }
  }

  function release() {
    rmSync(folder, { recursive: true, force: true });
  }
}
