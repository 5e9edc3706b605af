// The pages of other people: each host is built from its own package and opened as a reader of it would.
import { defineConfig } from '@playwright/test';
import site from '../../playwright.config';

const launch = site.use?.launchOptions ?? {};

export default defineConfig({
  testDir: '.',
  // The quick ones belong to the ordinary test command.
  testMatch:
    process.env.NABLA_HOSTS === 'all' ? '**/*.spec.ts' : ['html*.spec.ts', 'vitepress.spec.ts', 'mkdocs.spec.ts'],
  fullyParallel: false,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.NABLA_REPORTER ? [['list'], ['json', { outputFile: process.env.NABLA_REPORTER }]] : 'list',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  retries: process.env.CI ? 1 : 0,
  use: {
    ...site.use,
    baseURL: undefined,
    launchOptions: {
      ...launch,
      // No name but loopback's can be resolved: what would leave the machine fails, and support.ts says what it was.
      args: [...(launch.args ?? []), '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'],
    },
  },
});
