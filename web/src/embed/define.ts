// Registers the element on the site's own pages; importing this file is all that a page does.

import { define } from '../kit/theme';
import { NablaShell } from './shell';

define('nabla-widget', NablaShell);
