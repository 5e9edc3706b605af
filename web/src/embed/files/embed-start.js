// The script of embed.html: modules where there is a server, the one-file script where the page was opened from a folder.

const fail = () => {
  document.body.append('The script of this widget could not be loaded. Reload the page to try again.');
};

if (location.protocol === 'file:') {
  const script = document.createElement('script');
  script.src = 'embed/nabla.global.js';
  script.onload = () => globalThis.Nabla.openEmbedPage();
  script.onerror = fail;
  document.head.append(script);
} else {
  import('./embed-page.js').catch(fail);
}
