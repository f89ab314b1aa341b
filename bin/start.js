// `npm start`: the main job on the bundled log, or on the files named after `--`; options alone are for the
// bundled log, too.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { main } from '../dist/cli/cli.cjs';

const args = process.argv.slice(2);
const bundled = fileURLToPath(new URL('../fixtures/showcase.log', import.meta.url));
const isOption = (arg) => arg.startsWith('-') && arg !== '-';
const areOptions = args.every(
  (arg, at) => isOption(arg) || (at > 0 && isOption(args[at - 1]) && !existsSync(arg)),
);
process.exitCode = await main(areOptions ? [...args, bundled] : args);
