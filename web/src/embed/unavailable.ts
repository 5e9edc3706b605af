// What stands in place of a widget that cannot run: the author's own words, the reason, and a way to try again.

const STYLE = `
.unavailable { border-left: 3px solid var(--nabla-broken, #b3261e); background: var(--nabla-broken-soft, #f9e5e2);
  color: var(--nabla-ink, #1c1d21); padding: 0.75rem 1rem; font: 0.875rem / 1.45 var(--nabla-sans, system-ui, sans-serif); }
.unavailable p { margin: 0 0 0.5rem; }
.unavailable button { font: inherit; min-height: 32px; }
`;

export function unavailable(root: ShadowRoot, message: string, again: () => void): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const box = document.createElement('div');
  box.className = 'unavailable';
  box.part.add('error');
  box.setAttribute('role', 'alert');
  const words = document.createElement('p');
  const lead = document.createElement('strong');
  lead.textContent = 'The interactive picture cannot run.';
  words.append(lead, ` ${message}`);
  const button = document.createElement('button');
  button.textContent = 'Try again';
  button.addEventListener('click', again);
  box.append(words, button);
  root.replaceChildren(document.createElement('slot'), box);
}
