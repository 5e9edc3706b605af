// The visitor's own browser, measured: what will be measured stands here before it is, and what it means.

import { KINDS } from '../../kernels/measure';
import { MEASURED } from '../../kernels/measured';
import { NAMES, PEAKS } from '../machine/report';
import type { SearchDocument } from '../search-options';
import { html, type Markup } from './html';
import { document } from './layout';

const SUMMARY =
  'How fast this browser multiplies, exponentiates and decomposes on the machine in front of you, and how near that comes to what its arithmetic can do at most.';

const stage = html`<section class="machine-stage" aria-label="Measurement">
  <div class="machine-controls needs-script">
    <button type="button" id="machine-start" disabled>Start</button>
    <div class="machine-progress">
      <progress id="machine-progress" max="1" value="0" aria-label="Measured so far" hidden></progress>
      <p id="machine-now">Takes about five seconds. Nothing leaves this machine, and nothing is kept when you leave.</p>
    </div>
  </div>
  <p id="machine-problem" role="alert"></p>
  <p class="machine-no-script">Measuring needs JavaScript and WebAssembly. What would be measured stands below.</p>
  <div class="machine-figures needs-script">
    <figure>
      <figcaption>
        <span>Lead over scalar JavaScript</span>
        <span class="machine-key"><i></i>plain SIMD</span>
        <span class="machine-key"><i class="full"></i>relaxed SIMD</span>
      </figcaption>
      <div id="machine-leads"></div>
    </figure>
    <figure>
      <figcaption>Matrix products, and the limit</figcaption>
      <div id="machine-rates"></div>
    </figure>
  </div>
  <p id="machine-sentence" class="machine-sentence" role="status">
    ${MEASURED.length} kernels on the same inputs, each by loops in JavaScript, by plain SIMD and by relaxed SIMD; and
    what registers alone can do.
  </p>
</section>`;

const head = [
  'what is computed',
  ...KINDS.map((kind) => NAMES[kind]),
  html`times as <span class="machine-nowrap">fast</span>`,
  'of the peak',
];

const row = (what: string, id: string): Markup =>
  html`<tr data-row="${id}">
    <th scope="row">${what}</th>
    ${[...KINDS, 'ratio', 'share'].map((cell) => html`<td data-cell="${cell}"></td>`)}
  </tr>`;

const table = html`<section aria-labelledby="machine-numbers">
  <div class="machine-head">
    <h2 id="machine-numbers">The numbers</h2>
    <div class="machine-copies needs-script" role="group" aria-label="Copy the numbers">
      ${['Markdown', 'CSV', 'JSON'].map(
        (name) =>
          html`<button type="button" class="copy" data-copy="${name.toLowerCase()}" disabled>Copy ${name}</button>`,
      )}
    </div>
  </div>
  <div class="scroller">
    <table class="machine-table" id="machine-table">
      <thead>
        <tr>
          ${head.map((words) => html`<th scope="col">${words}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${MEASURED.map((m, index) => row(m.what, String(index)))}
        ${PEAKS.map(({ precision, what }) => row(what, precision))}
      </tbody>
    </table>
  </div>
  <p class="quiet machine-note">
    GF/s are thousand million additions and multiplications a second, Ge/s thousand million numbers a second. Each
    result is compared with scalar JavaScript’s before its time counts: float32 may differ by 1 part in 100 000, float64
    by 1 in 10¹². A result that differs by more is called wrong in its place.
  </p>
</section>`;

const meaning = html`<section aria-labelledby="machine-meaning">
  <h2 id="machine-meaning">What it means</h2>
  <div class="machine-prose prose">
    <div>
      <h3>A lane</h3>
      <p>
        A vector register is 128 bits wide in WebAssembly: room for four float32 numbers side by side, or two float64.
        Each place is a lane. One SIMD instruction adds or multiplies in all lanes at once, where scalar code takes one
        number at a time. So four float32 lanes promise four times the speed, and what goes beyond that comes from the
        order of the work: numbers are used again while they still lie in registers and in the nearest cache.
      </p>
    </div>
    <div>
      <h3>Why relaxed is faster: one rounding</h3>
      <p>
        Almost all of this arithmetic is a·b + c. Plain SIMD multiplies, rounds, adds and rounds again. Most processors
        can do both in one instruction with a single rounding at the end, which is quicker and a little more exact, but
        has another last digit. Plain SIMD promises the same digits everywhere and may not use it; relaxed SIMD may. On
        a processor without that instruction the two are about equal.
      </p>
    </div>
    <div>
      <h3>The peak</h3>
      <p>
        The last two rows multiply and add in registers alone and never touch memory. Nothing that computes with numbers
        from memory can be faster in this browser on one core, so this is the limit to judge by, and it is measured in
        the same run, at its start and between the products. A share of more than 100 % says that something else kept
        the machine busy just then.
      </p>
    </div>
    <div>
      <h3>What a percentage of it tells</h3>
      <p>
        A product of n × n matrices does 2n³ operations on 3n² numbers. The larger n, the more often each number is used
        again, and the nearer the product can come to the peak; small ones spend their time on getting started. The rest
        to 100 % went into moving numbers. A share tells how good the code is; the speed alone only tells how fast the
        machine is.
      </p>
    </div>
    <div>
      <h3>Why it is different next time</h3>
      <p>
        Other tabs and programs take their share. A laptop on battery, or a phone that has become warm, lowers its
        clock. Browsers also blur their clocks, some to a whole millisecond. Each time here is the best of several short
        samples, which hides interruptions but no lower clock: compare the ratios before the speeds, and let it run
        again.
      </p>
    </div>
    <div>
      <h3>How it is measured</h3>
      <p>
        The same kernels as in these pages’ widgets, compiled twice from one C++ source, and loops in JavaScript by the
        same methods, on the same inputs, on one core. Each runs until the browser has optimised it, then in turns until
        two rounds agree. The project’s benchmark measures with this very code, beside other libraries. Nothing is sent,
        stored or compared with anybody.
      </p>
    </div>
  </div>
</section>`;

export const machinePage = (): string =>
  document(
    {
      title: 'Your machine · Nabla',
      description: 'Measures the kernels of Nabla in your own browser: scalar JavaScript, plain and relaxed SIMD.',
      root: '../',
      place: 'Your machine',
      script: 'machine',
      bodyClass: 'machine-page',
    },
    html`<main id="main" class="sheet machine" tabindex="-1">
      <h1>Your machine</h1>
      <p class="summary">${SUMMARY}</p>
      ${stage} ${table} ${meaning}
    </main>`,
  );

export const machineSearch: SearchDocument = {
  id: 'your-machine',
  number: '',
  title: 'Your machine',
  section: 'Measurement',
  href: 'your-machine/',
  summary: SUMMARY,
  symbols: '',
  formula: '',
  text: 'Benchmark, speed, performance, GFLOPS, SIMD, relaxed SIMD, WebAssembly, lanes, peak.',
};
