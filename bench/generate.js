// `node bench/generate.js --mb 200 --release 2012.1 … [--out FILE]`: a seeded nova-compute log on standard
// output or in a file, with the truth about its injections in FILE.truth.json or the file `--truth` names.

import { createWriteStream, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { newLog } from './log.js';
import { releases } from './releases/index.js';

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '200' },
    release: { type: 'string', default: '2012.1' },
    density: { type: 'string', default: '0.01' },
    concurrency: { type: 'string', default: '4' },
    format: { type: 'string', default: 'text' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
    truth: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** @param {string} message @returns {never} */
function refuse(message) {
  process.stderr.write(`generate: ${message}\n`);
  process.exit(2);
}

/** @param {'mb' | 'density' | 'concurrency' | 'seed'} name */
function number(name) {
  const value = Number(values[name]);
  return Number.isFinite(value) ? value : refuse(`--${name} ${values[name]}: not a number`);
}

if (values.help) {
  process.stdout.write(
    `--mb N  --release ${Object.keys(releases).join('|')}  --density SHARE  --concurrency N  --format text|journald  --seed N  --out FILE  --truth FILE\n`,
  );
} else {
  if (values.format !== 'text' && values.format !== 'journald')
    refuse(`--format ${values.format}: text or journald`);
  const { pieces, truth } = started();
  const out = values.out === undefined ? process.stdout : createWriteStream(values.out);
  await pipeline(Readable.from(pieces()), out).catch((error) => {
    // A reader that has enough, as `head` has.
    if (error.code !== 'EPIPE') throw error;
  });
  const beside = values.truth ?? (values.out === undefined ? null : `${values.out}.truth.json`);
  if (beside !== null) writeFileSync(beside, `${JSON.stringify(truth)}\n`);
}

function started() {
  try {
    return newLog({
      size: number('mb') * 1e6,
      release: values.release,
      density: number('density'),
      concurrency: number('concurrency'),
      format: values.format === 'journald' ? 'journald' : 'text',
      seed: number('seed'),
    });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}
