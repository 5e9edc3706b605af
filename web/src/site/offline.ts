// All pages' scripts in one, for the copy that is opened from a folder: a page takes the part that is its own.

const { classList } = document.body;

if (classList.contains('embedding-page')) void import('./embedding');
else if (classList.contains('machine-page')) void import('./machine');
else if (classList.contains('home-page')) void import('./home');
else void import('./page');
