// Notebooks: as pages made by nbconvert, and live in JupyterLab through anywidget.
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { handedOut } from './handed-out';
import { bring, inPython, place, run, write } from './places';
import {
  awake,
  computes,
  expect,
  followsDark,
  leavesNothing,
  probabilities,
  softmaxOf,
  test,
  widgetIn,
} from './support';

const markdown = (source: string): object => ({ cell_type: 'markdown', id: 'm', metadata: {}, source });
const code = (source: string, id = 'c'): object => ({
  cell_type: 'code',
  id,
  metadata: {},
  execution_count: null,
  outputs: [],
  source,
});
const notebook = (...cells: object[]): string =>
  JSON.stringify({
    cells,
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
    nbformat: 4,
    nbformat_minor: 5,
  });

const NBCONVERT = ['-m', 'nbconvert', '--to', 'html', '--execute', '--log-level=ERROR'];
/** What its pages take from elsewhere by default; nothing here needs it. */
const OFFLINE = ['mathjax_url', 'require_js_url', 'jquery_url', 'mermaid_js_url'].map((o) => `--HTMLExporter.${o}=`);

for (const template of ['lab', 'classic', 'basic']) {
  test(`nbconvert, ${template}: from a code cell and from a text`, async ({ page, serving, watch }) => {
    // This template asks for a library of diagrams whatever it is told.
    if (template === 'classic') watch.allow(/mermaid|ERR_NAME_NOT_RESOLVED/);
    const folder = place(`nbconvert-${template}`, {
      'code.ipynb': notebook(code(handedOut('nbconvert'))),
      'text.ipynb': notebook(
        markdown(`# One\n\n${handedOut('markdown')}`),
        code('from IPython.display import HTML\nHTML(\'<script defer src="nabla.global.js"></script>\')'),
      ),
    });
    bring('embed/nabla.global.js', join(folder, 'nabla.global.js'));
    // Templates are found in the environment of the program.
    run(inPython('python'), [...NBCONVERT, ...OFFLINE, '--template', template, 'code.ipynb', 'text.ipynb'], folder);
    const base = await serving(folder);
    for (const name of ['code', 'text']) {
      await page.goto(`${base}${name}.html`);
      await computes(widgetIn(page));
    }
    await leavesNothing(page, widgetIn(page));
  });
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

async function jupyter(folder: string): Promise<{ base: string; lab: ChildProcess }> {
  const port = await freePort();
  const settings = { JUPYTER_CONFIG_DIR: join(folder, 'config'), JUPYTER_DATA_DIR: join(folder, 'data') };
  const args = ['-m', 'jupyterlab', '--no-browser', `--port=${port}`, '--ip=127.0.0.1', '--allow-root'];
  const own = [
    '--IdentityProvider.token=',
    '--ServerApp.base_url=/x/y/',
    '--LabApp.news_url=',
    '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
  ];
  const lab = spawn(inPython('python'), [...args, ...own], {
    cwd: folder,
    env: { ...process.env, ...settings },
    stdio: 'ignore',
  });
  const base = `http://127.0.0.1:${port}/x/y/`;
  await expect
    .poll(
      () =>
        fetch(`${base}api`).then(
          (r) => r.ok,
          () => false,
        ),
      { timeout: 60_000 },
    )
    .toBe(true);
  return { base, lab };
}

test('JupyterLab, through anywidget', async ({ page, watch }) => {
  test.setTimeout(180_000);
  // The lab speaks of itself on the console.
  watch.allow(/^console (warning|error)(?!.*nabla)/);
  const cell = handedOut('notebook').replace('\nNabla(', '\nw = Nabla(');
  const folder = place('jupyter', {
    'one.ipynb': notebook(code(`${cell}\nw`, 'a'), code('print("z =", w.params["z"][0])', 'b')),
  });
  bring('embed/anywidget.js', join(folder, 'anywidget.js'));
  write(folder, { 'config/.keep': '', 'data/.keep': '' });
  const { base, lab } = await jupyter(folder);
  try {
    await page.goto(`${base}lab/tree/one.ipynb?reset`);
    const cells = page.locator('.jp-CodeCell');
    await cells.first().locator('.jp-InputArea-editor').click({ timeout: 60_000 });
    await page.keyboard.press('Shift+Enter');
    const widget = widgetIn(page);
    await expect(widget).toHaveCount(1, { timeout: 60_000 });
    await computes(widget);
    // A change by the visitor reaches Python.
    await widget.locator('nabla-bars[label="logit"] .handle').first().press('ArrowUp');
    await expect(probabilities(widget)).toHaveText(softmaxOf([3.1, 1, 0.2]));
    await cells.nth(1).locator('.jp-InputArea-editor').click();
    await page.keyboard.press('Shift+Enter');
    await expect(page.getByText('z = 3.1')).toBeVisible();
    // A change in Python reaches the widget.
    await cells.nth(2).locator('.jp-InputArea-editor').click();
    await page.keyboard.type('w.params = {"z": [1, 1, 1, 1]}');
    await page.keyboard.press('Shift+Enter');
    await awake(widget);
    await expect(probabilities(widget)).toHaveText(['0.25', '0.25', '0.25', '0.25']);
    const theme = async (name: string): Promise<void> => {
      await page.getByRole('menuitem', { name: 'Settings' }).click();
      await page.getByText('Theme', { exact: true }).hover();
      await page.getByText(name, { exact: true }).click();
    };
    await followsDark(
      widget,
      () => theme('JupyterLab Dark'),
      () => theme('JupyterLab Light'),
    );
  } finally {
    lab.kill();
  }
});
