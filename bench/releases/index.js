// The releases whose logs can be written, by version. A new one is a file here and a line below.

import { epoxy } from './epoxy.js';
import { essex } from './essex.js';
import { icehouse } from './icehouse.js';

/** @type {Readonly<Record<string, import('../model.ts').Release>>} */
export const releases = { 2012.1: essex, 2014.1: icehouse, '31.0.0': epoxy };
