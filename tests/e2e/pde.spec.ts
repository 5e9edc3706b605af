// Partial differential equations. Expected numbers are closed forms, concepts.md's, or PyTorch's in tests/fixtures.

import { readFileSync } from 'node:fs';
import { eachCase, expect, openWidget, readoutOf, said, showState, test, type Locator, type Page } from './support';

const section = 'differential-equations';
const slug = 'pde';

interface RunCase {
  readonly equation: string;
  readonly scheme: string;
  readonly zigzag: number;
  readonly dt: number;
  readonly peaks: { readonly data: readonly number[] };
  readonly masses: { readonly data: readonly number[] };
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/pde.json', import.meta.url), 'utf8')) as {
  readonly runs: readonly RunCase[];
};
const zigzagRun = (dt: number): RunCase => {
  const found = fixture.runs.find((c) => c.zigzag > 0 && c.dt === dt);
  if (!found) throw new Error(`The fixture has no run at ${dt}.`);
  return found;
};

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, section, slug, query);
/** Text as the page writes numbers: four digits. */
const four = (x: number): string => String(Number(x.toPrecision(4)));

test('the default run: r, the highest u and the mass are those of PyTorch’s loop', async ({ page }) => {
  const widget = await open(page, 'zigzag=on');
  const { peaks, masses } = zigzagRun(0.00125);
  await expect(readoutOf(widget, 'r = αΔt/Δx²')).toHaveText('0.5');
  await expect(readoutOf(widget, 'highest |u|')).toHaveText(four(peaks.data[20] as number));
  await expect(readoutOf(widget, 'at step 60')).toHaveText(four(peaks.data[60] as number));
  await expect(readoutOf(widget, 'mass ∫u dx')).toHaveText(four(masses.data[20] as number));
  // e^(−π²t) at t = 0.025, less the error that is read out beside it.
  const exact = Math.exp(-(Math.PI ** 2) * 0.025);
  await expect(readoutOf(widget, 'error, at most')).toHaveText(four(exact - (peaks.data[20] as number)));
});

test('r just above ½ grows to 3.9e2, r = 1 to 3e22, foretold before it is drawn', async ({ page }) => {
  const widget = await open(page, 'preset=zigzag');
  await expect(readoutOf(widget, 'at step 60')).toHaveText(four(zigzagRun(0.0015).peaks.data[60] as number));
  await expect(widget.getByText('Forecast')).toBeVisible();
  await expect(widget.locator('p.note').first()).toContainText(
    'unstable, Δt must stay at 0.00125 or below; zigzags grow',
  );
  await widget.getByRole('button', { name: 'Δt for r = ½' }).click();
  await expect(widget.locator('p.note').first()).toContainText('stable, no wave of the grid grows');
  await expect(readoutOf(widget, 'at step 60')).toHaveText('0.4755');

  await widget.locator('[data-preset="explodes"]').click();
  await expect(readoutOf(widget, 'at step 60')).toHaveText('3.266·10²²');
  await expect(widget.locator('.warning')).toContainText('At step 26 u passes a million times its start');
  await widget.getByRole('slider', { name: 'time step', exact: true }).focus();
  await page.keyboard.press('End');
  await expect(said(widget)).toContainText('nothing is drawn');
  await widget.locator('[data-preset="explodes"]').click();
  await widget.getByRole('button', { name: 'step implicitly' }).click();
  await expect(widget.locator('.warning')).toHaveCount(0);
  await expect(widget.locator('p.note').first()).toContainText('stable at any Δt');
});

