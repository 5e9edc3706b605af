// Two commands at once must not build in the same folder, and a crash must not lock anybody out.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { call, clone, command } from './clone.mjs';

// Writes when it came in and when it left: entries of two processes may not interleave.
const WORK = `
  import { appendFileSync } from 'node:fs';
  import { withLock } from './scripts/lib/lock.mjs';
  await withLock(() => withLock(async () => {
    appendFileSync('log', 'in ');
    await new Promise((resolve) => setTimeout(resolve, 300));
    appendFileSync('log', 'out ');
  }));`;
const ARGS = ['--input-type=module', '-e', WORK];

test('the second of two commands waits', async (t) => {
  const root = clone(t);
  const runs = [1, 2, 3].map(
    () => new Promise((resolve) => spawn(process.execPath, ARGS, { cwd: root }).once('close', resolve)),
  );
  assert.deepEqual(await Promise.all(runs), [0, 0, 0]);
  assert.equal(readFileSync(join(root, 'log'), 'utf8'), 'in out in out in out ');
  assert.ok(!existsSync(join(root, '.toolchain', 'lock')), 'the lock is gone');
});

test('a lock whose owner has died is taken over', (t) => {
  const root = clone(t);
  mkdirSync(join(root, '.toolchain', 'lock'), { recursive: true });
  const dead = spawn(process.execPath, ['-e', '']);
  return new Promise((resolve) => dead.once('close', resolve)).then(() => {
    writeFileSync(join(root, '.toolchain', 'lock', 'pid'), String(dead.pid));
    assert.equal(command(root, ARGS, { timeout: 10_000 }).code, 0);
  });
});

test('of three that find a lock of a dead owner one after the other comes in', async (t) => {
  const root = clone(t);
  mkdirSync(join(root, '.toolchain', 'lock'), { recursive: true });
  const dead = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => dead.once('close', resolve));
  writeFileSync(join(root, '.toolchain', 'lock', 'pid'), String(dead.pid));
  const runs = [1, 2, 3].map(
    () => new Promise((resolve) => spawn(process.execPath, ARGS, { cwd: root }).once('close', resolve)),
  );
  assert.deepEqual(await Promise.all(runs), [0, 0, 0]);
  assert.equal(readFileSync(join(root, 'log'), 'utf8'), 'in out in out in out ');
});

test('a lock in the name of the process itself, as a crash in a container leaves it, is taken over', (t) => {
  const root = clone(t);
  const again = `
    import { mkdirSync, writeFileSync } from 'node:fs';
    mkdirSync('.toolchain/lock', { recursive: true });
    writeFileSync('.toolchain/lock/pid', String(process.pid));
    ${WORK}`;
  assert.equal(command(root, ['--input-type=module', '-e', again], { timeout: 10_000 }).code, 0);
});

test('work that fails leaves no lock behind', (t) => {
  const root = clone(t);
  const failing = `
    import { withLock } from './scripts/lib/lock.mjs';
    await withLock(() => { throw new Error('x'); }).catch(() => {});`;
  command(root, ['--input-type=module', '-e', failing]);
  assert.ok(!existsSync(join(root, '.toolchain', 'lock')));
  assert.equal(call(root, 'setup', 'checkMachine').code, 0);
});
