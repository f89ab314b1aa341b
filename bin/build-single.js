// Half of `npm run build:bin`: `dist/bin/inject-trace.mjs`, or the file it is given.

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSingle } from './single-file.js';

const [file = 'dist/bin/inject-trace.mjs'] = process.argv.slice(2).map((path) => resolve(path));
process.chdir(fileURLToPath(new URL('..', import.meta.url)));

await buildSingle(file);
