// The notebook of a section, from what its concepts say on the site: their words, formulas and examples, a plot of each,
// and exercises. Only the sources are made here; a Python with PyTorch runs them (scripts/execute_notebook.py).

const FENCE = /^```python\n([\s\S]*?)^```$/gm;

/** Links lead to presets of the site, which a notebook does not have. */
const withoutLinks = (text) => text.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');

const lines = (text) => text.trimEnd().split(/(?<=\n)/);

const markdown = (id, text) => ({ cell_type: 'markdown', id, metadata: {}, source: lines(text) });
const code = (id, text) => ({
  cell_type: 'code',
  execution_count: null,
  id,
  metadata: {},
  outputs: [],
  source: lines(text),
});

/** The body under each second-level heading of text.md. */
function parts(text) {
  const chunks = text.split(/^## +(.+)$/m).slice(1);
  const found = {};
  for (let i = 0; i + 1 < chunks.length; i += 2) found[chunks[i].trim()] = withoutLinks(chunks[i + 1].trim());
  return found;
}

/** Markdown with Python fences becomes text and code in turn. */
function cellsOf(prefix, text) {
  const cells = [];
  let from = 0;
  const words = (to) => {
    const piece = text.slice(from, to).trim();
    if (piece) cells.push(markdown(`${prefix}-${cells.length}`, piece));
  };
  for (const fence of text.matchAll(FENCE)) {
    words(fence.index);
    cells.push(code(`${prefix}-${cells.length}`, fence[1]));
    from = fence.index + fence[0].length;
  }
  words(text.length);
  return cells;
}

const SETUP = `import matplotlib.pyplot as plt
import torch

plt.rcParams.update({"figure.figsize": (6.4, 3.6), "axes.spines.top": False, "axes.spines.right": False})`;

function cellsOfConcept({ slug, number, title, summary }, read) {
  const file = (name) => read(`web/src/concepts/${slug}/${name}`);
  const text = parts(file('text.md'));
  const formula = file('formula.tex').trim();
  return [
    markdown(`${slug}-head`, `## ${number} ${title}\n\n${summary}\n\n$$\n${formula}\n$$`),
    markdown(`${slug}-intuition`, `### Intuition\n\n${text['Intuition']}`),
    markdown(`${slug}-effect`, `### How it affects the output\n\n${text['How it affects the output']}`),
    code(`${slug}-example`, file('example.py')),
    code(`${slug}-plot`, file('plot.py')),
    markdown(`${slug}-fine-print`, `### Fine print\n\n${text['Fine print']}`),
  ];
}

/**
 * Sources of one notebook, no cell run yet. `section`: { slug, title, concepts: { slug, number, title, summary }[] };
 * `read` answers the text of a file of the repository.
 */
export function notebook(section, read) {
  const list = section.concepts.map(({ number, title, summary }) => `- **${number} ${title}.** ${summary}`).join('\n');
  const intro = `# ${section.title}

The mathematics of neural networks, in code that you can run and change. What each cell prints was recorded with real PyTorch.

${list}`;
  return {
    cells: [
      markdown('title', intro),
      code('setup', SETUP),
      ...section.concepts.flatMap((concept) => cellsOfConcept(concept, read)),
      ...cellsOf('fault', read(`web/notebooks/${section.slug}.faults.md`)),
    ],
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}
