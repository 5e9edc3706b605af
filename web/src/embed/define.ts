// Registers the element; importing this file is all that a page does.

import { define } from '../kit/theme';
import { NablaWidget } from './nabla-widget';

define('nabla-widget', NablaWidget);
