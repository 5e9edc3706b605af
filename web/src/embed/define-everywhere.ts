// import "nabla/define": registers the element.

import { register } from './register';

register();
