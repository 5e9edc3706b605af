// npm run parity [-- --write] [slug …]: runs every example and remakes every fixture with real PyTorch, and shows any
// difference from what is committed. With --write the new results replace the old.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { difference, oracle, runOracle, torchVersion } from './lib/oracle.mjs';
import { at } from './lib/paths.mjs';
import { requireWritable } from './lib/prerequisites.mjs';
import { main, Problem } from './lib/problem.mjs';

function checkExample(interpreter, folder, version, write) {
  const record = join(folder, 'example.out.json');
  const output = `${runOracle(interpreter, [join(folder, 'example.py')])}\n`;
  const before = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : { torch: '', output: '' };
  if (write) writeFileSync(record, `${JSON.stringify({ torch: version, output }, null, 2)}\n`);
  if (before.output === output && before.torch === version) return [];
  const other = before.torch === version ? '' : ` (recorded with ${before.torch || 'nothing'}, this is ${version})`;
  return [`${basename(folder)}/example.py prints something else${other}\n${difference(before.output, output)}`];
}

function checkFixture(interpreter, script, folder) {
  runOracle(interpreter, [at('tests', 'parity', script)], { env: { NABLA_FIXTURES: folder } });
  const name = script.replace(/\.py$/, '.json');
  const committed = at('tests', 'fixtures', name);
  const before = existsSync(committed) ? readFileSync(committed, 'utf8') : '';
  const after = readFileSync(join(folder, name), 'utf8');
  return before === after ? [] : [`tests/fixtures/${name} would change\n${difference(before, after)}`];
}

const fixtureScripts = () =>
  readdirSync(at('tests', 'parity')).filter((name) => name.endsWith('.py') && name !== 'fixtures.py');
const slugOf = (script) => script.replace(/\.py$/, '').replaceAll('_', '-');

await main(async () => {
  const { values, positionals } = parseArgs({ options: { write: { type: 'boolean' } }, allowPositionals: true });
  requireWritable();
  const all = { concepts: readdirSync(at('web', 'src', 'concepts')), scripts: fixtureScripts() };
  const unknown = positionals.find(
    (name) => !all.concepts.includes(name) && !all.scripts.some((s) => slugOf(s) === name),
  );
  if (unknown) throw new Problem(`Neither a concept nor a script in tests/parity is called "${unknown}".`);
  const interpreter = await oracle();
  const version = torchVersion(interpreter);
  console.log(`PyTorch ${version}`);
  const wanted = (slug) => positionals.length === 0 || positionals.includes(slug);
  const differences = [];

  const concepts = all.concepts.filter(wanted);
  for (const slug of concepts) {
    differences.push(...checkExample(interpreter, at('web', 'src', 'concepts', slug), version, values.write));
    console.log(`· example of ${slug}`);
  }

  const folder = values.write ? at('tests', 'fixtures') : mkdtempSync(join(tmpdir(), 'nabla-fixtures-'));
  mkdirSync(folder, { recursive: true });
  const scripts = all.scripts.filter((script) => wanted(slugOf(script)));
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
