// A matrix as a picture: one coloured square an entry. Cells can be painted, by pointer or keyboard.

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { SHADES, shadesOf, type ColorMap } from './color-maps';
import { formatNumber } from './format';
import { keyOf } from './keys';
import { base, drawing } from './styles';
import { define, Inks } from './theme';
import { at, type Matrix } from './values';

export class NablaRaster extends LitElement {
  static override properties = {
    value: { attribute: false },
    map: {},
    low: { type: Number },
    high: { type: Number },
    label: {},
    paintable: { type: Boolean },
    verb: {},
    names: { attribute: false },
    marked: { type: Number },
    shape: { type: Number },
    ruled: { type: Boolean },
    cell: { state: true },
  };

  declare value: Matrix;
  /** grey and viridis run from low to high; diverging from −high through 0 to high. */
  declare map: ColorMap;
  declare low: number;
  declare high: number;
  declare label: string;
  declare paintable: boolean;
  /** What Enter does to a cell, for a screen reader. */
  declare verb: string;
  /** Of the rows and columns of a square matrix, written beside them. */
  declare names: readonly string[];
  /** Row with a line round it. */
  declare marked: number | undefined;
  /** Height over width of the whole; where absent cells are square. */
  declare shape: number | undefined;
  /** Lines between cells, for pictures of few values. */
  declare ruled: boolean;
  /** Cell that the keyboard stands on. */
  declare cell: readonly [row: number, col: number];

  #cells?: HTMLCanvasElement;
  readonly #inks = new Inks(this, () => this.#paint());

  constructor() {
    super();
    this.map = 'viridis';
    this.low = 0;
    this.high = 1;
    this.label = '';
    this.paintable = false;
    this.verb = 'paints';
    this.names = [];
    this.ruled = false;
    this.cell = [0, 0];
  }

