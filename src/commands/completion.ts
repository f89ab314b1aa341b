// The script with which a shell completes the command line.

import { shells } from '../completion/index.ts';
import { UsageError } from '../errors.ts';
import type { Command, Run } from './command.ts';

export const completion =
  (commands: readonly Command[]): Run =>
  async ({ flags: { subjects } }) => {
    const [shell = ''] = subjects;
    const script = await shells[shell]?.();
    if (script === undefined) throw new UsageError(`there is no completion for ${shell}`);
    return { text: [script(commands)] };
  };
