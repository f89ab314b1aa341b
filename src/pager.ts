// Text through the user's pager. In: the text, and the pager's command. Out: what it shows; the text as it is
// where the pager cannot be started.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';

type Text = Iterable<string> | AsyncIterable<string>;

export interface Pager {
  readonly pager: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Resolves when the pager is left. */
export async function page(
  text: Text,
  { pager, args, env }: Pager,
  print: (text: Text) => Promise<void>,
): Promise<void> {
  const child = spawn(pager, [...args], { stdio: ['pipe', 'inherit', 'inherit'], env });
  const left = once(child, 'close');
  try {
    await once(child, 'spawn');
  } catch {
    left.catch(() => {});
    return print(text);
  }
  try {
    await pipeline(text, child.stdin);
  } finally {
    await left;
  }
}
