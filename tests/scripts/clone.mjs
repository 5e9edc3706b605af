// A small copy of the project in which a machine's troubles can be acted out.
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A copy of what the scripts read, removed when test `t` ends. */
export function clone(t) {
  const root = mkdtempSync(join(tmpdir(), 'nabla-clone-'));
  // Every user may look in: one test acts as another.
  chmodSync(root, 0o755);
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const name of ['scripts', 'CMakeLists.txt', 'package.json', 'package-lock.json', '.npmrc']) {
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  }
  return root;
}

const which = (program) => spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim();

/** A folder for PATH with only these programs of the machine, and the `fakes`, which are shell scripts. */
export function machine(root, programs, fakes = {}) {
  const bin = join(root, 'machine');
  mkdirSync(bin);
  for (const program of ['sh', 'env', 'node', ...programs]) {
    const path = program === 'node' ? process.execPath : which(program);
    if (path) symlinkSync(path, join(bin, program));
  }
  for (const [name, text] of Object.entries(fakes))
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return bin;
}

/** Runs a file of `root` under Node: { code, output, said }, `said` being what stands behind "nabla:". */
export function command(root, args, { env = {}, ...options } = {}) {
  const clean = { ...process.env, ...env };
  // Set by the test runner, and understood by any node that is started below it.
  delete clean.NODE_TEST_CONTEXT;
  const result = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: clean,
    timeout: 120_000,
    ...options,
  });
  const output = result.stdout + result.stderr;
  return { code: result.status, output, said: /^nabla: (.*)$/ms.exec(output)?.[1].trim() };
}

/** Runs one exported function of scripts/lib as a command line program would. */
export function call(root, module, name, options) {
  const program = `
    import { main } from './scripts/lib/problem.mjs';
    import { ${name} } from './scripts/lib/${module}.mjs';
    await main(async () => void (await ${name}()));`;
  return command(root, ['--input-type=module', '-e', program], options);
}
