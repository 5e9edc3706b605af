import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { asBase, serve, STRICT_POLICY } from '../../scripts/lib/serve.mjs';

let root;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'nabla-serve-'));
  const site = join(root, 'dist');
  mkdirSync(join(site, 'linear-algebra'), { recursive: true });
  writeFileSync(join(root, 'secret.txt'), 'secret');
  writeFileSync(join(site, 'index.html'), 'home');
  writeFileSync(join(site, 'linear-algebra', 'index.html'), 'section');
  writeFileSync(join(site, 'nabla.wasm'), '\0asm');
});
after(() => rmSync(root, { recursive: true, force: true }));

async function started(t, options) {
  // Away from the port of a site that may be running.
  const { address, server } = await serve(join(root, 'dist'), { port: 47_310, ...options });
  t.after(() => server.close());
  return { address, server };
}

// fetch would tidy the path up before it is sent.
function raw(server, path, method = 'GET') {
  return new Promise((resolve, reject) => {
    // A connection of its own: a kept one may lead to the server of the test before.
    const sent = request({ agent: false, host: '127.0.0.1', port: server.address().port, path, method }, (response) => {
      let body = '';
      response
        .on('data', (chunk) => (body += chunk))
        .on('end', () => resolve({ response, status: response.statusCode, body }));
    });
    sent.on('error', reject).end();
  });
}

test('files come with their types', async (t) => {
  const { server } = await started(t);
  const home = await raw(server, '/');
  assert.equal(home.body, 'home');
  assert.equal(home.response.headers['content-type'], 'text/html; charset=utf-8');
  assert.equal(home.response.headers['content-security-policy'], undefined);
  const wasm = await raw(server, '/nabla.wasm?v=1');
  assert.equal(wasm.response.headers['content-type'], 'application/wasm');
  assert.equal((await raw(server, '/linear-algebra/')).body, 'section');
  const redirect = await raw(server, '/linear-algebra?x=1');
  assert.deepEqual([redirect.status, redirect.response.headers.location], [301, '/linear-algebra/?x=1']);
  const head = await raw(server, '/', 'HEAD');
  assert.deepEqual([head.status, head.body, head.response.headers['content-length']], [200, '', '4']);
  assert.equal((await raw(server, '/missing')).status, 404);
  assert.equal((await raw(server, '/', 'POST')).status, 405);
});

test('nothing outside the folder is served', async (t) => {
  const { server } = await started(t);
  for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/%00', '/%zz', '//../secret.txt']) {
    const { status, body } = await raw(server, path);
    assert.notEqual(body, 'secret', path);
    assert.ok([200, 404].includes(status) && body !== 'secret', `${path}: ${status}`);
  }
});

test('under a sub-path, and only there', async (t) => {
  const { address, server } = await started(t, { base: 'docs/nabla' });
  assert.match(address, /\/docs\/nabla\/$/);
  assert.equal((await raw(server, '/docs/nabla/')).body, 'home');
  assert.equal((await raw(server, '/docs/nabla')).response.headers.location, '/docs/nabla/');
  assert.equal((await raw(server, '/')).status, 404);
  assert.deepEqual(['/', '', 'a/b', '/a/b/'].map(asBase), ['/', '/', '/a/b/', '/a/b/']);
});

test('the strict policy on request, on loopback only', async (t) => {
  const { server } = await started(t, { csp: true });
  assert.equal((await raw(server, '/missing')).response.headers['content-security-policy'], STRICT_POLICY);
  assert.equal(server.address().address, '127.0.0.1');
});

test('the next free port, or a sentence when that very port was asked for', async (t) => {
  const first = await started(t);
  const second = await started(t);
  assert.notEqual(second.address, first.address);
  const port = first.server.address().port;
  await assert.rejects(serve(join(root, 'dist'), { port, strictPort: true }), /is in use: stop what is running there/);
});
