import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { nablaSite } from './src/site/build/plugin';

const root = dirname(fileURLToPath(import.meta.url));
const made = join(root, '..', '.build');

export default defineConfig({
  root,
  // Relative: dist/ is served under any sub-path.
  base: './',
  appType: 'custom',
  plugins: [nablaSite(root, join(made, 'site'))],
  resolve: { alias: { '@wasm': join(made, 'wasm'), '@generated': join(made, 'site') } },
  build: {
    outDir: join(root, '..', 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL would be refused for fonts by the policy, and the core is fetched as a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  // There are no HTML files for Vite to find its entries in.
  optimizeDeps: { entries: ['src/site/{page,home,search}.ts', 'src/concepts/*/widget.ts'] },
  server: { fs: { allow: [root, made, join(root, '..', 'node_modules')] } },
});
