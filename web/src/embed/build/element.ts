// What the element offers besides the parameters of its concept: from this one table follow the manifest for editors, the
// types and the reference page. A test holds it against the class.

export interface Described {
  readonly name: string;
  readonly type?: string;
  readonly description: string;
}

export const attributes: readonly Described[] = [
  { name: 'concept', type: 'string', description: 'Which widget: the slug of a concept.' },
  { name: 'params', type: 'JSON', description: 'Parameters as a JSON object. Attributes of their own win over it.' },
  { name: 'state', type: 'string', description: 'A state as links hold it. Everything else wins over it.' },
  {
    name: 'loading',
    type: 'lazy | eager | click',
    description: 'When it wakes: near the window, at once, when clicked.',
  },
  { name: 'theme', type: 'auto | light | dark', description: 'Auto follows the page, also while it changes.' },
  { name: 'label', type: 'string', description: 'Accessible name of the whole.' },
  { name: 'readonly', type: 'boolean', description: 'Everything is shown and nothing can be changed.' },
  { name: 'without-controls', type: 'boolean', description: 'Leaves out controls and presets; handles stay.' },
  { name: 'without-caption', type: 'boolean', description: 'Leaves out the sentence; a screen reader still hears it.' },
  { name: 'without-table', type: 'boolean', description: 'Leaves out the table and what can be taken away.' },
  {
    name: 'with-formula',
    type: 'boolean',
    description: 'Shows the formula with the current numbers above the picture.',
  },
  { name: 'autoplay', type: 'boolean', description: 'Plays its process when it wakes, but not under reduced motion.' },
  {
    name: 'assets',
    type: 'string',
    description:
      'Folder of the engine’s files, where they do not lie beside the script. A page has one engine: its first widget says where.',
  },
];

export const properties: readonly Described[] = [
  { name: 'concept', type: 'string', description: 'As the attribute.' },
  {
    name: 'params',
    type: 'Record<string, unknown>',
    description:
      'All parameters as plain values, matrices as rows. Setting it changes those that are named and fires no event.',
  },
  { name: 'state', type: 'string', description: 'The state as text; setting it is setState.' },
  { name: 'theme', type: "'auto' | 'light' | 'dark'", description: 'As the attribute.' },
  { name: 'loading', type: "'lazy' | 'eager' | 'click'", description: 'As the attribute.' },
  { name: 'label', type: 'string', description: 'As the attribute.' },
  { name: 'readonly', type: 'boolean', description: 'As the attribute.' },
  { name: 'withoutControls', type: 'boolean', description: 'As the attribute.' },
  { name: 'withoutCaption', type: 'boolean', description: 'As the attribute.' },
  { name: 'withoutTable', type: 'boolean', description: 'As the attribute.' },
  { name: 'withFormula', type: 'boolean', description: 'As the attribute.' },
  { name: 'autoplay', type: 'boolean', description: 'As the attribute.' },
  { name: 'assets', type: 'string', description: 'As the attribute.' },
  { name: 'highlight', type: 'string | undefined', description: 'Parameter whose picture and control light up.' },
  { name: 'result', type: 'unknown', description: 'What the engine made of the parameters, as copies. Read only.' },
  { name: 'status', type: "'idle' | 'loading' | 'ready' | 'error'", description: 'How far it is. Read only.' },
  { name: 'ready', type: 'Promise<NablaWidget>', description: 'Resolves when it can be used, rejects when it cannot.' },
];

export const methods: readonly Described[] = [
  { name: 'load', type: '(): Promise<void>', description: 'Wakes it now, or tries again after a failure.' },
  {
    name: 'reset',
    type: '(): void',
    description:
      'Back to what the attributes say, and to the defaults in everything else; so also after a preset, which is a whole state and sets what it does not name to its default.',
  },
  { name: 'getState', type: '(): string', description: 'The state as text: what differs from the defaults.' },
  {
    name: 'setState',
    type: '(text: string): Promise<void>',
    description: 'Takes a state from text, packed or plain. Never throws.',
  },
  { name: 'play', type: '(): boolean', description: 'Plays the process; false where the widget shows none.' },
  { name: 'pause', type: '(): boolean', description: 'Stops playing.' },
  { name: 'step', type: '(n?: number): boolean', description: 'Goes n steps on, or back where n is negative.' },
  { name: 'exportData', type: "(format?: 'json' | 'csv'): string", description: 'The data behind the picture.' },
  {
    name: 'toBlob',
    type: "(type?: 'image/png' | 'image/svg+xml'): Promise<Blob>",
    description: 'The picture as it stands.',
  },
  {
    name: 'shareUrl',
    type: '(options?: { embed?: boolean }): Promise<string>',
    description: 'Address of this widget in this state, on its site or alone for an iframe.',
  },
  { name: 'focus', type: '(options?: FocusOptions): void', description: 'Focuses the first control.' },
];

