import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { FLAGS } from '../../../scripts/lib/chromium.mjs';
import { hand } from './mouse.mjs';

export async function launch({ binary, probe }) {
  const browser = await chromium.launch({ executablePath: binary, args: FLAGS });
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
    ...hand(page),
    async touch([first, ...rest]) {
      const session = await page.context().newCDPSession(page);
      const send = (type, touchPoints) => session.send('Input.dispatchTouchEvent', { type, touchPoints });
      await session.send('Emulation.setTouchEmulationEnabled', { enabled: true });
      await send('touchStart', [first]);
      for (const point of rest) await send('touchMove', [point]);
      await send('touchEnd', []);
      await session.send('Emulation.setTouchEmulationEnabled', { enabled: false });
      await session.detach();
    },
    pdf: () => page.pdf(),
    inject: (source) => page.evaluate(source),
    close: () => browser.close(),
  };
}
