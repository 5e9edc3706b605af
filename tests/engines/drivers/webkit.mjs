// WebKitGTK speaks classic WebDriver only: no script before a page's own, no console. Its pages are copies that name the
// probe as their first script (see pages.mjs), which a policy of one's own origin allows.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Builder, Button, Capabilities, Key, Origin } from 'selenium-webdriver';

const KEYS = {
  ArrowRight: Key.ARROW_RIGHT,
  ArrowLeft: Key.ARROW_LEFT,
  ArrowUp: Key.ARROW_UP,
  ArrowDown: Key.ARROW_DOWN,
  Enter: Key.ENTER,
  Tab: Key.TAB,
  Space: Key.SPACE,
};

const env = {
  ...process.env,
  WEBKIT_DISABLE_COMPOSITING_MODE: '1',
  ...(process.getuid?.() === 0 && { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }),
};

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answers(port, child) {
  for (let i = 0; i < 200; i++) {
    if (child.exitCode !== null) throw new Error(`WebKitWebDriver ended with ${child.exitCode}.`);
    const up = await fetch(`http://127.0.0.1:${port}/status`).then(
      (response) => response.ok,
      () => false,
    );
    if (up) return;
    await sleep(100);
  }
  throw new Error('WebKitWebDriver does not answer.');
}

export async function launch({ driver: program, binary }) {
  const port = await freePort();
  const screen = ['-a', '-s', '-screen 0 1400x1100x24'];
  // A group of its own: xvfb-run, the driver and the X server end together.
  const child = spawn('xvfb-run', [...screen, program, `--port=${port}`], { env, stdio: 'ignore', detached: true });
  const end = () => {
    try {
      process.kill(-child.pid);
    } catch {
      // Gone already.
    }
  };
  process.once('exit', end);
  // An interrupted run, too, takes them along.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  try {
    await answers(port, child);
    const capabilities = new Capabilities({
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { binary, args: ['--automation'] },
    });
    const driver = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build();
    await driver.manage().setTimeouts({ script: 120_000, pageLoad: 60_000 });
    await driver.manage().window().setRect({ x: 0, y: 0, width: 1300, height: 1000 });
    return await adapter(driver, end);
  } catch (error) {
    end();
    throw error;
  }
}

async function adapter(driver, end) {
  const move = (actions, { x, y }) =>
    actions.move({ x: Math.round(x), y: Math.round(y), origin: Origin.VIEWPORT, duration: 0 });
  return {
    version: (await driver.getCapabilities()).get('browserVersion'),
    said: [],
    needsProbe: true,
    goto: (url) => driver.get(url),
    async evaluate(fn, arg) {
      const body = `const done = arguments[arguments.length - 1];
        (async () => (${fn})(arguments[0]))().then(
          (value) => done({ value }), (error) => done({ error: String(error?.stack ?? error) }));`;
      const { value, error } = await driver.executeAsyncScript(body, arg ?? null);
      if (error) throw new Error(error);
      return value ?? undefined;
    },
    press: (key) => driver.actions().sendKeys(KEYS[key]).perform(),
    type: (text) => driver.actions().sendKeys(text).perform(),
    async drag([first, ...rest]) {
      const actions = move(driver.actions({ async: true }), first).press(Button.LEFT);
      for (const point of rest) move(actions, point);
      await actions.release(Button.LEFT).perform();
    },
    inject: (source) => driver.executeScript(source),
    async close() {
      try {
        await driver.quit();
      } finally {
        end();
      }
    },
  };
}
