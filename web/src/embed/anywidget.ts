// For Jupyter, marimo and Colab through anywidget: the traits concept, params and state of a Python object and the widget
// on the page follow each other.

import { create } from './index';

interface Model {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(name: string, callback: () => void): void;
  off(name: string, callback: () => void): void;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const params = model.get('params');
  const state = model.get('state');
  const widget = create(el, {
    name: String(model.get('concept')),
    loading: 'eager',
    ...(typeof state === 'string' && { state }),
    ...(isRecord(params) && { params }),
  });
  let telling = false;
  const toPython = (): void => {
    // The model says what it is told at once; taken for Python's word, it would undo the preset that the visitor chose.
    telling = true;
    model.set('params', widget.params);
    model.set('state', widget.getState());
    telling = false;
    model.save_changes();
  };
  const follow: Readonly<Record<string, (value: unknown) => void>> = {
    concept: (now) => (widget.concept = String(now)),
    params: (now) => isRecord(now) && (widget.params = now),
    state: (now) => typeof now === 'string' && void widget.setState(now),
  };
  const listeners = Object.entries(follow).map(
    ([name, take]) => [`change:${name}`, () => telling || take(model.get(name))] as const,
  );
  for (const [event, listener] of listeners) model.on(event, listener);
  widget.addEventListener('nabla-change', toPython);
  return () => {
    for (const [event, listener] of listeners) model.off(event, listener);
    widget.remove();
  };
}

export default { render };
