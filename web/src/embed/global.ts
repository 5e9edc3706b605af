// The one-file script: everything inside, also the engine, so that it works from a file and under RequireJS.

import { unpackEngine } from '../engine/source-inside';
import * as api from './index';
import { openEmbedPage } from './embed-page';

const first = (globalThis as { Nabla?: unknown }).Nabla;
const Nabla = { ...api, openEmbedPage };
if (first === undefined) Object.assign(globalThis, { Nabla });

const script = typeof document === 'undefined' ? null : (document.currentScript as HTMLScriptElement | null);
// Served from a site's own folder, it knows where the site is.
if (script?.src && /\/embed\/nabla\.global\.js$/.test(script.src.split(/[?#]/)[0] ?? '')) {
  api.config({ site: new URL('../', script.src) });
}
api.define();

// Before a widget comes near, while the page has nothing else to do: it is live sooner then.
const waiting = typeof document !== 'undefined' && document.querySelector('nabla-widget, [data-nabla]') !== null;
if (waiting && 'requestIdleCallback' in globalThis) requestIdleCallback(() => void unpackEngine());