export const events: readonly Described[] = [
  { name: 'nabla-ready', type: 'CustomEvent<NablaDetail>', description: 'It can be used.' },
  {
    name: 'nabla-input',
    type: 'CustomEvent<NablaDetail>',
    description: 'A visitor changes something; at most once a frame.',
  },
  { name: 'nabla-change', type: 'CustomEvent<NablaDetail>', description: 'A visitor’s change is complete.' },
  { name: 'nabla-step', type: 'CustomEvent<NablaDetail>', description: 'A process went on by a step.' },
  {
    name: 'nabla-highlight',
    type: 'CustomEvent<{ key: string | undefined }>',
    description: 'The pointer came to what belongs to a parameter, or left it.',
  },
  { name: 'nabla-render', type: 'CustomEvent<NablaDetail>', description: 'It was drawn, whoever caused it.' },
  {
    name: 'nabla-error',
    type: 'CustomEvent<NablaProblem>',
    description: 'It cannot be loaded, or a state cannot be computed.',
  },
];

export const parts: readonly Described[] = [
  { name: 'base', description: 'Everything.' },
  { name: 'header', description: 'What stands above the picture: the caption and the formula.' },
  { name: 'caption', description: 'The page’s own caption, around its slot.' },
  { name: 'formula', description: 'The formula with the current numbers, where with-formula asks for it.' },
  { name: 'plot', description: 'The picture with its controls.' },
  { name: 'readout', description: 'The sentence.' },
  { name: 'control', description: 'Each control with its label and its messages.' },
  { name: 'controls', description: 'The presets.' },
  { name: 'table', description: 'The table, and what can be taken away.' },
  { name: 'error', description: 'Messages.' },
  { name: 'footer', description: 'What stands below everything, around its slot.' },
];

export const slots: readonly Described[] = [
  { name: '', description: 'What stands there until the widget wakes, and when it cannot.' },
  { name: 'caption', description: 'Above the picture.' },
  { name: 'footer', description: 'Below everything.' },
];

export const cssProperties: readonly Described[] = [
  { name: '--nabla-bg', description: 'Background of the picture and its surroundings.' },
  { name: '--nabla-fg', description: 'Text.' },
  { name: '--nabla-muted', description: 'Text that steps back.' },
  { name: '--nabla-grid', description: 'Grid lines and borders that only decorate.' },
  { name: '--nabla-border', description: 'Outlines of controls.' },
  { name: '--nabla-accent', description: 'Knobs and what is in hand.' },
  { name: '--nabla-pos', description: 'Inputs; positive.' },
  { name: '--nabla-neg', description: 'What is broken; negative.' },
  { name: '--nabla-series-1', description: 'Inputs.' },
  { name: '--nabla-series-2', description: 'Parameters.' },
  { name: '--nabla-series-3', description: 'Results.' },
  { name: '--nabla-series-4', description: 'Gradients.' },
  { name: '--nabla-series-5', description: 'Scaffolding.' },
  { name: '--nabla-series-6', description: 'What is broken. No picture has more than these six roles.' },
  { name: '--nabla-font', description: 'Typeface of words and numbers.' },
  { name: '--nabla-font-mono', description: 'Typeface of typed functions.' },
  { name: '--nabla-font-math', description: 'Typeface of formulas.' },
  { name: '--nabla-radius', description: 'Radius of corners.' },
  { name: '--nabla-space', description: 'A quarter of the usual gap between things; 4px unless told.' },
  { name: '--nabla-plot-height', description: 'The most that a plane or a chart may be high, as a length.' },
];
