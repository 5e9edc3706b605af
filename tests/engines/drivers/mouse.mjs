// The hand of a visitor, for drivers whose page has the mouse and the keyboard that Puppeteer gave it.

/** `points` are in the window; pressed at the first, let go at the last. */
export const hand = (page) => ({
  press: (key) => page.keyboard.press(key),
  type: (text) => page.keyboard.type(text),
  async drag([first, ...rest]) {
    await page.mouse.move(first.x, first.y);
    await page.mouse.down();
    for (const { x, y } of rest) await page.mouse.move(x, y);
    await page.mouse.up();
  },
});
