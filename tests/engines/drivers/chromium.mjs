import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';

// Flags keep it from calling home.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launch({ binary, probe }) {
  const browser = await chromium.launch({ executablePath: binary, args });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(readFileSync(probe, 'utf8'));
  const said = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) said.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => said.push(`uncaught: ${error.message}`));
  return {
    version: browser.version(),
    said,
    goto: (url) => page.goto(url),
    evaluate: (fn, arg) => page.evaluate(fn, arg),
    press: (key) => page.keyboard.press(key),
    type: (text) => page.keyboard.type(text),
    async drag(points) {
      const [first, ...rest] = points;
      await page.mouse.move(first.x, first.y);
      await page.mouse.down();
      for (const { x, y } of rest) await page.mouse.move(x, y);
      await page.mouse.up();
    },
    close: () => browser.close(),
  };
}
