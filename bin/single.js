// The command in a single file, which starts itself once more for each thread.

import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const { main } = await import('../src/cli.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  await import('../src/threads/worker.ts');
}
