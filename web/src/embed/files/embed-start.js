// The script of embed.html: modules where there is a server, the one-file script where the page was opened from a folder.

const ADDRESS = 'embed/nabla.global.js';

const fail = () => {
  document.body.append('The script of this widget could not be loaded. Reload the page to try again.');
};

/** The page's policy wants the addresses of scripts vouched for; this is the only one. */
const trusted = () =>
  globalThis.trustedTypes?.createPolicy('nabla-start', { createScriptURL: () => ADDRESS }).createScriptURL('') ??
  ADDRESS;

if (location.protocol === 'file:') {
  const script = document.createElement('script');
  script.src = trusted();
  script.onload = () => globalThis.Nabla.openEmbedPage();
  script.onerror = fail;
  document.head.append(script);
} else {
  import('./embed-page.js').catch(fail);
}
