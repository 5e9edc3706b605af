// Runs in a page before anything else does, and keeps what goes wrong there; no driver hears all of it in every engine.
globalThis.nablaProblems = [];
{
  const note = (text) => globalThis.nablaProblems.push(String(text));
  const words = (values) => values.map((value) => value?.message ?? String(value)).join(' ');
  for (const level of ['error', 'warn']) {
    const real = console[level];
    console[level] = (...values) => {
      note(`console ${level}: ${words(values)}`);
      real.apply(console, values);
    };
  }
  addEventListener(
    'error',
    (event) => {
      const from = event.target instanceof Element ? (event.target.src ?? event.target.href) : undefined;
      // Firefox answers the preload of a module that a script element has loaded with this event, and lacks nothing.
      const again = event.target instanceof HTMLLinkElement && event.target.rel === 'modulepreload';
      if (again && [...document.scripts].some(({ src }) => src === from)) return;
      note(from ? `could not be loaded: ${from}` : `uncaught: ${event.message} ${event.filename}:${event.lineno}`);
    },
    true,
  );
  addEventListener('unhandledrejection', (event) => note(`uncaught in a promise: ${words([event.reason])}`));
  addEventListener('securitypolicyviolation', (event) =>
    note(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample} (${event.sourceFile})`),
  );
}

/** The first element in a concept's widget that matches, through the roots of the elements inside it. */
globalThis.nablaFind = (slug, selector) => {
  const seen = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.matches(selector) && element.getClientRects().length > 0) return element;
      const inside = element.shadowRoot && seen(element.shadowRoot);
      if (inside) return inside;
    }
    return undefined;
  };
  const widget = document.querySelector(`nabla-widget[concept="${slug}"]`);
  return widget?.shadowRoot ? seen(widget.shadowRoot) : undefined;
};
