// The one public element: <nabla-widget concept="svd">. It knows concepts through the curriculum only.

import { loadConcept } from '../curriculum';
import { loadEngine } from '../engine';
import { WidgetFrame, type Loaded } from '../kit/frame';

export class NablaWidget extends WidgetFrame {
  static override properties = { ...WidgetFrame.properties, concept: {} };

  declare concept: string;

  protected override async load(): Promise<Loaded> {
    const [{ concept, widget }, engine] = await Promise.all([loadConcept(this.concept), loadEngine()]);
    return { concept, widget, engine };
  }
}