  protected override render(): TemplateResult {
    const [row, col] = this.cell;
    const described = this.paintable
      ? `${this.label}. Row ${row + 1}, column ${col + 1}: ${formatNumber(at(this.value, row, col))}. Arrow keys move, Enter ${this.verb}.`
      : this.label;
    const canvas = html`<canvas
      role=${this.paintable ? 'button' : 'img'}
      tabindex=${this.paintable ? 0 : nothing}
      aria-label=${described}
      data-figure
      class=${this.paintable ? 'paintable' : ''}
      @keydown=${this.paintable ? (e: KeyboardEvent) => this.#key(e) : nothing}
      @pointerdown=${this.paintable ? (e: PointerEvent) => this.#brush(e) : nothing}
      @focus=${() => this.#paint()}
      @blur=${() => this.#paint()}
    ></canvas>`;
    if (this.names.length === 0) return canvas;
    const label = (name: string, i: number): TemplateResult =>
      html`<span class=${i === this.marked ? 'marked' : ''}>${name}</span>`;
    return html`<div class="named">
      <div class="across" aria-hidden="true">${this.names.map(label)}</div>
      <div class="down" aria-hidden="true">${this.names.map(label)}</div>
      ${canvas}
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#paint();
  }

  #paint(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    const { rows, cols } = this.value;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    // One device pixel a cell, enlarged by CSS without smoothing: sharp at any size.
    const size = Math.max(1, Math.floor(480 / Math.max(rows, cols)));
    // Setting the size, even to what it is, allocates the canvas anew; every cell is painted over anyway.
    if (canvas.width !== cols * size) canvas.width = cols * size;
    if (canvas.height !== rows * size) canvas.height = rows * size;
    this.#fill(context, size);
    canvas.style.aspectRatio = this.shape === undefined ? '' : String(1 / this.shape);
    if (this.ruled) {
      context.fillStyle = this.#inks.of('hairline');
      for (let r = 1; r < rows; r++) context.fillRect(0, r * size - 1, cols * size, 2);
      for (let c = 1; c < cols; c++) context.fillRect(c * size - 1, 0, 2, rows * size);
    }
    if (this.marked !== undefined && this.marked < rows) {
      context.strokeStyle = this.#inks.of('ink');
      context.lineWidth = Math.max(2, size / 12);
      context.strokeRect(1, this.marked * size + 1, cols * size - 2, size - 2);
    }
    if (this.paintable && this.shadowRoot?.activeElement === canvas && canvas.matches(':focus-visible')) {
      context.strokeStyle = this.#inks.of('parameter');
      context.lineWidth = Math.max(2, size / 8);
      context.strokeRect(this.cell[1] * size + 1, this.cell[0] * size + 1, size - 2, size - 2);
    }
  }

  /** As one picture of a pixel a cell, enlarged: thousands of rectangles would take longer than a frame. */
  #fill(context: CanvasRenderingContext2D, size: number): void {
    const { rows, cols, data } = this.value;
    const image = context.createImageData(cols, rows);
    const pixels = new Uint32Array(image.data.buffer);
    const shades = shadesOf(this.map);
    const [low, high] = this.map === 'diverging' ? [-this.high, this.high] : [this.low, this.high];
    const scale = high > low ? SHADES / (high - low) : 0;
    // Without a range all is one colour: the middle of a diverging map, the lowest of another. Half a shade rounds.
    const from = 0.5 + (this.map === 'diverging' && scale === 0 ? SHADES / 2 : 0);
    const broken: number[] = [];
    // The first picture is coloured by code that no browser has compiled yet: it calls nothing.
    for (let i = 0; i < pixels.length; i++) {
      const x = data[i] as number;
      const shade = (x - low) * scale + from;
      if (x - x !== 0) broken.push(i);
      else pixels[i] = shades[shade > SHADES ? SHADES : shade > 0 ? shade | 0 : 0] as number;
    }
    const cells = (this.#cells ??= document.createElement('canvas'));
    cells.width = cols;
    cells.height = rows;
    cells.getContext('2d')?.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(cells, 0, 0, cols * size, rows * size);
    if (broken.length > 0) context.fillStyle = this.#inks.of('broken');
    for (const i of broken) context.fillRect((i % cols) * size, Math.floor(i / cols) * size, size, size);
  }

  #emit(cells: readonly (readonly [number, number])[], done: boolean): void {
    this.dispatchEvent(new CustomEvent('paint', { detail: { cells, done }, bubbles: true }));
  }

  #key(event: KeyboardEvent): void {
    const [row, col] = this.cell;
    const by: Record<string, readonly [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    };
    const d = by[keyOf(event)];
    const paint = [' ', 'Enter'].includes(keyOf(event));
    if (!d && !paint) return;
    event.preventDefault();
    if (paint) this.#emit([this.cell], true);
    else if (d) {
      const within = (x: number, n: number): number => Math.min(n - 1, Math.max(0, x));
      this.cell = [within(row + d[0], this.value.rows), within(col + d[1], this.value.cols)];
    }
  }

  #brush(event: PointerEvent): void {
    const canvas = event.currentTarget as HTMLCanvasElement;
    canvas.setPointerCapture(event.pointerId);
    const cellAt = (e: PointerEvent): readonly [number, number] => {
      const box = canvas.getBoundingClientRect();
      const r = Math.floor(((e.clientY - box.top) / box.height) * this.value.rows);
      const c = Math.floor(((e.clientX - box.left) / box.width) * this.value.cols);
      return [Math.min(this.value.rows - 1, Math.max(0, r)), Math.min(this.value.cols - 1, Math.max(0, c))];
    };
    let last = cellAt(event);
    this.#emit([last], false);
    const move = (e: PointerEvent): void => {
      const now = cellAt(e);
      if (now[0] === last[0] && now[1] === last[1]) return;
      last = now;
      this.#emit([now], false);
    };
    canvas.addEventListener('pointermove', move);
    canvas.addEventListener(
      'lostpointercapture',
      () => {
        canvas.removeEventListener('pointermove', move);
        this.#emit([], true);
      },
      { once: true },
    );
  }

  static override styles = [
    base,
    drawing,
    css`
      canvas {
        image-rendering: pixelated;
        border: 1px solid var(--nabla-hairline);
        border-radius: 4px;
      }
      .named {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 4px 8px;
        font-size: var(--nabla-text-s);
        color: var(--nabla-faded);
      }
      .across {
        grid-column: 2;
        display: flex;
        align-items: end;
      }
      .across > span {
        flex: 1 1 0;
        min-width: 0;
        writing-mode: vertical-rl;
        transform: rotate(180deg);
        line-height: 1;
        display: flex;
        align-items: center;
      }
      .down {
        display: flex;
        flex-direction: column;
        text-align: right;
      }
      .down > span {
        flex: 1 1 0;
        display: flex;
        align-items: center;
        justify-content: end;
        line-height: 1;
      }
      .marked {
        color: var(--nabla-ink);
        font-weight: 600;
      }
      .paintable {
        cursor: crosshair;
        touch-action: none;
      }
    `,
  ];
}

define('nabla-raster', NablaRaster);
