import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';
import { FLAGS } from './scripts/lib/chromium.mjs';

const port = Number(process.env.NABLA_E2E_PORT ?? 4199);

const programs = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

// Debian's Chromium: no browser is downloaded.
const launchOptions = {
  executablePath: process.env.CHROME_PATH ?? programs.find(existsSync) ?? 'chromium',
  args: FLAGS,
};

export default defineConfig({
  testDir: 'tests/e2e',
  fullyParallel: true,
  // Two cores: while one test waits for its page, or for a second to pass, another has something to do.
  workers: 3,
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.NABLA_REPORTER ? [['list'], ['json', { outputFile: process.env.NABLA_REPORTER }]] : 'list',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // A shared machine may stall for seconds. What passes only the second time is listed as flaky, by name.
  retries: process.env.CI ? 1 : 0,
  use: {
    ...devices['Desktop Chrome'],
    // Under a sub-path and the strict policy in every test: what works here works on any static host.
    baseURL: `http://127.0.0.1:${port}/some/path/`,
    viewport: { width: 1280, height: 900 },
    launchOptions,
    // A copy of the whole site for every test would be most of the work; offline.spec.ts asks for it.
    serviceWorkers: 'block',
  },
  webServer: {
    command: `node scripts/serve.mjs --port ${port} --base /some/path/ --csp`,
    url: `http://127.0.0.1:${port}/some/path/`,
    reuseExistingServer: !process.env.CI,
  },
});
