// What "npm run new" writes. Everything compiles and runs as it is, with one function that echoes its argument, so
// that a concept grows from a working state; every mark ⟦…⟧ must be gone before the catalogue test passes.

const camel = (slug) => slug.replace(/-([a-z0-9])/g, (_, c) => c.toUpperCase());

export function templates(slug) {
  const snake = slug.replaceAll('-', '_');
  const fn = camel(slug);
  return {
    [`web/src/concepts/${slug}/concept.ts`]: `import { defineConcept } from '../../kit/parameters';

export default defineConcept({
  slug: '${slug}',
  summary: '⟦one sentence under the title⟧',
  prerequisites: [],
  symbols: {},
  height: { narrow: 560, medium: 480, wide: 420 },
  parameters: {
    x: {
      kind: 'vector',
      label: 'vector x',
      role: 'data',
      description: '⟦what it is⟧',
      default: Float64Array.of(1, 2, 3),
      length: [1, 8],
      min: -1e6,
      max: 1e6,
      step: 0.1,
    },
  },
  presets: [
    {
      id: '⟦id⟧',
      label: '⟦the failure, in two or three words⟧',
      kind: 'break',
      values: { x: Float64Array.of(0, 0, 0) },
      cause: '⟦what is seen, and which operation causes it⟧',
    },
  ],
});
`,
    [`web/src/concepts/${slug}/formula.tex`]: `⟦formula⟧\n`,
    [`web/src/concepts/${slug}/text.md`]: `## Intuition

⟦…⟧

## How it affects the output

⟦…⟧

## Fine print

- ⟦what the formula leaves out, and what PyTorch does⟧
`,
    [`web/src/concepts/${slug}/example.py`]: `import torch

torch.set_default_dtype(torch.float64)

x = torch.tensor([1.0, 2.0, 3.0])  # @param {type:"raw"}

print(x)  # ⟦what the page shows⟧
`,
    [`web/src/concepts/${slug}/plot.py`]: `plt.plot(x)  # ⟦what the notebook plots, with the names of example.py⟧
plt.show()
`,
    [`web/src/concepts/${slug}/tile.ts`]: `import type { Engine } from '../../engine';
import { graph, range, sway, type Tile } from '../../kit/tile';

/** ⟦the picture of the front page⟧ */
const tile: Tile<Engine> = (engine, t) => {
  const x = range(0, 1, 3);
  const y = engine.${fn}(Float64Array.of(0, sway(t, 0.2, 0.8), 1));
  return [{ points: graph(x, y, [0, 1], [0, 1]), role: 'result' }];
};

export default tile;
`,
    [`web/src/concepts/${slug}/widget.ts`]: `import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { num, op, row, sym } from '../../kit/formula';
import { matrixView } from '../../kit/matrix-view';
import type { Values } from '../../kit/parameters';
import { defineWidget, type View } from '../../kit/widget';
import concept from './concept';

type State = Values<typeof concept.parameters>;
type Result = ReturnType<typeof compute>;
type Here = View<typeof concept.parameters, Result>;

const compute = (engine: Engine, { x }: State) => ({ y: engine.${fn}(x) });

const picture = ({ control, result }: Here): TemplateResult => html\`
  <div class="journey">
    \${control('x')}
    <span class="symbol" aria-hidden="true">→</span>
    \${matrixView({ rows: 1, cols: result.y.length, data: result.y }, { label: '⟦result⟧', role: 'result' })}
  </div>
\`;

const sentence = ({ result }: Here): string => \`⟦what the picture says⟧ \${result.y.length}.\`;

const formula = ({ result }: Here) => row(sym('y'), op('='), num(result.y[0] ?? 0, 'result'));

const table = ({ result }: Here) => ({
  caption: '⟦what the rows are⟧',
  columns: ['index', 'value'],
  rows: Array.from(result.y, (value, i) => [i + 1, value]),
});

export default defineWidget(concept)<Result, Engine>({ compute, picture, sentence, formula, table });
`,
    [`wasm/core/${snake}.h`]: `// ⟦Name: formula, with shapes.⟧
#pragma once

#include "types.h"

namespace nabla {

// ⟦One sentence.⟧ x: any length. ⟦What is thrown, stability, source.⟧
Vector ${fn}(const Vector& x);

}  // namespace nabla
`,
    [`wasm/core/${snake}.cpp`]: `#include "${snake}.h"

namespace nabla {

Vector ${fn}(const Vector& x) { return x; }  // ⟦the mathematics⟧

}  // namespace nabla
`,
    [`wasm/bindings/${snake}.cpp`]: `#include "${snake}.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(${snake}) { js::bind<&${fn}>("${fn}(x)"); }
`,
    [`tests/core/${snake}_test.cpp`]: `#include "${snake}.h"

#include <doctest/doctest.h>

#include "support.h"

using namespace nabla;

// ⟦Expected values from tests/fixtures/${snake}.json and from a second, independent source.⟧
TEST_CASE("${fn}: ⟦…⟧") { CHECK(${fn}(Vector::Zero(0)).size() == 0); }
`,
    [`tests/parity/${snake}.py`]: `"""Fixtures of ${slug}: at least 40 input sets, edges included."""

import fixtures
import torch
from fixtures import array


def cases():
    # ⟦inputs⟧
    for n in range(40):
        x = torch.randn(n, dtype=torch.float64)
        yield {"x": array(x), "y": array(x)}


torch.manual_seed(0)
fixtures.write("${snake}", __file__, {"cases": list(cases())})
`,
    [`tests/e2e/${slug}.spec.ts`]: `import { expect, openWidget, test } from './support';

test.describe('${slug}', () => {
  // ⟦drags, keys, presets, bad input, against numbers from PyTorch⟧
  test('is alive', async ({ page }) => {
    const widget = await openWidget(page, '⟦section⟧', '${slug}');
    await expect(widget.getByRole('status')).toContainText('3');
  });
});
`,
  };
}
