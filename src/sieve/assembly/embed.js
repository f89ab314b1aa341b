// Compiles kernel.ts to WebAssembly and writes it as ../compiled.ts: `npm run build` begins with it.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const pathOf = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));

/** @type {Uint8Array | null} */
let wasm = null;
const { error, stderr } = await main(
  [
    'kernel.ts',
    '--baseDir=.',
    '--outFile=kernel.wasm',
    '-O3',
    '--noAssert',
    '--runtime=stub',
    '--enable=simd',
    '--importMemory',
  ].map((argument) => argument.replace('kernel.ts', pathOf('kernel.ts'))),
  {
    writeFile(_, contents) {
      if (typeof contents !== 'string') wasm = contents;
    },
  },
);
if (error !== null || wasm === null) throw new Error(`kernel.ts does not compile: ${stderr}`);

writeFileSync(
  pathOf('../compiled.ts'),
  `// Generated from assembly/kernel.ts by \`npm run build\`.

/** WebAssembly, in Base64. */
export const compiled = '${Buffer.from(wasm).toString('base64')}';
`,
);
