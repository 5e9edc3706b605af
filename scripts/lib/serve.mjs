// A static server for this machine only: dist/ as any plain host would serve it.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { Problem } from './problem.mjs';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.py': 'text/plain; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
};

export const STRICT_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** '/' and '/sub/path/' from whatever way a sub-path was written. */
export function asBase(text) {
  const inner = text.split('/').filter(Boolean).join('/');
  return inner ? `/${inner}/` : '/';
}

// The file a request means, { redirect } to the folder's own address, or undefined.
function resolve(folder, base, url) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
  if (`${path}/` === base) return { redirect: base };
  if (!path.startsWith(base) || path.includes('\0')) return undefined;
  const file = normalize(join(folder, path.slice(base.length)));
  if (file !== folder && !file.startsWith(folder + sep)) return undefined;
  if (!existsSync(file)) return undefined;
  if (!statSync(file).isDirectory()) return { file };
  if (!path.endsWith('/')) return { redirect: `${encodeURI(path)}/` };
  const index = join(file, 'index.html');
  return existsSync(index) ? { file: index } : undefined;
}

function send(request, response, status, headers, file) {
  response.writeHead(status, headers);
  if (!file || request.method === 'HEAD') response.end();
  else
    createReadStream(file)
      .on('error', () => response.destroy())
      .pipe(response);
}

function handler(folder, base, always, types) {
  const typeOf = (file) => types[extname(file).toLowerCase()] ?? 'application/octet-stream';
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return send(request, response, 405, { ...always, Allow: 'GET, HEAD' });
    const found = resolve(folder, base, request.url);
    if (found?.redirect) {
      const query = new URL(request.url, 'http://localhost').search;
      return send(request, response, 301, { ...always, Location: found.redirect + query });
    }
    if (found)
      return send(
        request,
        response,
        200,
        { ...always, 'Content-Type': typeOf(found.file), 'Content-Length': statSync(found.file).size },
        found.file,
      );
    const missing = join(folder, '404.html');
    const page = existsSync(missing) ? missing : undefined;
    return send(request, response, 404, { ...always, 'Content-Type': TYPES[page ? '.html' : '.txt'] }, page);
  };
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Loopback only: nobody else on the network is served.
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve(server.address().port);
    });
  });
}

const HEADERS = { 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff' };

/**
 * Serves `folder` on the first free port from `port` on (exactly on it when `strictPort`), and answers
 * { address, server }. `headers` and `types` make it a host that is set up otherwise than ours.
 */
export async function serve(
  folder,
  { port = 4173, base = '/', csp = false, strictPort = false, headers = HEADERS, types = {} } = {},
) {
  if (!existsSync(folder)) throw new Problem(`${folder} does not exist: run "npm run build" first.`);
  const prefix = asBase(base);
  const always = csp ? { ...headers, 'Content-Security-Policy': STRICT_POLICY } : headers;
  for (let candidate = port; candidate < port + 100; candidate += 1) {
    const server = createServer(handler(folder, prefix, always, { ...TYPES, ...types }));
    try {
      const bound = await listen(server, candidate);
      return { address: `http://localhost:${bound}${prefix}`, server };
    } catch (error) {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
      if (strictPort) break;
    }
  }
  throw new Problem(`Port ${port} is in use: stop what is running there, or choose another with --port.`);
}
