// `npm start`: the main job on the bundled log, or on the files named after `--`.
import { fileURLToPath } from 'node:url';
import { main } from '../dist/cli/cli.cjs';

const args = process.argv.slice(2);
const bundled = fileURLToPath(new URL('../fixtures/showcase.log', import.meta.url));
process.exitCode = await main(args.length > 0 ? args : [bundled]);
