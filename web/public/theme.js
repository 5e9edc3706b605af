// Before first paint: the visitor's own choice of theme, if there is one. A file of its own because the policy allows no
// inline script. Storage may be forbidden; then the system decides.
try {
  const theme = localStorage.getItem('nabla-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Nothing to remember.
}

// A page that is opened at one of its concepts is laid out whole; see section.css.
if (location.hash) document.documentElement.dataset.deep = '';
