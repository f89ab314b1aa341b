// A pipe to its bytes: a named one, or standard input where it is one. Nothing is left waiting for one when
// the reading stops: a thread of the system that opens or reads a pipe would keep the process from ending.

import { constants, createReadStream, fstatSync, open } from 'node:fs';
import { type ConnectOpts, type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import { platform } from 'node:os';
import { promisify } from 'node:util';
import type { Stdin } from './bytes.ts';

/** What a pipe holds on Linux: more is never read at once. */
const PIECE = 1 << 16;
/** Read between two looks of who uses it, at most: as much as the sieve takes at once. */
const CHUNK = 1 << 20;

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
  yield* openBytes(await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK), signal);
}

/** Standard input, read faster than Node's own stream does where it is a pipe.
 *  @param stream of Node */
export function standardInput(stream: () => Stdin, signal: AbortSignal): Stdin {
  if (!isPipe(0)) return stream();
  return { isTTY: false, [Symbol.asyncIterator]: () => openBytes(0, signal) };
}

function isPipe(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    // Of programs that start others, many connect them by sockets.
    return stat.isFIFO() || stat.isSocket();
  } catch {
    return false;
  }
}

/** Gathered in two memories in turn: a new one for each piece costs as much as the reading. */
async function* openBytes(fd: number, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const piece = Buffer.allocUnsafeSlow(PIECE);
  let memory = Buffer.allocUnsafeSlow(CHUNK);
  let other = Buffer.allocUnsafeSlow(CHUNK);
  let length = 0;
  let isOver = false;
  let failure: Error | null = null;
  let wake = () => {};
  const onread: OnReadOpts = {
    buffer: piece,
    callback(read) {
      length += piece.copy(memory, length, 0, read);
      wake();
      return length + PIECE <= CHUNK;
    },
  };
  const options: SocketConstructorOpts & Pick<ConnectOpts, 'onread'> = {
    fd,
    readable: true,
    writable: false,
    onread,
  };
  const pipe = new Socket(options);
  pipe.on('error', (error) => {
    failure = error;
  });
  pipe.on('close', () => {
    isOver = true;
    wake();
  });
  const close = () => pipe.destroy();
  signal?.addEventListener('abort', close);
  try {
    for (;;) {
      pipe.resume();
      if (length === 0 && !isOver)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      if (length === 0) break;
      const chunk = memory.subarray(0, length);
      [memory, other] = [other, memory];
      length = 0;
      yield chunk;
    }
    if (failure !== null) throw failure;
  } finally {
    signal?.removeEventListener('abort', close);
    pipe.destroy();
  }
}
