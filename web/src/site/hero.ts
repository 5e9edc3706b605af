// The front page's picture, alive: the columns of a matrix are held in the hand, and the core decomposes it. The matrix
// is the visitor's input; the drawing is done by the matrix itself, as an SVG transform; stretches and axes come from svd.

import { loadEngine, type Engine } from '../engine';
import { formatFixed } from '../kit/format';
import { reducedMotion } from '../kit/theme';
import { at, matrixFrom, type Matrix } from '../kit/values';

interface Point {
  readonly x: number;
  readonly y: number;
}

const STEP = 0.1;
const LIMIT = { x: 2.4, y: 2 } as const;
const NAMES = ['first', 'second'] as const;

const clamp = (value: number, limit: number): number => Math.min(limit, Math.max(-limit, value));
const within = ({ x, y }: Point): Point => ({ x: clamp(x, LIMIT.x), y: clamp(y, LIMIT.y) });

const part = <T extends Element>(root: ParentNode, selector: string): T => {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`The hero has no ${selector}.`);
  return found;
};

class Hero {
  readonly #root: HTMLElement;
  readonly #engine: Engine;
  readonly #plane: SVGGElement;
  readonly #map: SVGGElement;
  readonly #live: HTMLElement;
  readonly #reading: HTMLElement;
  readonly #handles: HTMLButtonElement[] = [];
  readonly #labels: HTMLElement[] = [];
  /** Where the two unit arrows go: the columns of the matrix. */
  #columns: [Point, Point];
  #scheduled = false;

  constructor(root: HTMLElement, engine: Engine) {
    this.#root = root;
    this.#engine = engine;
    this.#plane = part(root, '.hero-plane');
    this.#map = part(root, '.hero-map');
    this.#live = part(root, '.hero-live');
    this.#reading = part(root, '.hero-reading');
    const start = this.#map.transform.baseVal.consolidate()?.matrix;
    this.#columns = [within({ x: start?.a ?? 1, y: start?.b ?? 0 }), within({ x: start?.c ?? 0, y: start?.d ?? 1 })];
    for (const i of [0, 1] as const) this.#addHandle(i);
    for (const name of ['σ₁', 'σ₂']) this.#addLabel(name);
    this.#draw();
    new ResizeObserver(() => this.#draw()).observe(root);
    if (!reducedMotion()) this.#followPointer();
    root.classList.add('alive');
  }

  #addHandle(i: 0 | 1): void {
    const handle = document.createElement('button');
    handle.type = 'button';
    handle.className = 'hero-handle';
    handle.setAttribute('aria-roledescription', 'movable point');
    handle.addEventListener('keydown', (event) => this.#onKey(event, i));
    handle.addEventListener('pointerdown', (event) => {
      handle.setPointerCapture(event.pointerId);
      handle.classList.add('held');
    });
    handle.addEventListener('pointermove', (event) => {
      if (handle.hasPointerCapture(event.pointerId)) this.#move(i, this.#toPlane(event));
    });
    handle.addEventListener('lostpointercapture', () => handle.classList.remove('held'));
    this.#handles.push(handle);
    this.#live.append(handle);
  }

  #addLabel(name: string): void {
    const label = document.createElement('span');
    label.className = 'hero-label';
    label.dataset.name = name;
    // The reading under the picture says the same.
    label.setAttribute('aria-hidden', 'true');
    this.#labels.push(label);
    this.#live.append(label);
  }

