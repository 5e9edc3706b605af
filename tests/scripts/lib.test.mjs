// The parts of the scripts that decide something, each by itself.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { privateSource } from '../../scripts/lib/emscripten-private.mjs';
import { aptArchives, distribution } from '../../scripts/lib/packages.mjs';
import { readFuzzer } from '../../scripts/lib/fuzz.mjs';
import { hashOf } from '../../scripts/lib/stamp.mjs';
import { countDoctest, countPlaywright, countTap, countVitest } from '../../scripts/lib/tests.mjs';
import { atLeast, parseVersion } from '../../scripts/lib/versions.mjs';

function folder(t) {
  const path = mkdtempSync(join(tmpdir(), 'nabla-lib-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('versions are compared as numbers', () => {
  assert.deepEqual(parseVersion('emcc (Emscripten gcc/clang-like replacement) 3.1.69 (abc)'), [3, 1, 69]);
  assert.deepEqual(parseVersion('cmake version 3.25'), [3, 25, 0]);
  assert.equal(parseVersion(undefined), undefined);
  assert.ok(atLeast([3, 1, 69], [3, 1, 69]));
  assert.ok(atLeast([4, 0, 1], [3, 1, 69]));
  assert.ok(!atLeast([3, 1, 6], [3, 1, 69]));
  assert.ok(!atLeast(undefined, [3, 1, 69]));
});

test("apt's archives are read in both formats", (t) => {
  const etc = folder(t);
  mkdirSync(join(etc, 'sources.list.d'));
  const keyring = '/usr/share/keyrings/mirror.gpg';
  writeFileSync(
    join(etc, 'sources.list'),
    `# deb http://commented/debian bookworm main\ndeb-src http://source/debian bookworm main\n` +
      `deb [arch=amd64 signed-by=${keyring}] https://mirror.example/debian bookworm main contrib\n`,
  );
  writeFileSync(
    join(etc, 'sources.list.d', 'debian.sources'),
    'Types: deb\n# a remark\nURIs: http://a.example/debian/\nSuites: bookworm bookworm-updates\nComponents: main\n\n' +
      'Types: deb\nEnabled: no\nURIs: http://off.example/debian\nSuites: x\nComponents: main\n\n' +
      'Types: deb-src\nURIs: http://source.example/debian\nSuites: x\nComponents: main\n',
  );
  writeFileSync(join(etc, 'sources.list.d', 'x.list.disabled'), 'deb http://disabled/debian x main\n');
  assert.deepEqual(aptArchives(etc), [
    { uri: 'https://mirror.example/debian', suites: ['bookworm'], signedBy: keyring },
    { uri: 'http://a.example/debian/', suites: ['bookworm', 'bookworm-updates'], signedBy: undefined },
  ]);
});

test("Emscripten comes from the machine's own mirror", () => {
  const archives = [
    { uri: 'http://other.example/nodejs', suites: ['bookworm'] },
    { uri: 'http://security.example/debian-security', suites: ['bookworm-security'] },
    { uri: 'http://mirror.example/debian', suites: ['bookworm'], signedBy: '/k.gpg' },
  ];
  const debian = (VERSION_ID, VERSION_CODENAME) =>
    privateSource({ ID: 'debian', VERSION_ID, VERSION_CODENAME }, archives);
  assert.deepEqual(debian('12', 'bookworm'), {
    packaged: false,
    line: 'deb [signed-by=/k.gpg] http://mirror.example/debian trixie main\n',
  });
  assert.equal(debian('13', 'trixie').packaged, true);
  assert.equal(debian(undefined, 'forky').packaged, true);
  assert.equal(privateSource({ ID: 'fedora', VERSION_ID: '43' }, archives), undefined);
  assert.equal(privateSource({ ID: 'debian', VERSION_ID: '12' }, []), undefined);
});

test('os-release is read with and without quotes', (t) => {
  const file = join(folder(t), 'os-release');
  writeFileSync(file, 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n');
  assert.deepEqual(distribution(file), { ID: 'debian', VERSION_ID: '12', PRETTY_NAME: 'Debian GNU/Linux 12' });
  assert.deepEqual(distribution(join(file, 'none')), {});
});

test('a stamp follows names and contents, not times', (t) => {
  const root = folder(t);
  const file = join(root, 'a.txt');
  writeFileSync(file, 'one');
  const first = hashOf([root]);
  writeFileSync(file, 'one');
  assert.equal(hashOf([root]), first);
  writeFileSync(file, 'two');
  assert.notEqual(hashOf([root]), first);
  writeFileSync(file, 'one');
  writeFileSync(join(root, 'b.txt'), '');
  assert.notEqual(hashOf([root, join(root, 'missing')]), first);
});

test('reports are counted', () => {
  const doctest = (line, failures = 0) => countDoctest(`<testsuite failures="${failures}">\n${line}`);
  assert.deepEqual(doctest('test cases:  12 |  11 passed | 1 failed | 3 skipped', 1), { passed: 11, failed: 1 });
  const two = 'test cases: 2 | 2 passed | 0 failed\ntest cases: 5 | 3 passed | 2 failed |';
  assert.deepEqual(doctest(two, 1), { passed: 5, failed: 2 });
  assert.deepEqual(doctest('AddressSanitizer: heap-buffer-overflow', 1), { passed: 0, failed: 1 });
  assert.deepEqual(countVitest('{"numPassedTests":7,"numFailedTests":2}'), { passed: 7, failed: 2 });
  const playwright = { stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{ message: 'x' }] };
  assert.deepEqual(countPlaywright(JSON.stringify(playwright)), { passed: 5, failed: 2 });
  assert.deepEqual(countTap('# tests 5\n# pass 3\n# fail 1\n# cancelled 1\n'), { passed: 3, failed: 2 });
});

test("the fuzzer's report is read: executions, a finding, an early end", () => {
  const done = 'Done 9 runs\nstat::number_of_executed_units: 12345\n';
  assert.deepEqual(readFuzzer(done, 0), { executions: 12345, finding: undefined, passed: true });
  const found = `${done}artifact_prefix='./'; Test unit written to /x/crash-1\n`;
  assert.deepEqual(readFuzzer(found, 77), { executions: 12345, finding: '/x/crash-1', passed: false });
  assert.equal(readFuzzer(done, 1).passed, false);
  assert.equal(readFuzzer('', 0).passed, false);
});
