import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { nablaFacts } from './web/src/site/build/facts';

export default defineConfig({
  plugins: [nablaFacts(fileURLToPath(new URL('web', import.meta.url)))],
  resolve: { alias: { '@wasm': fileURLToPath(new URL('.build/wasm', import.meta.url)) } },
  test: {
    include: ['tests/web/**/*.test.ts'],
    environment: 'node',
    restoreMocks: true,
    maxWorkers: availableParallelism(),
  },
});
