// The site without a network: a service worker keeps a copy of it. A newer version is put in place only when the visitor
// says so, and the copy can be removed.

import { Workbox } from 'workbox-window';
import { vouched } from './script-address';

const root = (): string => document.documentElement.dataset.root ?? './';

const workerAddress = (): string => vouched(new URL(`${root()}sw.js`, location.href).href);

function bar(words: string, ...choices: readonly (readonly [string, () => void])[]): void {
  document.querySelector('.offline-bar')?.remove();
  const box = document.createElement('div');
  box.className = 'offline-bar';
  box.setAttribute('role', 'status');
  const text = document.createElement('p');
  text.textContent = words;
  box.append(text);
  for (const [label, act] of choices) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.addEventListener('click', () => {
      box.remove();
      act();
    });
    box.append(button);
  }
  document.body.append(box);
}

/** Removes the copy, and the worker with it. */
async function remove(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration) return;
  await registration.unregister();
  // Another folder of the same origin may hold other pages, or these in another version: its copies end in its address.
  for (const key of await caches.keys()) if (key.endsWith(registration.scope)) await caches.delete(key);
  bar('The copy on this device is removed. The next visit makes a new one.', ['Close', () => undefined]);
}

function offerRemoval(): void {
  const place = document.querySelector('.site-footer p:last-child');
  if (!place || place.querySelector('.offline-remove')) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'offline-remove';
  button.textContent = 'Remove the offline copy';
  button.addEventListener('click', () => {
    button.remove();
    void remove();
  });
  place.append(' ', button);
}

function offerUpdate(worker: Workbox): void {
  bar(
    'A newer version of these pages is here.',
    [
      'Reload with it',
      () => {
        worker.addEventListener('controlling', () => {
          location.reload();
        });
        worker.messageSkipWaiting();
      },
    ],
    ['Later', () => undefined],
  );
}

export async function keepCopy(): Promise<void> {
  const worker = new Workbox(workerAddress());
  worker.addEventListener('waiting', ({ sw }) => {
    // Firefox takes its time over putting the very first copy in place: what replaces nothing is no newer version.
    void navigator.serviceWorker.getRegistration().then((registration) => {
      if (registration?.active && registration.active !== sw) offerUpdate(worker);
    });
  });
  await worker.register();
  if ((await navigator.serviceWorker.ready).active) offerRemoval();
}
