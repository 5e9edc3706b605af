// npm run parity [-- --write] [slug …]: runs every example and remakes every fixture with real PyTorch, and shows any
// difference from what is committed. With --write the new results replace the old.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { at, TOOLCHAIN } from './lib/paths.mjs';
import { main, Problem } from './lib/problem.mjs';
import { python, requireWritable } from './lib/prerequisites.mjs';
import { capture, runStep } from './lib/run.mjs';
import { readStamp, writeStamp } from './lib/stamp.mjs';

const REQUIREMENTS = at('tests', 'parity', 'requirements.txt');
const VENV = join(TOOLCHAIN, 'torch');

/** A Python that has PyTorch: the one that NABLA_TORCH_PYTHON names, or the project's own environment. */
async function oracle() {
  const given = process.env.NABLA_TORCH_PYTHON;
  if (given) return given;
  const own = join(VENV, process.platform === 'win32' ? 'Scripts' : 'bin', 'python');
  const pins = readFileSync(REQUIREMENTS, 'utf8');
  const stamp = join(VENV, 'nabla.stamp');
  if (existsSync(own) && readStamp(stamp) === pins) return own;
  console.log(
    'PyTorch is fetched once into .toolchain/torch: about 4 GB. NABLA_TORCH_PYTHON names another Python that has it.',
  );
  await runStep('python environment for PyTorch', python(), ['-m', 'venv', '--clear', VENV]);
  await runStep('pip install torch', own, ['-m', 'pip', 'install', '--disable-pip-version-check', '-r', REQUIREMENTS]);
  writeStamp(stamp, pins);
  return own;
}

function run(interpreter, args, env = {}) {
  // Two threads or sixteen, the same sums: results must not depend on the machine.
  const output = capture(interpreter, args, { env: { ...process.env, OMP_NUM_THREADS: '1', ...env }, stdio: 'pipe' });
  if (output === undefined) {
    console.error(
      capture('sh', ['-c', `"${interpreter}" ${args.map((a) => `"${a}"`).join(' ')} 2>&1 || true`], {
        env: { ...process.env, ...env },
      }),
    );
    throw new Problem(`${args[0]} failed in PyTorch: the lines above say where.`);
  }
  return output;
}

/** Lines of two texts that differ, the first few. */
function difference(before, after) {
  const old = before.split('\n');
  const fresh = after.split('\n');
  const lines = [];
  for (let i = 0; i < Math.max(old.length, fresh.length) && lines.length < 12; i++) {
    if (old[i] === fresh[i]) continue;
    lines.push(`  line ${i + 1}`, `  - ${(old[i] ?? '').slice(0, 160)}`, `  + ${(fresh[i] ?? '').slice(0, 160)}`);
  }
  return lines.join('\n');
}

function checkExample(interpreter, folder, version, write) {
  const record = join(folder, 'example.out.json');
  const output = `${run(interpreter, [join(folder, 'example.py')])}\n`;
  const before = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : { torch: '', output: '' };
  if (write) writeFileSync(record, `${JSON.stringify({ torch: version, output }, null, 2)}\n`);
  if (before.output === output && before.torch === version) return [];
  const other = before.torch === version ? '' : ` (recorded with ${before.torch || 'nothing'}, this is ${version})`;
  return [`${basename(folder)}/example.py prints something else${other}\n${difference(before.output, output)}`];
}

function checkFixture(interpreter, script, folder) {
  run(interpreter, [at('tests', 'parity', script)], { NABLA_FIXTURES: folder });
  const name = script.replace(/\.py$/, '.json');
  const committed = at('tests', 'fixtures', name);
  const before = existsSync(committed) ? readFileSync(committed, 'utf8') : '';
  const after = readFileSync(join(folder, name), 'utf8');
  return before === after ? [] : [`tests/fixtures/${name} would change\n${difference(before, after)}`];
}

await main(async () => {
  const { values, positionals } = parseArgs({ options: { write: { type: 'boolean' } }, allowPositionals: true });
  requireWritable();
  const interpreter = await oracle();
  const version = run(interpreter, ['-c', 'import torch; print(torch.__version__.split("+")[0])']);
  console.log(`PyTorch ${version}`);
  const wanted = (slug) => positionals.length === 0 || positionals.includes(slug);
  const differences = [];

  const concepts = readdirSync(at('web', 'src', 'concepts')).filter(wanted);
  for (const slug of concepts) {
    differences.push(...checkExample(interpreter, at('web', 'src', 'concepts', slug), version, values.write));
    console.log(`· example of ${slug}`);
  }

  const folder = values.write ? at('tests', 'fixtures') : mkdtempSync(join(tmpdir(), 'nabla-fixtures-'));
  mkdirSync(folder, { recursive: true });
  const scripts = readdirSync(at('tests', 'parity'))
    .filter((name) => name.endsWith('.py') && name !== 'fixtures.py')
    .filter((name) => wanted(name.replace(/\.py$/, '').replaceAll('_', '-')));
  for (const script of scripts) {
    differences.push(...checkFixture(interpreter, script, folder));
    console.log(`· fixtures of ${script}`);
  }
  if (!values.write) rmSync(folder, { recursive: true });

  for (const text of differences) console.log(`\n≠ ${text}`);
  if (differences.length > 0 && !values.write) {
    throw new Problem(
      `${differences.length} files differ: if that is meant, run "npm run parity -- --write" and commit.`,
    );
  }
  console.log(values.write ? '\nWritten.' : `\n${concepts.length} examples and ${scripts.length} fixture files agree.`);
});
