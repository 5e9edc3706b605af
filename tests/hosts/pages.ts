// What the plain pages of these tests have in common.
import type { Page } from '@playwright/test';

export const pageOf = (body: string, head = ''): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>A page</title>${head}</head>
<body>
<h1>A page</h1>
${body}
</body>
</html>
`;

/** The policy that the issue of embedding names: nothing inline, nothing from elsewhere, no text that becomes code. */
export const STRICT = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; require-trusted-types-for 'script'",
};

/** Counts what a page makes of WebAssembly, from before its first script on. */
export async function countEngines(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const counting = globalThis as { engines?: number };
    counting.engines = 0;
    const { instantiate, Instance } = WebAssembly;
    const count = (): void => {
      counting.engines = (counting.engines ?? 0) + 1;
    };
    Object.assign(WebAssembly, {
      instantiate: (...args: Parameters<typeof instantiate>) => {
        count();
        return instantiate(...args);
      },
      Instance: new Proxy(Instance, {
        construct: (target, args: ConstructorParameters<typeof Instance>) => {
          count();
          return new target(...args);
        },
      }),
    });
  });
  return () => page.evaluate(() => (globalThis as { engines?: number }).engines ?? -1);
}

/** Puts violations of the page's policy on the console, where the watch hears them. */
export const tellViolations = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (e) =>
      console.error(`policy: ${e.effectiveDirective} ${e.blockedURI} ${e.sample}`),
    );
  });
