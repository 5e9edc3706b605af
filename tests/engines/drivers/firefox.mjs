import { readFileSync } from 'node:fs';
import puppeteer from 'puppeteer-core';
import { hand } from './mouse.mjs';

const extraPrefsFirefox = {
  // The profile that automation makes lets files read each other; a visitor's Firefox does not.
  'security.fileuri.strict_origin_policy': true,
};

export async function launch({ binary, probe }) {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: binary,
    headless: true,
    extraPrefsFirefox,
    defaultViewport: { width: 1280, height: 900 },
  });
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(readFileSync(probe, 'utf8'));
  const said = [];
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) said.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => said.push(`uncaught: ${error.message}`));
  return {
    version: (await browser.version()).replace(/^firefox\//i, ''),
    said,
    goto: (url) => page.goto(url),
    evaluate: (fn, arg) => page.evaluate(fn, arg),
    ...hand(page),
    async touch([first, ...rest]) {
      await page.touchscreen.touchStart(first.x, first.y);
      for (const { x, y } of rest) await page.touchscreen.touchMove(x, y);
      await page.touchscreen.touchEnd();
    },
    pdf: () => page.pdf(),
    inject: (source) => page.evaluate(source),
    close: () => browser.close(),
  };
}