  #onKey(event: KeyboardEvent, i: 0 | 1): void {
    const step = event.shiftKey ? STEP * 5 : STEP;
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, step],
      ArrowDown: [0, -step],
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const { x, y } = this.#columns[i];
    this.#move(i, { x: x + move[0], y: y + move[1] });
  }

  #move(i: 0 | 1, to: Point): void {
    this.#columns[i] = within(to);
    this.#redraw();
  }

  #redraw(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  /** A vector under the pointer, and where the map sends it: the same arrow inside the mapped group. */
  #followPointer(): void {
    const given = part<SVGPathElement>(this.#root, '.hero-vector');
    const mapped = part<SVGPathElement>(this.#root, '.hero-image');
    this.#root.addEventListener('pointermove', (event) => {
      const over = event.target instanceof Element && event.target.closest('.hero-text, .hero-handle, .hero-caption');
      const { x, y } = this.#toPlane(event);
      const path = over || event.pointerType === 'touch' ? '' : `M0 0L${x.toFixed(3)} ${y.toFixed(3)}`;
      given.setAttribute('d', path);
      mapped.setAttribute('d', path);
    });
    this.#root.addEventListener('pointerleave', () => {
      given.setAttribute('d', '');
      mapped.setAttribute('d', '');
    });
  }

  #toPlane({ clientX, clientY }: PointerEvent): Point {
    const inverse = this.#plane.getScreenCTM()?.inverse();
    return inverse ? new DOMPoint(clientX, clientY).matrixTransform(inverse) : { x: 0, y: 0 };
  }

  /** Puts an element of the page over a point of the plane. */
  #place(element: HTMLElement, { x, y }: Point): void {
    const matrix = this.#plane.getScreenCTM();
    if (!matrix) return;
    const on = new DOMPoint(x, y).matrixTransform(matrix);
    const { left, top } = this.#live.getBoundingClientRect();
    element.style.transform = `translate(${on.x - left}px, ${on.y - top}px)`;
  }

  #draw(): void {
    const [first, second] = this.#columns;
    const matrix = matrixFrom([
      [first.x, second.x],
      [first.y, second.y],
    ]);
    const { u, s, v } = this.#engine.svd(matrix);
    this.#map.setAttribute('transform', transformOf(matrix));
    part(this.#root, '.hero-left').setAttribute('transform', transformOf(u));
    part(this.#root, '.hero-right').setAttribute('transform', transformOf(v));
    part(this.#root, '.hero-axes').setAttribute('d', `M0 0H${s[0]}M0 0V${s[1]}`);
    const text = [s[0] ?? 0, s[1] ?? 0].map((x) => formatFixed(x, 2));
    this.#handles.forEach((handle, i) => this.#showHandle(handle, i));
    const left = new DOMMatrix([at(u, 0, 0), at(u, 1, 0), at(u, 0, 1), at(u, 1, 1), 0, 0]);
    this.#labels.forEach((label, i) => {
      label.textContent = `${label.dataset.name ?? ''} = ${text[i] ?? ''}`;
      const tip = new DOMPoint(i === 0 ? s[0] : 0, i === 0 ? 0 : s[1]).matrixTransform(left);
      label.classList.toggle('to-left', tip.x < 0);
      this.#place(label, tip);
    });
    this.#reading.textContent = `This one stretches by σ₁ = ${text[0] ?? ''} along its longest axis and by σ₂ = ${text[1] ?? ''} across it. Drag the orange points, or move them with the arrow keys.`;
  }

  #showHandle(handle: HTMLButtonElement, i: number): void {
    const point = this.#columns[i === 0 ? 0 : 1];
    const numbers = `${formatFixed(point.x, 2)}, ${formatFixed(point.y, 2)}`;
    handle.setAttribute(
      'aria-label',
      `${NAMES[i === 0 ? 0 : 1]} column of the matrix: ${numbers}. Arrow keys move it.`,
    );
    this.#place(handle, point);
  }
}

/** SVG lists a matrix column by column. */
const transformOf = (m: Matrix): string => `matrix(${at(m, 0, 0)} ${at(m, 1, 0)} ${at(m, 0, 1)} ${at(m, 1, 1)} 0 0)`;

export async function wakeHero(): Promise<void> {
  const root = document.querySelector<HTMLElement>('.hero');
  if (!root) return;
  try {
    const engine = await loadEngine();
    new Hero(root, engine);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    part(root, '.hero-live').replaceChildren();
    part(root, '.hero-reading').textContent = `The picture stays still here. ${reason}`;
  }
}
