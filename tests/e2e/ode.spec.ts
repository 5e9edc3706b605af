// Ordinary differential equations on the page, against numbers from PyTorch, mpmath and closed forms.
import { readFileSync } from 'node:fs';
import { eachCase, expect, openWidget, said, showState, test, type Locator, type Page } from './support';

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface Fixture {
  readonly fixed: readonly { readonly name: string; readonly path: Numbers }[];
  readonly breaks: readonly { readonly step: number; readonly euler: number; readonly implicit: number }[];
}
const fixture = JSON.parse(readFileSync('tests/fixtures/ode.json', 'utf8')) as Fixture;

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, 'differential-equations', 'ode', query);
const value = (widget: Locator, name: string | RegExp): Locator =>
  widget
    .locator('dl.readout > div')
    .filter({ has: widget.page().locator('dt', { hasText: name }) })
    .locator('dd');
const shown = (x: number, digits = 6): string => String(Number(x.toPrecision(digits))).replace('-', '−');
/** The digits of a small number, without its power of ten. */
const mantissa = (x = Number.NaN): string => shown(Number(x.toExponential(5).split('e')[0]));
const pathOf = (name: string): readonly number[] => {
  const found = fixture.fixed.find((c) => c.name === name);
  if (!found) throw new Error(`no case ${name}`);
  return found.path.data;
};

test('Euler and RK4 end where PyTorch’s loops end', async ({ page }) => {
  // 20 steps over 6: Δt = 0.3.
  const widget = await open(page, 'dt=0.3');
  await expect(value(widget, 'Euler at t = 6')).toHaveText(shown(pathOf('wave, euler, 20 steps')[20] as number));
  for (const [label, method] of [
    ['RK4', 'rk4'],
    ['midpoint', 'midpoint'],
    ['implicit Euler', 'implicit-euler'],
  ] as const) {
    await widget.locator('[data-parameter="method"] label', { hasText: new RegExp(`^\\s*${label}`) }).click();
    await expect(value(widget, `${label} at t = 6`)).toHaveText(
      shown(pathOf(`wave, ${method}, 20 steps`)[20] as number),
    );
  }
});

