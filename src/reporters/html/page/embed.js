// Makes one script of main.ts and what it imports, and one style of style/, and writes them as
// ../compiled.ts: a part of `npm run build`.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const pathOf = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));

const { output } = await build({
  input: pathOf('main.ts'),
  platform: 'browser',
  write: false,
  transform: { target: 'es2022' },
  output: { format: 'iife', minify: true, codeSplitting: false },
});
const [chunk] = output;
const foreign = Object.entries(chunk.modules).filter(
  ([id, { renderedLength }]) => id.includes('/node_modules/') && renderedLength > 0,
);
// Their licences would have to be passed on with every report.
if (foreign.length > 0) throw new Error(`the page holds ${foreign.map(([id]) => id).join()}`);

const script = chunk.code.trim();
// In this order, as a later one may override an earlier one.
const style = ['base', 'filter', 'timeline', 'table', 'panel', 'media']
  .map((name) => readFileSync(pathOf(`style/${name}.css`), 'utf8').replace(/^\/\*.*\*\/\s*/, ''))
  .join('');
if (/<\/script|<!--/i.test(script)) throw new Error('the script of the page would end early');

const hashOf = (/** @type {string} */ text) =>
  `sha256-${createHash('sha256').update(text).digest('base64')}`;
const constant = (/** @type {string} */ name, /** @type {string} */ text) =>
  `export const ${name} = ${JSON.stringify(text)};\n`;

writeFileSync(
  pathOf('../compiled.ts'),
  `// Generated from page/ by \`npm run build\`.

${constant('script', script)}${constant('scriptHash', hashOf(script))}${constant('style', style)}${constant('styleHash', hashOf(style))}`,
);
