// The picture on the front page before its script wakes: a grid, a unit circle, and what one linear map makes of them.
// The map is written as the factors of its own decomposition, turn · stretch · turn, so the axes of the ellipse are
// those of the inner frame and nothing has to be computed to draw it.

import { html, type Markup } from './html';

const REACH = 24;
const START = { turnAfter: 24, stretch: [1.95, 0.75], turnBefore: -52 } as const;

const grid = (): string => {
  const lines: string[] = [];
  for (let i = -REACH; i <= REACH; i++) lines.push(`M${i} ${-REACH}V${REACH}M${-REACH} ${i}H${REACH}`);
  return lines.join('');
};

/** An arrow from the origin: a shaft, and a head that hero.ts keeps at its end. */
const picture = (): Markup => {
  const { turnAfter, stretch, turnBefore } = START;
  const map = `rotate(${turnAfter}) scale(${stretch[0]} ${stretch[1]}) rotate(${turnBefore})`;
  return html`<svg
    class="hero-picture"
    viewBox="-8 -5 16 10"
    preserveAspectRatio="xMidYMid slice"
    aria-hidden="true"
    focusable="false"
  >
    <g class="hero-plane" transform="scale(1 -1)">
      <path class="hero-grid" d="${grid()}"></path>
      <g class="hero-map" transform="${map}">
        <path class="hero-warp" d="${grid()}"></path>
        <circle class="hero-ellipse" r="1"></circle>
        <path class="hero-image" d=""></path>
      </g>
      <circle class="hero-circle" r="1"></circle>
      <g class="hero-right" transform="rotate(${-turnBefore})"><path class="hero-unit" d="M0 0H1M0 0V1"></path></g>
      <g class="hero-left" transform="rotate(${turnAfter})">
        <path class="hero-axes" d="M0 0H${stretch[0]}M0 0V${stretch[1]}"></path>
      </g>
      <path class="hero-vector" d=""></path>
    </g>
  </svg>`;
};

export const hero = (): Markup =>
  html`<section class="hero" aria-labelledby="hero-title">
    ${picture()}
    <div class="hero-text">
      <h1 id="hero-title">The mathematics of neural networks, live</h1>
      <p class="hero-lead">
        Thirty ideas, each with its formula, a widget that computes while you drag, what breaks it, and the PyTorch code
        that prints the same numbers.
      </p>
      <p class="hero-actions"><a class="button" href="./linear-algebra/">Begin with Linear Algebra</a></p>
    </div>
    <div class="hero-live"></div>
    <p class="hero-caption">
      A linear map takes the unit circle to an ellipse. <span class="hero-reading" role="status"></span>
    </p>
  </section>`;
