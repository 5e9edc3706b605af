// The Hessian. Expected numbers are closed forms, or PyTorch's and mpmath's in tests/fixtures/hessian.json; none is ours.

import { readFileSync } from 'node:fs';
import {
  breakAndCure,
  expect,
  openWidget,
  readoutOf,
  said,
  showState,
  test,
  type Failure,
  type Locator,
  type Page,
} from './support';

const section = 'calculus';
const slug = 'hessian';

interface Fixture {
  readonly descents: readonly { readonly name: string; readonly points: { readonly data: readonly number[] } }[];
  readonly nets: readonly { readonly name: string; readonly zeros: number; readonly eigenvalues: { readonly data: readonly number[] } }[];
} // prettier-ignore
const fixture = JSON.parse(readFileSync(new URL('../fixtures/hessian.json', import.meta.url), 'utf8')) as Fixture;

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, section, slug, query);
const four = (x: number): string => String(Number(x.toPrecision(4))).replace('-', '−');

test('opens on the bowl of the book: λ, κ and the three rates', async ({ page }) => {
  const widget = await open(page);
  await expect(readoutOf(widget, 'λ₁')).toHaveText('2.207');
  await expect(readoutOf(widget, 'λ₂')).toHaveText('0.7929');
  await expect(readoutOf(widget, 'κ')).toHaveText('2.784');
  await expect(readoutOf(widget, 'lr max = 2/λ₁')).toHaveText('0.9062');
  await expect(readoutOf(widget, 'lr* = 2/(λ₁+λ₂)')).toHaveText('0.6667');
  await expect(readoutOf(widget, 'rate (κ−1)/(κ+1)')).toHaveText('0.4714');
});

test('the axes of the ellipse are dragged: curvature and direction follow', async ({ page }) => {
  const widget = await open(page, 'l1=2&l2=1&angle=0');
  const plane = widget.locator('nabla-plane').nth(1);
  const box = await plane.locator('svg').boundingBox();
  if (!box) throw new Error('The plane has no size.');
  const place = (x: number, y: number): [number, number] => [
    box.x + box.width / 2 + (x * box.width) / 8,
    box.y + box.height / 2 - (y * box.width) / 8,
  ];
  await page.mouse.move(...place(2, 0));
  await page.mouse.down();
  await page.mouse.move(...place(1.5, 1), { steps: 3 });
  await page.mouse.move(...place(0, 2), { steps: 3 });
  await page.mouse.up();
  // A quarter turn: λ stay 2 and 1, so the best rate is 2/3 and the table shows H = [[1, 0], [0, 2]].
  await expect(readoutOf(widget, 'λ₁')).toHaveText('2');
  await expect(readoutOf(widget, 'rate (κ−1)/(κ+1)')).toHaveText('0.3333');
  await widget.getByText('H in three ways, and exact settings').click();
  await expect(widget.locator('table tr', { hasText: 'yy' }).locator('td').first()).toHaveText('2');
});

test('the second axis goes through the centre by keys: the bowl becomes a saddle', async ({ page }) => {
  const widget = await open(page, 'l1=2&l2=0.2&angle=0');
  await expect(said(widget)).toContainText('positive definite');
  await widget.locator('[data-key="l2"]').focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown');
  await expect(said(widget)).toContainText('indefinite; λ₁ = 2, λ₂ = −0.2');
  await expect(readoutOf(widget, 'lr max = 2/λ₁')).toHaveText('—');
});

test('the point moves, and the Hessian of a typed function with it', async ({ page }) => {
  const widget = await open(page, 'lens=function');
  // H = [[3x² − 2, ½], [½, 2]]: λ are the roots of λ² − (3x²)λ + 2(3x² − 2) − ¼.
  const roots = (x: number): [number, number] => {
    const trace = 3 * x * x;
    const root = Math.sqrt(trace * trace - 4 * (2 * (trace - 2) - 0.25));
    return [(trace + root) / 2, (trace - root) / 2];
  };
  await expect(readoutOf(widget, 'λ₁')).toHaveText(four(roots(1.5)[0]));
  await expect(readoutOf(widget, 'λ₂')).toHaveText(four(roots(1.5)[1]));
  await widget.locator('[data-key="p"]').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(readoutOf(widget, 'λ₁')).toHaveText(four(roots(1.4)[0]));
  await widget.getByText('H in three ways').click();
  await expect(widget.locator('code', { hasText: '3*x^2 - 2' })).toBeVisible();
});

test('the steps are PyTorch’s', async ({ page }) => {
  const widget = await open(page, 'preset=saddle');
  const points = fixture.descents.find((d) => d.name === 'newton into the saddle')?.points.data ?? [];
  await widget.locator('.more summary').click();
  const row = widget.locator('.more tbody tr').nth(2);
  const x = Number((await row.locator('td, th').nth(1).textContent())?.replace('−', '-'));
  expect(x).toBeCloseTo(points[4] as number, 9);
  await widget.getByRole('button', { name: 'Rewind' }).click();
  await expect(said(widget)).toContainText('Nothing moves yet');
});

