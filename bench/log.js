// A nova-compute log of any size. In: what it is to be like. Out: its text, piece by piece, and the truth
// about the injections in it. Builds come in bursts, interleaved; between them the host minds its business.

import { newChance } from './chance.js';
import { journalEntry } from './journal.js';
import { releases } from './releases/index.js';

/** Lines are handed on this many at a time. */
const BATCH = 500;
/** Ids that calls beside the builds are about. */
const OTHERS = 64;
const NBD_DEVICES = 16;

/** @typedef {import('./model.ts').Build} Build */
/** @typedef {import('./model.ts').LogCall} LogCall */

/** Starts a log: `pieces` writes it, and when they are read `truth` is complete. Throws on options that no
 *  host could have.
 *  @param {import('./model.ts').LogOptions} options */
export function newLog({ release: version, size, density, concurrency, format, seed }) {
  const release = releaseOf(version);
  if (format === 'journald' && !release.journal)
    throw new RangeError(`release ${version} does not write to the journal`);
  if (!(concurrency >= 1 && concurrency <= NBD_DEVICES))
    throw new RangeError(`concurrency ${concurrency}: not from 1 to ${NBD_DEVICES}`);
  const chance = newChance(seed);
  const host = newHost(chance);
  /** @type {import('./model.ts').Truth} */
  const truth = { version, bytes: 0, lines: 0, calls: 0, relevant: 0, injections: [] };
  const print = format === 'text' ? release.text : journalEntry(release, chance);
  let now = release.begin;

  /** @param {LogCall} call @param {number} pause */
  const line = (call, pause) => {
    now += pause + (call.after ?? 0);
    const text = `${print(call, now, host)}\n`;
    truth.calls += 1;
    if (call.relevant) truth.relevant += 1;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) truth.lines += 1;
    truth.bytes += text.length;
    return text;
  };

  const others = Array.from({ length: OTHERS }, () => newBuild(chance));
  const beside = () => release.beside(others[chance.below(OTHERS)] ?? newBuild(chance), chance);

  function* lines() {
    for (const call of release.startup(host)) yield line(call, 1);
    while (truth.bytes < size) {
      if (truth.relevant >= density * truth.calls) yield line(beside(), 1 + chance.below(30));
      else yield* burst();
    }
  }

  /** As many builds as go at a time, to their end. */
  function* burst() {
    const open = Array.from({ length: concurrency }, () =>
      release.build(newBuild(chance), host, chance),
    );
    while (open.length > 0) {
      const at = chance.below(open.length);
      const step = open[at]?.next();
      if (step === undefined) continue;
      if (step.done) {
        truth.injections.push(step.value);
        open.splice(at, 1);
      } else yield line(step.value, 5 + chance.below(80));
      if (chance.happens(0.1)) yield line(beside(), chance.below(5));
    }
  }

  return { truth, pieces: () => batches(lines()) };
}

/** @param {string} version */
function releaseOf(version) {
  const release = releases[version];
  if (release === undefined)
    throw new RangeError(`release ${version}: not one of ${Object.keys(releases).join(', ')}`);
  return release;
}

/** @param {Iterable<string>} lines */
function* batches(lines) {
  let text = '';
  let held = 0;
  for (const line of lines) {
    text += line;
    held += 1;
    if (held < BATCH) continue;
    yield text;
    text = '';
    held = 0;
  }
  if (held > 0) yield text;
}

/** @param {import('./chance.js').Chance} chance @returns {import('./model.ts').Host} */
function newHost(chance) {
  return {
    name: `compute-${10 + chance.below(90)}`,
    pid: 1000 + chance.below(30_000),
    nbd: Array.from({ length: NBD_DEVICES }, (_, number) => `/dev/nbd${number}`),
  };
}

/** @param {import('./chance.js').Chance} chance @returns {Build} */
function newBuild(chance) {
  return {
    uuid: chance.uuid(),
    name: `instance-${chance.hex(8)}`,
    image: chance.uuid(),
    request: `req-${chance.uuid()}`,
    user: chance.hex(32),
    project: chance.hex(32),
  };
}
