// Distances. Expected numbers are closed forms, or PyTorch's in tests/fixtures/euclidean_distance.json; none is ours.

import { readFileSync } from 'node:fs';
import {
  breakAndCure,
  cardOf,
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

interface Cloud {
  readonly points: number;
  readonly dim: number;
  readonly seed: number;
  readonly ratio: number;
}
interface Line {
  readonly slope: number;
  readonly mse: number;
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/euclidean_distance.json', import.meta.url), 'utf8')) as {
  readonly clouds: readonly Cloud[];
  readonly lines: readonly Line[];
};

const open = (page: Page, query = ''): Promise<Locator> =>
  openWidget(page, 'vectors-geometry', 'euclidean-distance', query);
const four = (x: number): string => String(Number(x.toPrecision(4)));

/** Drags from one place of a plane to another, in data units of a window `extent` to each side. */
async function drag(page: Page, plane: Locator, extent: number, from: [number, number], to: [number, number]) {
  const box = await plane.locator('svg').boundingBox();
  if (!box) throw new Error('The plane has no size.');
  const place = ([x, y]: [number, number]): [number, number] => [
    box.x + box.width / 2 + (x * box.width) / (2 * extent),
    box.y + box.height / 2 - (y * box.width) / (2 * extent),
  ];
  await page.mouse.move(...place(from));
  await page.mouse.down();
  await page.mouse.move(...place([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]), { steps: 3 });
  await page.mouse.move(...place(to), { steps: 3 });
  await page.mouse.up();
}

test('the distance follows a point that is dragged', async ({ page }) => {
  const widget = await open(page);
  await expect(said(widget)).toContainText('5 apart');
  await drag(page, widget.locator('nabla-plane'), 4, [2, 2.5], [2, 1]);
  // (3, 2.5): d² = 15.25, over two entries 7.625.
  await expect(readoutOf(widget, 'distance d')).toHaveText(four(Math.sqrt(15.25)));
  await expect(readoutOf(widget, 'MSE = d²/2')).toHaveText('7.625');
  await expect(readoutOf(widget, 'gradient of MSE at a')).toHaveText('(3, 2.5)');
});

test('arrow keys move a point, and the loss can be the absolute one', async ({ page }) => {
  const widget = await open(page);
  await widget.locator('[data-key="b"]').focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+ArrowUp');
  // b = (−1.1, −0.5): (3.1, 3).
  await expect(readoutOf(widget, 'd²')).toHaveText('18.61');
  await widget.getByText('absolute (MAE)').click();
  await expect(readoutOf(widget, 'gradient of MAE at a')).toHaveText('(0.5, 0.5)');
  await expect(readoutOf(widget, 'MAE')).toHaveText('3.05');
});

test('lengths that differ are said beside the control, and the picture stays', async ({ page }) => {
  const widget = await open(page);
  await widget.getByText('The points as numbers').click();
  const field = widget.locator('[data-parameter="b"]');
  await field.getByRole('button', { name: /type or paste/ }).click();
  await field.getByRole('textbox').last().fill('1, 2, 3');
  await page.keyboard.press('Control+Enter');
  await expect(field.getByRole('alert')).toContainText(/a has 2 entries and b has 3/);
  await expect(widget.locator('nabla-plane svg')).toBeVisible();
  await expect(said(widget)).toContainText('5 apart');
});

test('three entries: a table in place of the plane', async ({ page }) => {
  const widget = await open(page, 'a=1,2,3&b=3,2,1');
  await expect(readoutOf(widget, 'distance d')).toHaveText(four(Math.sqrt(8)));
  await expect(widget.getByRole('region', { name: 'Terms of the sum' }).locator('tbody tr')).toHaveCount(3);
});

test('the query takes the class of its neighbours; k changes it', async ({ page }) => {
  const widget = await open(page, 'lens=neighbours');
  // Distances from (1.5, −0.2): B √0.97, C √2.44, C √2.89.
  await expect(readoutOf(widget, 'class')).toHaveText('C');
  await expect(readoutOf(widget, 'nearest')).toHaveText(four(Math.sqrt(0.97)));
  await expect(readoutOf(widget, 'farthest voter')).toHaveText('1.7');
  await widget.getByRole('slider', { name: 'k, who votes' }).focus();
  await page.keyboard.press('Home');
  await expect(readoutOf(widget, 'class')).toHaveText('B');
  await drag(page, widget.locator('nabla-plane'), 4.5, [1.5, -0.2], [-2.5, 1]);
  await expect(readoutOf(widget, 'class')).toHaveText('A');
});

test('a class that is none is refused at the table of points', async ({ page }) => {
  // What was folded away unfolds for its message.
  const widget = await open(page, 'lens=neighbours&points=0,0,3;1,1,1');
  const message = widget.locator('[data-parameter="points"]').getByRole('alert');
  await expect(message).toContainText('whole numbers from 0 to 2');
  await showState(widget, 'lens=neighbours&points=0,0,1&k=1');
  await expect(message).toHaveCount(0);
  await expect(readoutOf(widget, 'nearest')).toHaveText(four(Math.hypot(1.5, 0.2)));
  await expect(readoutOf(widget, 'second nearest')).toHaveCount(0);
});

test('an outlier that is dragged pulls the least squares line', async ({ page }) => {
  const widget = await open(page, 'lens=line&xy=-3,-1.6;-2,-1.2;-1,-0.3;0,0.1;1,0.4;2,1.2;3,-3');
  const [expected] = fixture.lines as [Line];
  await expect(readoutOf(widget, 'slope')).toHaveText(four(expected.slope));
  await expect(readoutOf(widget, 'its MSE')).toHaveText(four(expected.mse));
  await drag(page, widget.locator('nabla-plane'), 4, [3, -3], [3, 0]);
  // Σx² = 28, Σxy without the last point = 4.8 + 2.4 + 0.3 + 0.4 + 2.4 = 10.3.
  await expect(readoutOf(widget, 'slope')).toHaveText(four(10.3 / 28));
});

test('points on one line leave nothing to share, and no warning', async ({ page }) => {
  const widget = await open(page, 'lens=line&xy=0,0.3;1,0.5;2,0.7;3,0.9;4,1.1;5,1.3');
  await expect(readoutOf(widget, 'slope')).toHaveText('0.2');
  await expect(readoutOf(widget, 'outlier’s share of the squares')).toHaveText('0 %');
  await expect(widget.locator('.warning')).toHaveCount(0);
});

test('points at one x have no line, said beside them', async ({ page }) => {
  // What was folded away unfolds for its message.
  const widget = await open(page, 'lens=line&xy=1,0;1,2');
  await expect(widget.locator('[data-parameter="xy"]').getByRole('alert')).toContainText('same x');
});

test('many dimensions: the ratios that PyTorch finds for the same seed', async ({ page }) => {
  const widget = await open(page, 'lens=dimension');
  for (const { points, dim, seed, ratio } of fixture.clouds) {
    if (points !== 100 || seed !== 0 || dim === 1) continue;
    await widget.getByRole('button', { name: `D = ${dim}`, exact: true }).click();
    await expect(readoutOf(widget, 'farthest / nearest')).toHaveText(four(ratio));
    // The higher the dimension, the higher the highest bar: none leaves the chart.
    const [top, end] = await widget
      .locator('nabla-chart')
      .first()
      .evaluate((element) => {
        const { y, series } = element as unknown as { y: { max: number }; series: { points: [number, number][] }[] };
        return [Math.max(...(series[0]?.points ?? []).map(([, share]) => share)), y.max];
      });
    expect(top).toBeLessThanOrEqual(end ?? 0);
  }
});

test('squares beyond float16 are said to overflow, beside the true distance', async ({ page }) => {
  const widget = await open(page, 'lens=far&format=float16');
  await expect(said(widget)).toContainText('Rows 1 and 2 are 0.1 apart');
  await expect(widget.locator('.warning')).toContainText('9 of the expanded squares overflow');
  await expect(readoutOf(widget, 'negative squares')).toHaveClass('role-broken');
  await expect(readoutOf(widget, 'largest error, expanded and clamped')).toHaveText('not a number');
  // In float32 the true distance is the same, not that of rounded points.
  await showState(widget, 'lens=far');
  await expect(said(widget)).toContainText('Rows 1 and 2 are 0.1 apart');
});

const failures: readonly Failure[] = [
  ['coincide', /0 · ∞, not a number/, 'a tenth apart', /0\.1 apart/],
  ['overflow', /infinite distance, the scaled one 5·10²⁰⁰/, 'ordinary sizes', /5 apart/],
  ['lengths', /a has 3 entries and b has 2/, 'two entries each', /0\.5 apart/],
  ['unit', /second feature hardly has a say/, 'scales alike', /vote goes to C/],
  ['outlier', /makes up \d\d.* % of the squares/, 'absolute residuals', /slope 0\.5 /],
  ['off-by-d', /D = 10 times as large/, 'one column', /1 times as much/],
  ['cancel', /4 of the expanded squares are negative/, 'move the origin', /reads 0\.01/],
  ['all-alike', /nearest of 100 points is almost as far/, 'two dimensions', /In 2 dimensions/],
];
test('break it, and its cure', breakAndCure(open, failures, cardOf));
