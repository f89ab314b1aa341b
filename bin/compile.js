// Last of the build: keeps beside dist what V8 compiles of it while reporting on the bundled log, functions
// included that it compiles when they are called, for `load.js`.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { newLoader } from './load.js';

const log = fileURLToPath(new URL('../fixtures/showcase.log', import.meta.url));
const loader = newLoader();
const { main } = loader.load('./cli.cjs');
for (const format of ['json', 'terminal']) await main(['--format', format, log]);
for (const [file, data] of loader.compiled()) writeFileSync(file, data);
