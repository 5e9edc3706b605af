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
  const widget = create(el, {
    name: String(model.get('concept')),
    loading: 'eager',
    ...(isRecord(params) && { params }),
  });
  const fromPython = (): void => {
    const now = model.get('params');
    if (isRecord(now)) widget.params = now;
  };
  const toPython = (): void => {
    model.set('params', widget.params);
    model.set('state', widget.getState());
    model.save_changes();
  };
  model.on('change:params', fromPython);
  widget.addEventListener('nabla-change', toPython);
  return () => {
    model.off('change:params', fromPython);
    widget.remove();
  };
}

export default { render };
