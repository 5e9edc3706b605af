// Attention. Expected numbers are closed forms, or PyTorch's in tests/fixtures/attention.json; none is ours.

import { readFileSync } from 'node:fs';
import {
  breakAndCure,
  cardOf,
  eachCase,
  expect,
  openWidget,
  readoutWith,
  said,
  showState,
  test,
  type Failure,
  type Locator,
  type Page,
} from './support';

interface Scaling {
  readonly d?: number;
  readonly means: { readonly data: readonly number[] };
}
interface Heads {
  readonly text: string;
  readonly heads: number;
  readonly causal: boolean;
  readonly seed: number;
  readonly weights: { readonly data: readonly number[] };
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/attention.json', import.meta.url), 'utf8')) as {
  readonly scaling: readonly Scaling[];
  readonly heads: readonly Heads[];
};

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, 'attention-mechanisms', 'attention', query);
const text = (x: number, digits = 4): string => String(Number(x.toPrecision(digits))).replace('-', '−');

/** Softmax in plain arithmetic, of a few small scores. */
const softmax = (scores: readonly number[]): number[] => {
  const e = scores.map(Math.exp);
  const total = e.reduce((a, b) => a + b, 0);
  return e.map((x) => x / total);
};

test('the query is dragged, and its weights follow', async ({ page }) => {
  const widget = await open(page, 'q=[[1,0]]&k=[[1,0],[0,1]]&v=[[1,0],[0,1]]');
  const [a = 0, b = 0] = softmax([1 / Math.SQRT2, 0]);
  await expect(readoutWith(widget, 'weights')).toHaveText(`(${text(a, 3)}, ${text(b, 3)})`);
  const handle = widget.locator('[data-key="q"] .knob');
  const box = await handle.boundingBox();
  const plane = await widget.locator('nabla-plane svg').first().boundingBox();
  if (!box || !plane) throw new Error('there is no query to drag');
  // From (1, 0) to (0, 1): as far up as it stands right of the middle.
  const [x, y] = [plane.x + plane.width / 2, plane.y + plane.height / 2];
  const reach = box.x + box.width / 2 - x;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(x + reach / 2, y - reach / 2, { steps: 4 });
  await page.mouse.move(x, y - reach, { steps: 4 });
  await page.mouse.up();
  await expect(readoutWith(widget, 'weights')).toHaveText(`(${text(b, 3)}, ${text(a, 3)})`);
  await expect(said(widget)).toContainText('looks most at key 2');
});

test('arrow keys move a key, and the switch takes the scale away', async ({ page }) => {
  const widget = await open(page, 'q=[[2,0]]&k=[[1,0],[0,1]]&v=[[1,0],[0,1]]');
  await widget.locator('[data-key="k1"]').focus();
  await page.keyboard.press('ArrowRight');
  const [scaled = 0] = softmax([2.2 / Math.SQRT2, 0]);
  await expect(readoutWith(widget, 'largest weight')).toHaveText(text(scaled));
  await widget.getByText('divide by √dₖ', { exact: true }).click();
  const [plain = 0, other = 0] = softmax([2.2, 0]);
  await expect(readoutWith(widget, 'largest weight')).toHaveText(text(plain));
  await expect(page.locator('#attention [data-param="scaled"]')).toHaveText('False');
  await expect(readoutWith(widget, 'tr J')).toHaveText(text(2 * plain * other));
});

test('shapes that do not fit are refused in PyTorch’s words, and the picture stays', async ({ page }) => {
  const widget = await open(page, 'k=[[1,0,0],[0,1,0]]');
  await expect(widget.locator('[data-parameter="k"]').getByRole('alert')).toContainText(
    'mat1 and mat2 shapes cannot be multiplied (4x2 and 3x2)',
  );
  await expect(widget.locator('nabla-plane svg').first()).toBeVisible();
});

test('what is no number is refused beside its matrix', async ({ page, watch }) => {
  watch.allow(/“NaN” is visible/);
  const widget = await open(page);
  await widget.getByText('Q, K and V as numbers').click();
  const field = widget.locator('[data-parameter="q"]');
  await field.locator('input').first().fill('NaN');
  await page.keyboard.press('Enter');
  await expect(field.getByRole('alert')).toBeVisible();
});

test('the mask is painted, by pointer and by keyboard', async ({ page }) => {
  const widget = await open(page, 'lens=matrices');
  const canvas = widget.locator('nabla-raster[ruled] canvas');
  const box = await canvas.boundingBox();
  if (!box) throw new Error('there is no mask');
  await page.mouse.click(box.x + box.width * 0.4, box.y + box.height * 0.1);
  await expect(said(widget)).toContainText('Query 1 sees 3 of 4 keys');
  await canvas.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(said(widget)).toContainText('Query 1 sees 2 of 4 keys');
  await page.keyboard.press('Enter');
  await expect(said(widget)).toContainText('Query 1 sees 3 of 4 keys');
  await widget.getByRole('button', { name: 'causal' }).click();
  await expect(said(widget)).toContainText('Query 1 sees 1 of 4 keys');
  await expect(readoutWith(widget, 'output')).toHaveText('(1.6, −0.9)');
  await expect(page.locator('#attention [data-param="mask"]')).toContainText('[1.0, 1.0, 0.0, 0.0]');
});

