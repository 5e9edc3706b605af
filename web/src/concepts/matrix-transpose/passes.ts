// The two lenses that send vectors through the layer, fetched together: most of one is the other's, too.

export { wiring } from './along-wires';
export { gradient } from './gradient';
