// A named pipe to its bytes, so that nothing is left waiting for one when the reading stops: a thread of the
// system that opens or reads a pipe would keep the process from ending.

import { constants, createReadStream, open } from 'node:fs';
import { Socket } from 'node:net';
import { platform } from 'node:os';
import { promisify } from 'node:util';

/** Waits for who writes to it. */
export async function* pipeBytes(
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  // Elsewhere a pipe that nobody writes to yet may seem to be at its end.
  if (platform() !== 'linux') {
    yield* createReadStream(path);
    return;
  }
  const fd = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const pipe = new Socket({ fd, readable: true, writable: false });
  const close = () => pipe.destroy();
  signal?.addEventListener('abort', close);
  try {
    yield* pipe;
  } finally {
    signal?.removeEventListener('abort', close);
  }
}
