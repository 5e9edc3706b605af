// How a plane looks: strokes in the colours of the roles, text that keeps its size however small the plane is.

import { css } from 'lit';

export const planeStyles = css`
  :host {
    container-type: normal;
    min-width: 0;
  }
  /* A plane keeps its shape: what limits its height limits its width. */
  .stage {
    position: relative;
    max-width: calc(var(--nabla-plot-height, 9999px) / var(--aspect));
    margin-inline: auto;
  }
  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  svg {
    display: block;
    position: relative;
    width: 100%;
    height: auto;
    overflow: hidden;
    touch-action: pan-y;
    font: calc(12px * var(--zoom, 1)) var(--nabla-sans);
    font-variant-numeric: tabular-nums;
  }
  .axes line {
    stroke: var(--nabla-edge);
    stroke-width: 1;
  }
  .axes .faint {
    stroke: var(--nabla-hairline);
    opacity: 0.6;
  }
  .tick {
    fill: var(--nabla-faded);
    font-size: calc(10.5px * var(--zoom, 1));
  }
  .axis {
    fill: var(--nabla-faded);
  }
  /* A rim of the ground keeps numbers readable on colours and strokes. */
  .tick,
  .axis {
    paint-order: stroke;
    stroke: var(--nabla-card);
    stroke-width: 3px;
    stroke-linejoin: round;
  }
  .grid {
    fill: none;
    stroke: currentColor;
    stroke-width: 1;
    vector-effect: non-scaling-stroke;
    opacity: 0.35;
  }
  .outline {
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    vector-effect: non-scaling-stroke;
  }
  .vector line {
    stroke: currentColor;
    stroke-width: 2.5;
  }
  .vector polygon,
  .dots circle {
    fill: currentColor;
  }
  .cloud path {
    fill: none;
    stroke: currentColor;
    stroke-linecap: round;
  }
  .cloud .rim {
    stroke: var(--nabla-card);
  }
  .line {
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linejoin: round;
  }
  .line.thin {
    stroke-width: 1;
  }
  .segments {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
  }
  .segments.thin {
    stroke-width: 0.8;
  }
  .line.filled {
    fill: currentColor;
    fill-opacity: 0.12;
  }
  .dashed line,
  .dashed path,
  .outline.dashed {
    stroke-dasharray: 5 4;
  }
  .label {
    fill: currentColor;
    font-weight: 600;
    paint-order: stroke;
    stroke: var(--nabla-card);
    stroke-width: 4px;
    stroke-linejoin: round;
  }
  .handle {
    cursor: grab;
    touch-action: none;
    outline: none;
  }
  .handle:active {
    cursor: grabbing;
  }
  .touch {
    r: calc(24px * var(--zoom, 1));
    fill: transparent;
  }
  .knob {
    fill: var(--nabla-card);
    stroke: currentColor;
    stroke-width: 3;
  }
  .small .knob {
    r: 5px;
    stroke-width: 2;
  }
  .handle:focus-visible .touch {
    stroke: currentColor;
    stroke-width: 2;
    r: 14px;
  }
`;
