import { describe, expect, test } from 'vitest';
import type { Handle } from '../../../web/src/kit/plane-items';
import { keyMove } from '../../../web/src/kit/plane-keys';
import { Mapping } from '../../../web/src/kit/plane-mapping';

const square = new Mapping({ x: [-4, 4], y: [-4, 4] }, 1);
const graph = new Mapping({ x: [0, 10], y: [-2, 2] }, 0.5);

describe('mapping', () => {
  test('the middle of the window is the origin of the picture, y points up', () => {
    expect(square.px([0, 0])).toEqual([0, -0]);
    expect(square.px([4, 4])).toEqual([200, -200]);
    expect(graph.px([5, 0])).toEqual([0, -0]);
    expect(graph.px([10, 2])).toEqual([200, -100]);
  });
  test('a place on the screen and its data are inverse to each other', () => {
    const [px, py] = graph.px([2.5, 1]);
    expect(graph.dataAt((px + 200) / 400, (py + 100) / 200)).toEqual([2.5, 1]);
  });
  test('a linear map is drawn about the data’s origin, wherever that lies', () => {
    expect(square.transform([1, 2, 3, 4])).toBe('matrix(50 -150 100 -200 0 0)');
    expect(graph.transform([1, 0, 0, 1])).toBe('matrix(40 0 0 -50 -200 0)');
  });
  test('a hand stays in the window and means round numbers', () => {
    expect(square.snap([9, 1.23456])).toEqual([4, 1.2]);
    expect(graph.snap([3.14159, -7])).toEqual([3.1, -2]);
  });
  test('ticks are round and inside; with one scale both axes step alike', () => {
    expect(square.ticks().x).toEqual(square.ticks().y);
    expect(square.ticks().x).toEqual([-3, -2, -1, 0, 1, 2, 3]);
    expect(graph.ticks().y).toEqual([-1, 0, 1]);
    expect(new Mapping({ x: [1000, 1001], y: [0, 1e-7] }, 1).ticks().x).toContain(1000.2);
  });
  test.each([
    [NaN, 1],
    [1, 1],
    [2, 1],
    [-Infinity, 0],
  ])('a window from %d to %d cannot be drawn and is replaced', (min, max) => {
    const mapping = new Mapping({ x: [min, max], y: [0, 1] }, 1);
    expect(mapping.px([0, 0]).every(Number.isFinite)).toBe(true);
  });
});

describe('keys', () => {
  const handle = { step: 0.1 } as Handle;
  const press = (key: string, shiftKey = false) => ({ key, shiftKey }) as KeyboardEvent;
  test.each([
    ['ArrowRight', false, [1.1, 2]],
    ['ArrowUp', true, [1, 3]],
    ['PageDown', false, [1, 1]],
    ['Home', false, [0, 0]],
  ])('%s (shift %s) moves to %j', (key, shift, to) => {
    expect(keyMove(press(key, shift), handle, [1, 2])).toEqual(to);
  });
  test('a handle on a ring turns and stays on it', () => {
    expect(keyMove(press('ArrowUp', true), { ring: 2 } as Handle, [2, 0])).toEqual([1.4142135624, 1.4142135624]);
  });
  test('other keys are left to the page', () => {
    expect(keyMove(press('Tab'), handle, [1, 2])).toBeUndefined();
    expect(keyMove({ ...press('ArrowLeft'), altKey: true }, handle, [1, 2])).toBeUndefined();
  });
});