test('the start is painted by dragging, and by arrow keys', async ({ page }) => {
  const widget = await open(page);
  const plane = widget.locator('nabla-plane').nth(1);
  const handle = plane.locator('[data-key="u5"] .touch');
  await handle.scrollIntoViewIfNeeded();
  const box = await handle.boundingBox();
  if (!box) throw new Error('The handle has no size.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 + 60, { steps: 4 });
  await page.mouse.up();
  const state = (): Promise<string> => widget.evaluate((w) => (w as unknown as { getState(): string }).getState());
  expect(await state()).toContain('start=painted');
  await page.keyboard.press('ArrowUp');
  await widget.getByText('The start and the ends').click();
  const value = Number(/profile=([^&]*)/.exec(await state())?.[1]?.split(',')[5]);
  await expect(plane.locator('[data-key="u5"]')).toHaveAttribute('aria-valuetext', new RegExp(`y ${four(value)}$`));
});

test('a flat painted start stays flat, and its mass 0: typed as numbers', async ({ page }) => {
  const widget = await open(page, 'start=painted&profile=0,0,0,0,0,0,0,0,0,0,0');
  await expect(said(widget)).toContainText('the highest |u| is 0,');
  await expect(readoutOf(widget, 'mass ∫u dx')).toHaveText('0');
});

test('time moves by the player, by the handle on the map and by the link', async ({ page }) => {
  const widget = await open(page, 'at=0');
  await expect(said(widget)).toContainText('After 0 steps, at t = 0,');
  await widget.locator('[data-key="at"]').focus();
  await page.keyboard.press('ArrowUp');
  await expect(said(widget)).toContainText('After 1 step, at t = 0.00125');
  await widget.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(said(widget)).toContainText('After 2 steps, at t = 0.0025');
  await widget.getByRole('button', { name: 'Rewind' }).click();
  await expect(said(widget)).toContainText('After 0 steps');
});

test('waves at CFL = 1 are exact, at 1.1 they are not', async ({ page }) => {
  const widget = await open(page, 'preset=cfl');
  await expect(readoutOf(widget, 'CFL = speed·Δt/Δx')).toHaveText('1.1');
  await expect(widget.locator('p.note').first()).toContainText('unstable, Δt must stay at 0.02 or below');
  await widget.getByRole('button', { name: 'Δt for CFL = 1' }).click();
  await expect(readoutOf(widget, 'error, at most')).toHaveText(/10⁻¹[³⁴⁵⁶⁷]$/);
});

test('Godunov’s shock runs at half its height, u·uₓ loses mass', async ({ page }) => {
  const widget = await open(page, 'preset=stuck');
  // The front of the box stands at 0.6; at t = 0.25 it should be at 0.725: so much mass is missing.
  await expect(readoutOf(widget, 'mass ∫u dx')).not.toHaveText('0.3');
  await widget.getByRole('button', { name: 'use the flux u²/2' }).click();
  await expect(readoutOf(widget, 'mass ∫u dx')).toHaveText('0.3');
});

test(
  'break it',
  eachCase(
    open,
    [
      ['ringing', 'stable at any Δt'],
      ['central', 'unstable at any Δt'],
    ] as const,
    ([preset]) => preset,
    async (widget, [preset, words]) => {
      await showState(widget, `preset=${preset}`);
      await expect(widget.locator('.cause.break')).toBeVisible();
      await expect(widget.locator('p.note').first()).toContainText(words);
    },
  ),
);

const row = (u: number): string => ['0', ...Array<number>(9).fill(u), '0'].join();

test(
  'what ran away is put down to the step or to the law, with a cure that this equation has',
  eachCase(
    open,
    [
      [
        'preset=explodes',
        /multiplies a wave .* by 2\.975\. A Δt of 0\.00125 or less cures it, or an implicit scheme\.$/,
      ],
      ['equation=typed&rhs=uxx&zigzag=on&dt=0.0025', /A Δt of 0\.00125 or less cures it\.$/],
      ['equation=typed&rhs=-0.1 uxx&nodes=41&steps=200', /No Δt cures it: uxx needs a positive factor\.$/],
      ['equation=typed&rhs=-ux&dt=0.05', /No Δt cures it/],
      ['equation=advection&transportScheme=central&boundary=periodic&dt=0.05&start=hill', /Another scheme cures it\.$/],
      ['equation=typed&rhs=100 u^2', /though no wave of the grid grows: the law itself runs away/],
      [`equation=fisher&alpha=0.01&start=painted&profile=${row(-5)}`, /the law itself runs away/],
      ['equation=typed&rhs=log(u)', /u is no finite number and drawing stops\.$/],
    ] as const,
    ([query]) => query,
    async (widget, [query, words]) => {
      await showState(widget, query);
      await expect(widget.locator('.warning')).toHaveText(words);
    },
  ),
);

test('the forecast of a transport that fades, and the code that follows the law', async ({ page }) => {
  const widget = await open(page, 'equation=typed&rhs=-ux - 0.1 u');
  // 2p / (p² + c² sin²θ) with p = 0.1 and c = 1/Δx = 20, at θ = π/2.
  await expect(widget.locator('p.note').first()).toContainText('unstable, Δt must stay at 0.0005 or below');
  const code = (name: string): Locator => page.locator(`#pde [data-param="${name}"]`);
  await expect(code('equation')).toHaveText('"typed"');
  await expect(code('rhs')).toHaveText(/^lambda u, ux, uxx, x, t: -ux - 0\.1\*u/);
});

test('two points, and a hundred thousand', async ({ page }) => {
  const widget = await open(page, 'nodes=2');
  await expect(widget.locator('.warning')).toContainText('Two points are the two ends');
  const field = widget
    .getByLabel('points across, as a number')
    .or(widget.getByLabel(/^points.*as a number$/))
    .first();
  await field.fill('100000');
  await field.press('Enter');
  await expect(widget.getByText('100000 is outside 2 to 2000; set to 2000.')).toBeVisible();
});

test('too much work is refused beside the control, and the picture stays', async ({ page }) => {
  const widget = await open(page, 'heatScheme=spectral&alpha=0.0001&nodes=1500');
  await expect(widget.getByRole('alert')).toContainText('more than 2e7 sines');
});

test('a law of one’s own: the heat equation typed is the heat equation, and a bad text is refused beside it', async ({
  page,
}) => {
  const widget = await open(page, 'zigzag=on&equation=typed&rhs=uxx');
  await expect(readoutOf(widget, 'r, at most')).toHaveText('0.5');
  await expect(readoutOf(widget, 'highest |u|')).toHaveText(four(zigzagRun(0.00125).peaks.data[20] as number));
  const before = await said(widget).textContent();
  const field = widget.locator('[data-parameter="rhs"]').getByRole('textbox');
  await field.fill('uxx + v');
  await field.press('Enter');
  await expect(widget.locator('[data-parameter="rhs"]').getByRole('alert')).toContainText('v');
  await expect(said(widget)).toHaveText(before ?? '');
  await field.fill('-uxx');
  await field.press('Enter');
  await expect(widget.locator('p.note').first()).toContainText('unstable at any Δt');
});

test('a network trains in the page, can be rewound, and comes back to the same numbers', async ({ page }) => {
  const widget = await open(page, 'lens=network');
  await expect(said(widget)).toContainText('Press Train.');
  await widget.getByRole('button', { name: 'Train', exact: true }).click();
  const step = readoutOf(widget, 'training step');
  await expect.poll(async () => Number(await step.textContent()), { timeout: 30_000 }).toBeGreaterThan(150);
  await widget.getByRole('button', { name: 'Pause' }).click();
  const scrub = widget.getByRole('slider', { name: 'training step', exact: true });
  await widget.getByRole('button', { name: 'Rewind' }).click();
  await expect(step).toHaveText('0');
  const fresh = await said(widget).textContent();
  await scrub.fill('123');
  await expect(step).toHaveText('123');
  const then = await said(widget).textContent();
  await widget.getByRole('button', { name: 'Rewind' }).click();
  await expect(said(widget)).toHaveText(fresh ?? '');
  await scrub.fill('123');
  await expect(said(widget)).toHaveText(then ?? '');
});

test('the loss of a fresh network is PyTorch’s', async ({ page }) => {
  const record = JSON.parse(
    readFileSync(new URL('../../web/src/concepts/pde/example.out.json', import.meta.url), 'utf8'),
  ) as { output: string };
  const loss = Number(/step 0: loss (\S+)/.exec(record.output)?.[1]);
  const widget = await open(page, 'lens=network');
  expect(Number(await readoutOf(widget, 'loss').textContent())).toBeCloseTo(loss, 1);
});

test('a trained network is near the solution; without a start it is nowhere, at a loss of nearly nothing', async ({
  page,
}) => {
  const widget = await open(page, 'preset=trained');
  await expect(readoutOf(widget, 'training step')).toHaveText('600', { timeout: 30_000 });
  expect(Number(await readoutOf(widget, 'true error, at most').textContent())).toBeLessThan(0.05);

  await widget.locator('[data-preset="no-start"]').click();
  await expect(readoutOf(widget, 'training step')).toHaveText('500', { timeout: 30_000 });
  await expect(widget.locator('.warning')).toContainText('u ≡ 0');
  await expect(readoutOf(widget, 'loss')).toHaveText(/10⁻/);
  // sin(π/2) = 1 is what was to be found in the middle.
  expect(Number(await readoutOf(widget, 'true error, at most').textContent())).toBeGreaterThan(0.9);
  await expect(widget.locator('.cause.break')).toBeVisible();
});

test('every control of the network works by keyboard', async ({ page }) => {
  const widget = await open(page, 'lens=network');
  await widget.getByRole('slider', { name: 'start ×', exact: true }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(widget.getByLabel('start ×, as a number')).toHaveValue('99');
  await widget.getByRole('button', { name: 'Step', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(readoutOf(widget, 'training step')).toHaveText('1');
});