const failures: readonly Failure[] = [
  ['too-fast', /After 14 steps of gradient descent f is \d/, 'lr = 0.6667', /After 14 steps of gradient descent f is \S+·10⁻/],
  ['ravine', /After 40 steps/, 'take Newton’s step', /After one step Newton’s method stands on a minimum/],
  ['saddle', /stands on a saddle/, 'damp by μ = 3', /After 12 steps of damped Newton f is −1\.\d/],
  ['order', /x first gives −1, by y first 1: at the origin H is not symmetric/, 'take x·y·(x² − y²)', /they agree .* as continuity would guarantee/],
  ['zero-blocks', /\d+ of 100 entries of H are exactly zero, and H is indefinite/, 'take SiLU', /entries of H are exactly zero/],
  ['dead-unit', /69 of 100 .* Unit 3 is off at every point/, 'wake it, b₃ = 0.4', /The loss has 10 parameters/],
  ['kink', /flat: H is zero .* no solution/, 'round the kinks off', /a bowl: both curvatures are positive/],
]; // prettier-ignore

test('break it, and its cure', breakAndCure(open, failures));

test('mixed derivatives that agree, or that g does not have', async ({ page }) => {
  const widget = await open(page, 'lens=order');
  // h k/(h² + k²): ½ for equal steps of any size, though both derivatives at 0 are 0.
  await showState(widget, 'lens=order&g=where(x^2%2By^2==0,0,x^2*y^2/(x^2%2By^2))');
  await expect(said(widget)).toContainText('the quotient is 0.5, however small both are');
  await expect(widget.locator('.warning')).toHaveCount(0);
  await showState(widget, 'lens=order&g=exp(x%2B3*y)&h=0.01&k=0.01');
  await expect(said(widget)).toContainText('as continuity would guarantee');
  await showState(widget, 'lens=order&g=x*y*(x^2-y^2)/(x^2%2By^2)');
  await expect(said(widget)).toContainText('there is nothing to compare');
  await expect(widget.locator('.warning')).toContainText('give it a value there');
});

test('handles keep what they are not moved along: a bias, the sign of a curvature', async ({ page }) => {
  const widget = await open(page, 'l1=-2&l2=1&angle=0');
  const state = (): Promise<string> => widget.evaluate((w) => (w as unknown as { getState(): string }).getState());
  const keys = async (key: string, ...names: string[]): Promise<void> => {
    await widget.locator(`[data-key="${key}"]`).focus();
    for (const name of names) await page.keyboard.press(name);
  };
  await keys('l1', 'ArrowLeft');
  await expect.poll(state).toContain('l1=-2.1');
  await showState(widget, 'l1=0.1&l2=1&angle=0');
  await keys('l1', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft');
  await expect.poll(state).toContain('l1=-0.2');
  await expect.poll(state).toMatch(/angle=0(&|$)/);
  // Its kink stands at 6.67, beyond the window.
  await showState(widget, 'preset=dead-unit');
  await keys('u2', 'ArrowUp');
  await expect.poll(() => state().then(decodeURIComponent)).toContain('0.3,-2,-0.4,0.1');
});

test('zeros and spectrum of the network are PyTorch’s', async ({ page }) => {
  for (const [query, name] of [
    ['lens=net', 'relu, loss'],
    ['preset=dead-unit', 'relu, one unit dead'],
    ['preset=zero-blocks', 'relu, output'],
    ['lens=net&act=tanh', 'tanh, loss'],
  ] as const) {
    const widget = await open(page, query);
    const net = fixture.nets.find((n) => n.name === name);
    await expect(readoutOf(widget, 'entries exactly 0')).toHaveText(`${net?.zeros} of 100`);
    await expect(readoutOf(widget, 'λ₁')).toHaveText(four(net?.eigenvalues.data[0] as number));
    await page.goto('about:blank');
  }
});

test('what is no function of x and y is refused beside its field, and the picture stays', async ({ page }) => {
  const widget = await open(page, 'lens=function');
  const before = await readoutOf(widget, 'λ₁').textContent();
  const field = widget.locator('[data-parameter="f"] input');
  const alert = widget.locator('[data-parameter="f"] [role="alert"]');
  for (const [text, message] of [
    ['', /./],
    ['foo(x)', /foo/],
    ['x^2, x*y', /one number.*2.*Jacobian/],
    ['<img onerror=alert(1)>', /./],
    ['((((', /./],
  ] as const) {
    await field.fill(text);
    await field.press('Enter');
    await expect(alert).toHaveText(message);
    await expect(readoutOf(widget, 'λ₁')).toHaveText(before ?? '');
  }
  await field.fill('log(x)');
  await field.press('Enter');
  await expect(alert).toHaveCount(0);
  await widget.locator('[data-parameter="p"] input').first().waitFor({ state: 'attached' });
  await widget.evaluate((w) =>
    (w as unknown as { setState(q: string): void }).setState('lens=function&f=log(x)&p=-1,1'),
  );
  await expect(widget.locator('.warning')).toContainText('f itself is not a finite number here');
});
