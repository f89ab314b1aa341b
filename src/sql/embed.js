// Writes the ready queries as compiled.ts: a part of `npm run build`.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('queries/', import.meta.url);
const texts = readdirSync(folder)
  .sort()
  .map((file) => [file.replace(/\.sql$/, ''), readFileSync(new URL(file, folder), 'utf8')]);

writeFileSync(
  new URL('compiled.ts', import.meta.url),
  `// Generated from queries/ by \`npm run build\`.

export const texts = ${JSON.stringify(Object.fromEntries(texts), null, 2)};
`,
);