const half = 'v=[[1,0],[0,1]]&format=float16';
const blind = 'mask=[[1,1,1,1],[1,1,1,1],[0,0,0,0],[1,1,1,1]]&query=3';
const told: readonly (readonly [query: string, says: RegExp, never: RegExp])[] = [
  // 10⁴ · 10⁴ is beyond 65504.
  [`lens=matrices&q=[[10000,0]]&k=[[10000,0],[0,1]]&${half}`, /A score is beyond float16, \+∞/, /the most|all −∞/],
  [`lens=matrices&q=[[10000,0]]&k=[[0,1],[10000,0]]&mask=[[0,1]]&${half}`, /overflows float16: .*\+∞/s, /the most/],
  [`lens=matrices&q=[[10000,0]]&k=[[10000,0],[0,1]]&fill=finite&${half}`, /\+∞/, /−10⁹ is/],
  [`lens=matrices&q=[[10000,0]]&k=[[-10000,0],[-10000,0]]&${half}`, /all to −∞: zeros come out/, /the most/],
  [`lens=matrices&q=[[10000,0]]&k=[[-10000,0],[-10000,0]]&fill=finite&${half}`, /Its scores are all −∞/, /−10⁹ is/],
  [`lens=plane&q=[[10000,0]]&k=[[-10000,0],[-10000,0]]&${half}`, /its scores overflow float16/, /may see no key/],
  [`lens=plane&scaled=off&${blind}`, /Query 3 may see no key/, /settled/],
  [`lens=back&${blind}`, /Query 3 may see no key: nothing comes through/, /settled/],
  ['lens=back&v=[[1,0],[1,0],[1,0],[1,0]]', /Of query 1 the scores receive \(0, 0, 0, 0\)/, /no slope left/],
  ['lens=back&mask=[[0,0,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,0]]', /may see no key/, /no slope left/],
  ['lens=words&text=to be&positions=on', /moved on by 2 the words stand as before/, /the same outputs/],
  ['lens=words&text=to be&positions=on&turn=3', /order counts now/, /as before/],
];
test(
  'what is told is so where nothing is seen, scores overflow, or the order stays',
  eachCase(
    open,
    told,
    ([query]) => query,
    async (widget, [query, says, never]) => {
      await showState(widget, query);
      await expect(cardOf(widget)).toContainText(says);
      await expect(cardOf(widget)).not.toContainText(never);
    },
  ),
);

test('random scores have the means that PyTorch draws', async ({ page }) => {
  const widget = await open(page, 'lens=scale&scaled=off');
  const means = fixture.scaling.find((s) => s.d === 64)?.means.data ?? [];
  const shown = async (name: string): Promise<number> => Number(await readoutWith(widget, name).innerText());
  // Means of 1000 and of 40000 draws: five standard errors of the smaller sample.
  expect(Math.abs((await shown('largest weight')) - (means[1] ?? 0))).toBeLessThan(0.035);
  expect(Math.abs((await shown('tr J')) - (means[3] ?? 0))).toBeLessThan(0.035);
  expect(Math.abs((await shown('variance')) - 64)).toBeLessThan(8);
  await widget.getByText('divide by √dₖ', { exact: true }).click();
  await expect.poll(async () => Math.abs((await shown('largest weight')) - (means[4] ?? 0))).toBeLessThan(0.02);
  expect(Math.abs((await shown('entropy')) - (means[5] ?? 0))).toBeLessThan(0.02);
});

test('the slopes of a row of scores add up to 0', async ({ page }) => {
  const widget = await open(page, 'lens=back&q=[[1,0]]&k=[[1,0],[0,1]]&v=[[1,0],[0,1]]&g=[[1,0]]&scaled=off');
  const [p = 0] = softmax([1, 0]);
  // p (1 − p) and its opposite: ∂L/∂p is (1, 0).
  await expect(readoutWith(widget, '∂L/∂scores, query 1')).toHaveText(
    `(${text(p * (1 - p), 3)}, ${text(-p * (1 - p), 3)})`,
  );
});

test('words go through PyTorch’s own layer', async ({ page }) => {
  const widget = await open(page, 'lens=words');
  const heads = fixture.heads.find((h) => h.heads === 2 && h.seed === 0 && !h.causal);
  await widget.locator('.more summary').click();
  const first = widget.locator('.more tbody tr').first().locator('td');
  expect(Number(await first.nth(2).innerText())).toBeCloseTo(heads?.weights.data[0] ?? 0, 10);
  await expect(readoutWith(widget, 'most that order changes')).toHaveText('0');
  const field = widget.locator('[data-parameter="text"] input');
  await field.fill('one two three four five six seven eight nine');
  await page.keyboard.press('Enter');
  await expect(widget.locator('[data-parameter="text"]').getByRole('alert')).toContainText('9 words');
  await field.fill('to be or not');
  await page.keyboard.press('Enter');
  await expect(said(widget)).toContainText('4 words, 2 heads of 4 features');
});

const failures: readonly Failure[] = [
  ['saturated', /Attention is saturated/, 'divide by √dₖ', /the slope stays at 0\.8/],
  ['dead', /Q and K receive no gradient/, 'smaller scores', /which add up to 0/],
  ['nothing', /−∞ less −∞/, 'take no part', /attends to nothing, and zeros come out/],
  ['half', /−10⁹ is −∞ in float16/, 'take no part', /attends to nothing/],
  ['leak', /it sees what it must not/, 'take no part', /attends to nothing/],
  ['order', /in another order the same outputs come out/, 'add positions', /order counts now/],
];
test('break it, and its cure', breakAndCure(open, failures, cardOf));
