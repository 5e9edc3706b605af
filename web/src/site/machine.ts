// The page "Your machine": starts and stops a run, and shows what it tells.

import { relaxedSimd } from 'wasm-feature-detect';
import '../kit/chart';
import { KINDS, type Compiled, type Kind, type Row, type Told } from '../kernels/measure';
import { MEASURED } from '../kernels/measured';
import { requireSimd } from '../engine/compile';
import { EngineError } from '../engine/errors';
import type { NablaChart } from '../kit/chart';
import { labels } from '../kit/chart-labels';
import { toCsv } from '../kit/csv';
import { copyFrom } from '../kit/exports';
import { percent } from '../kit/format';
import { setUpChrome } from './chrome';
import { leads, rates, type Figure } from './machine/charts';
import { cell, data, json, lineOf, markdown, PEAKS, peakText, sentence, times, type Results } from './machine/report';
import { run } from './machine/run';
import { moduleOf } from './machine/source';

const find = <T extends HTMLElement>(id: string): T => document.getElementById(`machine-${id}`) as T;

const button = find<HTMLButtonElement>('start');
const progress = find<HTMLProgressElement>('progress');
const now = find('now');
const copies = [...document.querySelectorAll<HTMLButtonElement>('[data-copy]')];

const NO_RELAXED = 'This browser has no relaxed SIMD: scalar JavaScript and plain SIMD are measured.';
const COARSE = 'This browser’s clock is coarse, so that these numbers are rough.';
const BUSY = 'Something else kept the machine busy meanwhile: run it again when it is quiet.';

let relaxed = true;
let rows = new Map<number, Row>();
let peaks: Record<string, number> = {};
let coarse = false;
let stop: (() => void) | undefined;

const results = (): Results => ({ rows, peaks });

function chart(id: string, label: string, height: number): NablaChart {
  const made = document.createElement('nabla-chart') as NablaChart;
  Object.assign(made, { label, height, extras: [labels] });
  find(id).replaceChildren(made);
  return made;
}
const HEIGHT = 440;
const leadChart = chart(
  'leads',
  'How many times as fast as scalar JavaScript each kernel is; numbers in the table',
  HEIGHT,
);
const rateChart = chart('rates', 'Speed of float32 products by size, under the peak; numbers in the table', HEIGHT);
const draw = (to: NablaChart, figure: Figure): void => void Object.assign(to, figure);

function fill(row: string, texts: Readonly<Record<string, string>>, wrong: readonly Kind[] = []): void {
  for (const [name, text] of Object.entries(texts)) {
    const place = document.querySelector<HTMLElement>(`[data-row="${row}"] [data-cell="${name}"]`);
    if (!place) continue;
    place.textContent = text;
    place.classList.toggle('machine-wrong', wrong.includes(name as Kind));
  }
}

function fillTable(): void {
  for (const index of MEASURED.keys()) {
    const line = lineOf(index, results());
    const each = KINDS.map((kind) => [kind, line ? cell(line, kind) : ''] as const);
    const ratio = line?.ratio === undefined ? '' : times(line.ratio);
    const share = line?.share === undefined ? '' : percent(line.share, 2);
    fill(String(index), { ...Object.fromEntries(each), ratio, share }, line?.wrong);
  }
  for (const { precision } of PEAKS) {
    fill(precision, Object.fromEntries(KINDS.map((kind) => [kind, peakText(peaks[`${kind} ${precision}`])])));
  }
}

/** What is told shortly after each other is drawn once. */
let showing = 0;

function show(): void {
  cancelAnimationFrame(showing);
  showing = 0;
  fillTable();
  draw(leadChart, leads(results()));
  draw(rateChart, rates(results()));
}

function say(problem: string): void {
  find('problem').textContent = problem;
}

const notes = (): string[] => [
  ...(relaxed ? [] : [NO_RELAXED]),
  ...(coarse ? [COARSE] : []),
  ...([...rows.values()].some((row) => row.rough) ? [BUSY] : []),
];

function rest(words: string): void {
  stop = undefined;
  button.textContent = 'Again';
  progress.hidden = true;
  now.textContent = [words, ...notes()].join(' ');
  for (const copy of copies) copy.disabled = rows.size === 0;
}

function ended(why?: string): void {
  if (why !== undefined) say(`The measurement ended early: ${why}`);
  // A tab in the background is given no frames.
  show();
  find('sentence').textContent = sentence(results());
  const wrong = [...rows.keys()].filter((index) => (lineOf(index, results())?.wrong.length ?? 0) > 0).length;
  const checked =
    wrong === 0 ? 'Every result agrees with scalar JavaScript’s.' : 'Results that are wrong say so in the table.';
  rest(why === undefined ? `Measured. ${checked}` : 'Ended early.');
}

function told(what: Told): void {
  if (what.type === 'now') {
    progress.max = what.total;
    progress.value = what.done;
    now.textContent = `Measuring ${what.what}`;
    return;
  }
  if (what.type === 'clock') coarse = what.step > 2;
  else if (what.type === 'peaks') peaks = what.peaks;
  else rows.set(what.row.index, what.row);
  showing ||= requestAnimationFrame(show);
}

async function compiled(): Promise<Compiled> {
  const plain = await moduleOf('plain');
  return relaxed ? { plain, relaxed: await moduleOf('relaxed') } : { plain };
}

async function start(): Promise<void> {
  rows = new Map<number, Row>();
  peaks = {};
  coarse = false;
  let stopped = false;
  stop = () => (stopped = true);
  say('');
  find('sentence').textContent = '';
  button.textContent = 'Stop';
  now.textContent = 'Fetching the kernels';
  progress.removeAttribute('value');
  progress.hidden = false;
  for (const copy of copies) copy.disabled = true;
  show();
  try {
    const modules = await compiled();
    if (stopped) return;
    stop = run(modules, { told, ended });
  } catch (error) {
    if (stopped) return;
    say(error instanceof EngineError ? error.message : String(error));
    rest('Nothing was measured.');
  }
}

button.addEventListener('click', () => {
  if (!stop) {
    void start();
    return;
  }
  stop();
  rest(rows.size === 0 ? 'Stopped.' : 'Stopped; what was measured so far stands below.');
});
// Until now nobody would have heard it.
button.disabled = false;

const texts: Readonly<Record<string, () => string>> = {
  markdown: () => markdown(results(), place()),
  csv: () => toCsv({ caption: '', ...data(results()) }),
  json: () => json(results(), place()),
};
const place = () => ({
  date: new Date().toISOString().slice(0, 10),
  browser: navigator.userAgent,
  cores: navigator.hardwareConcurrency,
});
for (const copy of copies) {
  copy.addEventListener('click', () => void copyFrom(copy, texts[copy.dataset.copy ?? '']?.() ?? ''));
}

async function look(): Promise<void> {
  try {
    requireSimd();
    relaxed = await relaxedSimd();
    if (!relaxed && !stop) now.textContent = `${now.textContent.trim()} ${NO_RELAXED}`;
  } catch (error) {
    button.disabled = true;
    now.textContent = '';
    say(error instanceof Error ? error.message : String(error));
  }
}

show();
void look();
setUpChrome();