test('the player walks step by step, by mouse and by keys', async ({ page }) => {
  const widget = await open(page, 'dt=0.3');
  const path = pathOf('wave, euler, 20 steps');
  await widget.getByRole('button', { name: 'Rewind' }).click();
  await expect(said(widget)).toContainText('After 0 steps of Euler, at t = 0, y = 2');
  await widget.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(value(widget, 'Euler at t = 0.3')).toHaveText(shown(path[1] as number));
  await widget.getByRole('slider', { name: 'steps of the solver' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(value(widget, 'Euler at t = 0.6')).toHaveText(shown(path[2] as number));
  await page.keyboard.press('End');
  await expect(value(widget, 'Euler at t = 6')).toHaveText(shown(path[20] as number));
});

test('the start is dragged, and moved by keys', async ({ page }) => {
  const widget = await open(page, 'f=-y&dt=1&t1=1');
  const handle = widget.locator('nabla-plane .handle[data-key="y0"]');
  await handle.focus();
  await page.keyboard.press('ArrowUp');
  // y' = −y from 2.1: one Euler step of length 1 ends at 0, the solution at 2.1/e.
  await expect(value(widget, 'solution at T')).toHaveText(shown(2.1 / Math.E));
  await expect(value(widget, 'Euler at t = 1')).toHaveText('0');
  const box = await handle.locator('.knob').boundingBox();
  if (!box) throw new Error('there is no handle');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 + 60, { steps: 4 });
  await page.mouse.up();
  const start = Number(
    await handle.getAttribute('aria-valuetext').then((t) => /y (\S+)$/.exec(t ?? '')?.[1]?.replace('−', '-')),
  );
  expect(start).toBeLessThan(2);
  await expect(value(widget, 'solution at T')).toHaveText(shown(start / Math.E));
});

for (const [preset, step, cure] of [
  ['bounce', 0.4, 'take an implicit step'],
  ['explode', 0.5, 'take an implicit step'],
] as const) {
  test(`break it: ${preset}, y′ = −5y in twenty steps, and its cure`, async ({ page }) => {
    const widget = await open(page);
    await widget.locator(`[data-preset="${preset}"]`).click();
    const known = fixture.breaks.find((c) => c.step === step);
    await expect(value(widget, /^Euler at t/)).toHaveText(shown(known?.euler ?? Number.NaN));
    await expect(widget.locator('.cause.break')).toBeVisible();
    await widget.getByRole('button', { name: cure }).click();
    await expect(value(widget, /^implicit Euler at t/)).toContainText(mantissa(known?.implicit));
  });
}

test('break it: 0.41 grows to 2.65, with the dot outside the region, and 0.3 cures', async ({ page }) => {
  const widget = await open(page);
  await widget.locator('[data-preset="creep"]').click();
  await expect(value(widget, 'Euler at T')).toHaveText('2.6533');
  await expect(value(widget, '|R(z)|')).toHaveText('1.05');
  await expect(value(widget, 'greatest stable Δt')).toHaveText('0.4');
  await expect(said(widget)).toContainText('lies outside');
  await widget.getByRole('button', { name: 'Δt = 0.3' }).click();
  await expect(said(widget)).toContainText('lies inside');
  // The dot is a handle: along its ray it makes the step longer.
  await widget.locator('nabla-plane .handle[data-key="z"]').focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(value(widget, '|R(z)|')).not.toHaveText('0.5');
});

test('orders are read off the lines within 0.2 of theory, in one and two unknowns', async ({ page }) => {
  for (const query of ['lens=order', 'lens=order&dims=two&start=1,0']) {
    const widget = await open(page, query);
    for (const [name, order] of [
      ['order of Euler', 1],
      ['order of midpoint', 2],
      ['order of RK4', 4],
      ['order of Dormand–Prince', 5],
      ['order of implicit Euler', 1],
      ['order of Radau', 5],
    ] as const) {
      const text = await value(widget, name).textContent();
      expect(Math.abs(Number.parseFloat(text ?? '') - order), `${name} for ${query}`).toBeLessThan(0.2);
    }
    await page.goto('about:blank');
  }
});

test('break it: one layer swaps two points, the flow in the plane does so too', async ({ page }) => {
  const widget = await open(page);
  await widget.locator('[data-preset="swap"]').click();
  await expect(said(widget)).toContainText('swaps 1 and −1; the flow on a line cannot');
  await expect(value(widget, 'flow at the end')).toHaveText(shown(Math.exp(-2), 4));
  await expect(value(widget, 'pairs that changed order')).toContainText('in the flow 0');
  await widget.getByRole('button', { name: 'add a dimension' }).click();
  await expect(said(widget)).toContainText('so does the flow: in the plane it goes round');
  await expect(value(widget, 'flow at the end')).toHaveText('−1');
});

test('break it: step 1 is no limit; thinner layers are', async ({ page }) => {
  const widget = await open(page);
  await widget.locator('[data-preset="step-one"]').click();
  await expect(value(widget, 'a layer adds')).toHaveText('1 · f');
  const gap = async (): Promise<number> => Number(await value(widget, 'largest gap').textContent());
  expect(await gap()).toBeGreaterThan(0.5);
  await widget.getByRole('button', { name: 'thinner layers' }).click();
  await expect(value(widget, 'a layer adds')).toHaveText('0.125 · f');
  expect(await gap()).toBeLessThan(0.02);
});

test('break it: stiff is said with its reason, and Radau cures', async ({ page }) => {
  const widget = await open(page);
  await widget.locator('[data-preset="stiff"]').click();
  await expect(widget.locator('.warning')).toContainText('Stopped after 100000 steps');
  await expect(widget.locator('.warning')).toContainText('stiff');
  await widget.getByRole('button', { name: 'use Radau' }).click();
  await expect(widget.locator('.warning')).toHaveCount(0);
  await expect(said(widget)).toContainText('Radau takes');
});

test('break it: a solution that ends, and its reason', async ({ page }) => {
  const widget = await open(page);
  await widget.locator('[data-preset="blow-up"]').click();
  await expect(widget.locator('.warning')).toContainText('Stopped at t =');
  await expect(said(widget)).toContainText('The solution itself ends at t = 1');
  await widget.getByRole('button', { name: 'stop before t = 1' }).click();
  await expect(value(widget, 'solution at T')).toHaveText('10');
});

test('break it: the adjoint drifts, and more steps hold it', async ({ page }) => {
  const widget = await open(page);
  await widget.locator('[data-preset="drift"]').click();
  await expect(widget.locator('.warning')).toContainText('miss their starts by 0.');
  await widget.getByRole('button', { name: 'more steps' }).click();
  await expect(widget.locator('.warning')).toHaveCount(0);
});

test('a neural ODE learns to carry two points past each other', async ({ page }) => {
  const widget = await open(page, 'lens=neural');
  const loss = async (): Promise<string> => (await value(widget, /^loss$/).textContent()) ?? '';
  const before = Number(await loss());
  expect(before).toBeGreaterThan(0.5);
  await widget.getByRole('slider', { name: 'training' }).focus();
  await page.keyboard.press('End');
  await expect(said(widget)).toContainText('After 120 steps of training');
  expect(await loss()).toMatch(/·10⁻/);
});

test('typed functions that cannot be read keep the picture, with the reason beside the field', async ({ page }) => {
  const widget = await open(page);
  const before = await said(widget).textContent();
  const field = widget.locator('[data-parameter="f"] input, [data-parameter="f"] textarea').first();
  for (const [text, message] of [
    ['cos(2t) - z', 'z'],
    ['sin(y', 'never closed'],
    ['', 'function'],
    ['constructor', 'constructor'],
  ] as const) {
    await field.fill(text);
    await field.press('Enter');
    await expect(widget.locator('[data-parameter="f"] [role="alert"]')).toContainText(message);
    await expect(said(widget)).toHaveText(before ?? '');
  }
  await field.fill('-y');
  await field.press('Enter');
  await expect(widget.getByRole('alert')).toHaveCount(0);
  await expect(value(widget, 'solution at T')).toHaveText(shown(2 * Math.exp(-6)));
});

test('the second equation of a system is blamed for its own text', async ({ page }) => {
  const widget = await open(page, 'dims=two');
  const field = widget.locator('[data-parameter="dv"] input, [data-parameter="dv"] textarea').first();
  await field.fill('-sin(w)');
  await field.press('Enter');
  await expect(widget.locator('[data-parameter="dv"] [role="alert"]')).toContainText('w');
});

test('the end at the start, and time that runs backwards', async ({ page }) => {
  const widget = await open(page, 't1=0');
  await expect(said(widget)).toContainText('there is nothing to solve');
  await page.goto('about:blank');
  const back = await open(page, 'f=y&y0=1&t1=-2&method=dopri5&rtol=1e-10');
  await expect(value(back, 'solution at T')).toHaveText(shown(Math.exp(-2)));
});

test('a right-hand side that ends: the last finite point, and the reason', async ({ page }) => {
  const widget = await open(page, 'f=sqrt(1-t)&t1=2&dt=0.1&method=euler');
  await expect(widget.locator('.warning')).toContainText('from there f is not a finite number');
});

test(
  'each state is said as it is: short last steps, thinned rows, time that runs backwards, what alone falls',
  eachCase(
    open,
    [
      // 6 − 14 · 0.41 is left.
      ['dt=0.41', '.sentence', 'Euler takes 15 steps of 0.41, the last of 0.26, and ends'],
      ['dt=7', '.sentence', 'Euler takes 1 step of 6 and ends'],
      ['dt=0.001', '.sentence', 'Euler takes 6000 steps of 0.001 and ends'],
      // Of 6000 steps every fourth is shown: the tenth row is the fortieth step.
      ['dt=0.001&k=10', '.sentence', 'After 40 steps of Euler, at t = 0.04,'],
      ['f=-5y&y0=1&dt=0.5&t1=2', '.warning', 'multiplies by up to 1.5 what should fall. Δt below 0.4 cures it.'],
      ['f=5y&y0=1&dt=0.5&t1=-2', '.warning', 'multiplies by up to 1.5 what should fall. Δt below 0.4 cures it.'],
      ['dims=two&du=u&dv=-5v&start=1,1&t1=2', '.warning', 'by up to 1.5 what should fall. Δt below 0.4 cures it.'],
      ['lens=stability&f=-5y&y0=1&dt=0.5&t1=-2', '.sentence', 'Δt λ = 2.5 is not in the left half plane'],
      ['lens=stability&f=5y&y0=1&dt=0.5&t1=-2', '.sentence', 'Δt = −0.5 the dot Δt λ = −2.5 lies outside'],
      ['lens=ladder&f=-50y', '.sentence', 'The farthest output is'],
    ] as const,
    ([query]) => query,
    async (widget, [query, where, words]) => {
      await showState(widget, query);
      await expect(widget.locator(where)).toContainText(words);
    },
  ),
);

test('where the solution grows no step is blamed; formula and code follow the state', async ({ page }) => {
  const widget = await open(page, 'f=-5y&y0=1&dt=0.5&t1=-2');
  await expect(widget.locator('.warning')).toHaveCount(0);
  // Four steps of −0.5, each 1 + 2.5 times as far: the last begins at 3.5³ = 42.875, with the slope −5 times that.
  const formula = page.locator('#ode .live-formula');
  await expect(formula).toHaveText(/^y4=42\.88\+\(−0\.5\)·\(?−214\.4\)?=150\.1/);
  const code = (name: string): Locator => page.locator(`#ode [data-param="${name}"]`);
  await expect(code('f')).toHaveText('lambda t, y: -5*y + 0*t');
  await showState(widget, 'dims=two&du=u v&start=1,2');
  await expect(code('dims')).toHaveText('"two"');
  await expect(code('du')).toHaveText('lambda t, u, v: u*v + 0*t');
  await expect(code('start')).toHaveText('[1.0, 2.0]');
});
