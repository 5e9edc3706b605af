import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { num, op, row, sym } from '../../kit/formula';
import { matrixView } from '../../kit/matrix-view';
import type { Values } from '../../kit/parameters';
import { defineWidget, type View } from '../../kit/widget';
import concept from './concept';

type State = Values<typeof concept.parameters>;
type Result = ReturnType<typeof compute>;
type Here = View<typeof concept.parameters, Result>;

const compute = (engine: Engine, { x }: State) => ({ y: engine.dotProduct(x) });

const picture = ({ control, result }: Here): TemplateResult => html`
  <div class="journey">
    ${control('x')}
    <span class="symbol" aria-hidden="true">→</span>
    ${matrixView({ rows: 1, cols: result.y.length, data: result.y }, { label: '⟦result⟧', role: 'result' })}
  </div>
`;

const sentence = ({ result }: Here): string => `⟦what the picture says⟧ ${result.y.length}.`;

const formula = ({ result }: Here) => row(sym('y'), op('='), num(result.y[0] ?? 0, 'result'));

const table = ({ result }: Here) => ({
  caption: '⟦what the rows are⟧',
  columns: ['index', 'value'],
  rows: Array.from(result.y, (value, i) => [i + 1, value]),
});

export default defineWidget(concept)<Result, Engine>({ compute, picture, sentence, formula, table });
