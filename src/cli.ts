// Flags in, report out, exit status. The only file that touches the process.

import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { analyze } from './analyze.ts';
import { UsageError } from './errors.ts';
import { reporters } from './reporters/index.ts';
import { findInput } from './sources.ts';

export async function main(): Promise<number> {
  const args = await yargs(hideBin(process.argv))
    .option('format', { type: 'string', default: 'terminal' })
    .parse();
  const paths = args._.map(String);
  const inputs = [];
  for (const path of paths.length === 0 ? ['-'] : paths) {
    const input = await findInput(path, process.stdin);
    if ('reason' in input) throw new UsageError(`${path}: ${input.reason}`);
    inputs.push(input);
  }
  const { report } = await analyze(inputs);
  const reporter = args.format === 'json' ? reporters.json : reporters.terminal;
  for (const piece of reporter(report, { color: false, width: 80 })) process.stdout.write(piece);
  return 0;
}
