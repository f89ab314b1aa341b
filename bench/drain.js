// `node bench/drain.js FILE`: reads a file to nothing, and with `--gunzip` unpacks it first: what the tool
// cannot be faster than.

import { createReadStream } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

const [path = '', how] = process.argv.slice(2);
const nothing = new Writable({ write: (_chunk, _encoding, done) => done() });
const file = createReadStream(path, { highWaterMark: 1 << 20 });
if (how === '--gunzip') await pipeline(file, createGunzip({ chunkSize: 1 << 18 }), nothing);
else await pipeline(file, nothing);
