// What the checks do in a page, whichever engine shows it.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE = 60_000;

export class Visit {
  constructor(browser) {
    this.browser = browser;
  }

  async goto(url, { probed = true } = {}) {
    // Else an address that differs only after # would not load the page anew.
    await this.browser.goto('about:blank');
    // What a page says while it is left in the middle of loading is no fault of the next one.
    this.browser.said.length = 0;
    await this.browser.goto(url);
    if (probed) await this.until(() => globalThis.nablaProblems !== undefined);
    await this.until(() => document.readyState === 'complete');
  }

  evaluate(fn, arg) {
    return this.browser.evaluate(fn, arg);
  }

  /** Waits until a function in the page answers something true, and answers that. */
  async until(fn, arg, patience = PATIENCE) {
    const end = Date.now() + patience;
    for (;;) {
      let failure = '';
      // A page that is being left for the next one cannot be asked.
      const answer = await this.evaluate(fn, arg).catch((error) => void (failure = ` (${error.message})`));
      if (answer) return answer;
      if (Date.now() > end) throw new Error(`waited in vain for ${fn} with ${JSON.stringify(arg)}${failure}`);
      await sleep(50);
    }
  }

  /** How many widgets the page has, all of them awake; the problem of the first that cannot wake is thrown. */
  async wakeAll() {
    await this.until(() => customElements.get('nabla-widget') !== undefined);
    return this.evaluate(async () => {
      const widgets = [...document.querySelectorAll('nabla-widget')];
      for (const widget of widgets) {
        void widget.load();
        await widget.ready;
      }
      return widgets.length;
    });
  }

  /** Wakes one widget and brings it to the middle of the window. */
  async wake(slug) {
    await this.until(() => customElements.get('nabla-widget') !== undefined);
    await this.evaluate(async (name) => {
      const widget = document.querySelector(`nabla-widget[concept="${name}"]`);
      void widget.load();
      await widget.ready;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }, slug);
  }

  state(slug) {
    return this.evaluate((name) => document.querySelector(`nabla-widget[concept="${name}"]`).getState(), slug);
  }

  /** The middle of an element in the window, once it stands still. */
  async middle(slug, selector) {
    await this.until((at) => globalThis.nablaFind(...at) !== undefined, [slug, selector]);
    return this.evaluate(
      async (at) => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        const where = () => globalThis.nablaFind(...at).getBoundingClientRect();
        globalThis.nablaFind(...at).scrollIntoView({ block: 'center', behavior: 'instant' });
        let before = where();
        for (let still = 0, i = 0; still < 3 && i < 120; i++) {
          await frame();
          const now = where();
          still = now.x === before.x && now.y === before.y ? still + 1 : 0;
          before = now;
        }
        return { x: before.x + before.width / 2, y: before.y + before.height / 2 };
      },
      [slug, selector],
    );
  }

  async click(slug, selector) {
    await this.browser.drag([await this.middle(slug, selector)]);
  }

  async focus(slug, selector) {
    await this.until((at) => globalThis.nablaFind(...at) !== undefined, [slug, selector]);
    await this.evaluate(
      (at) => {
        const element = globalThis.nablaFind(...at);
        element.scrollIntoView({ block: 'center', behavior: 'instant' });
        element.focus();
        element.select?.();
      },
      [slug, selector],
    );
  }

  /** Nothing on the console, nothing against the policy, nothing asked of another origin. */
  async quiet(where) {
    assert.deepEqual(await this.problems(), [], where);
  }

  async problems() {
    const inPage = await this.evaluate(() => {
      const { origin, protocol } = location;
      const own = (url) => /^(data|blob):/.test(url) || url.startsWith(protocol === 'file:' ? 'file:' : `${origin}/`);
      const asked = performance.getEntriesByType('resource').map((entry) => entry.name);
      const strange = asked.filter((url) => !own(url) && !/^https?:\/\/localhost[:/]/.test(url));
      return [...globalThis.nablaProblems, ...strange.map((url) => `foreign request: ${url}`)];
    });
    return [...new Set([...inPage, ...this.browser.said])];
  }
}
