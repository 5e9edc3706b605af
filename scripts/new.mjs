// npm run new -- <slug> <section>: the files of a concept in every layer, ready to be filled. What is still to be
// written is marked ⟦…⟧, and the catalogue test names each mark that is left.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { at, ROOT } from './lib/paths.mjs';
import { main, Problem } from './lib/problem.mjs';
import { templates } from './lib/concept-templates.mjs';

await main(() => {
  const [slug, section] = process.argv.slice(2);
  if (!slug || !section)
    throw new Problem(
      'Usage: npm run new -- <slug> <section>, for example: npm run new -- dot-product vectors-geometry.',
    );
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug))
    throw new Problem(`"${slug}" is no slug: use small letters, digits and hyphens.`);
  const curriculum = readFileSync(at('web', 'src', 'curriculum.ts'), 'utf8');
  if (!curriculum.includes(`section('${section}'`))
    throw new Problem(`There is no section "${section}" in web/src/curriculum.ts.`);

  const files = Object.entries(templates(slug)).map(([path, text]) => ({ path: at(path), text }));
  const taken = files.filter(({ path }) => existsSync(path));
  if (taken.length > 0) throw new Problem(`${relative(ROOT, taken[0].path)} exists already: nothing was written.`);
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`+ ${relative(ROOT, path)}`);
  }
  const listed = new RegExp(`['"]?${slug}['"]?: '`).test(curriculum);
  console.log(
    listed
      ? `\n${slug} has its line in web/src/curriculum.ts already. Next: npm run dev, and fill what is marked ⟦…⟧.`
      : `\nOne line is left: add '${slug}': '⟦Title⟧' to ${section} in web/src/curriculum.ts. Then npm run dev, and fill what is marked ⟦…⟧.`,
  );
});
