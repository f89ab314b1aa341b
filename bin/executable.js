// The command in the executable. What a thread does is a script of its own there.

import { main } from '../src/cli.ts';

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
