// Formatting, lint and types of all three languages. Every tool is one check with one verdict.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureNodeModules } from './npm.mjs';
import { at, BUILD } from './paths.mjs';
import { ensureTools, inVenv } from './python.mjs';
import { runAside } from './run.mjs';

const SKIPPED = new Set(['node_modules', '__pycache__', 'fixtures']);

function filesBelow(folder, pattern) {
  if (!existsSync(at(folder))) return [];
  return readdirSync(at(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(path, pattern);
    return pattern.test(entry.name) ? [path] : [];
  });
}

const cpp = () => [...filesBelow('wasm', /\.(h|cpp)$/), ...filesBelow('tests/core', /\.(h|cpp)$/)];
const pythonFiles = () => ['web', 'tests', 'scripts', 'wasm'].flatMap((folder) => filesBelow(folder, /\.py$/));

// mypy takes no two modules of one name, and every concept has an example.py: it reads copies named by their concept.
// A plot.py is no module: it goes on from the example.
function filesForMypy() {
  const folder = join(BUILD, 'mypy');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return pythonFiles()
    .filter((file) => !file.endsWith('/plot.py'))
    .map((file) => {
      const match = /concepts\/([^/]+)\/example\.py$/.exec(file);
      if (!match) return file;
      const copy = join(folder, `example_${match[1].replaceAll('-', '_')}.py`);
      writeFileSync(copy, readFileSync(at(file)));
      return copy;
    });
}

const node = (program, ...args) => [process.execPath, [at('node_modules', ...program.split('/')), ...args]];

const prettierOptions = [
  '--log-level=warn',
  '--cache',
  '--cache-strategy=content',
  `--cache-location=${join(BUILD, 'prettier.json')}`,
];

/** The checks as [name, command, arguments]; `fix` makes those that can rewrite files do so. */
function checks(fix) {
  const python = pythonFiles();
  // The longest first.
  const list = [
    ['eslint', ...node('eslint/bin/eslint.js', '--max-warnings=0', ...(fix ? ['--fix'] : []), '.')],
    // What has not changed is not looked at again: a file's layout depends on nothing but its contents, and tsc knows
    // what depends on what. ESLint's rules ask for types of other files, which its cache does not see.
    ['prettier', ...node('prettier/bin/prettier.cjs', ...prettierOptions, fix ? '--write' : '--check', '.')],
    ['tsc', ...node('typescript/bin/tsc', '--noEmit', '--incremental', '--tsBuildInfoFile', join(BUILD, 'tsc.json'))],
    ['clang-format', inVenv('clang-format'), [...(fix ? ['-i'] : ['--dry-run', '-Werror']), ...cpp()]],
  ];
  if (python.length > 0) {
    list.push(
      ['ruff format', inVenv('ruff'), ['format', '--quiet', ...(fix ? [] : ['--diff']), ...python]],
      ['ruff check', inVenv('ruff'), ['check', '--quiet', ...(fix ? ['--fix'] : []), ...python]],
      ['mypy', inVenv('mypy'), ['--no-error-summary', ...filesForMypy()]],
    );
  }
  return list;
}

/** Runs all checks, also after one has failed, and counts them. */
export async function check({ fix = false } = {}) {
  await ensureNodeModules();
  await ensureTools(['clang-format', 'ruff', 'mypy']);
  const count = { passed: 0, failed: 0 };
  const waiting = checks(fix);
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, command, args] = next;
      const { code, output } = await runAside(command, args);
      count[code === 0 ? 'passed' : 'failed'] += 1;
      process.stdout.write(output);
      console.log(`${code === 0 ? '✓' : '✗'} ${name}`);
    }
  };
  // What rewrites files has them to itself; what only reads them goes two at a time, for each keeps one core busy.
  await Promise.all(fix ? [work()] : [work(), work()]);
  if (count.failed > 0 && !fix) console.log('"npm run format" mends what can be mended by itself.');
  return count;
}
