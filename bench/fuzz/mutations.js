// Ways to damage a log. In: its bytes, chance, and other logs. Out: other bytes.

import { TOKENS } from './material.js';

/** @typedef {import('../chance.js').Chance} Chance */
/** @typedef {(bytes: Buffer, chance: Chance, other: () => Buffer) => Buffer} Mutation */

/** @param {readonly (Buffer | string)[]} parts */
const join = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));

/** Two places, the first not behind the second. @param {Buffer} bytes @param {Chance} chance @returns {[number, number]} */
function range(bytes, chance) {
  const from = chance.below(bytes.length + 1);
  const length = chance.below(Math.min(bytes.length - from, chance.happens(0.5) ? 8 : 400) + 1);
  return [from, from + length];
}

/** @param {(lines: string[], chance: Chance, other: () => Buffer) => readonly string[]} change @returns {Mutation} */
const onLines = (change) => (bytes, chance, other) =>
  Buffer.from(change(splitLines(bytes), chance, other).join('\n'), 'latin1');

/** @param {Buffer} bytes */
const splitLines = (bytes) => bytes.toString('latin1').split('\n');

/** @type {Mutation} */
const change = (bytes, chance) => {
  const changed = Buffer.from(bytes);
  for (let count = chance.below(8) + 1; count > 0 && changed.length > 0; count -= 1) {
    changed[chance.below(changed.length)] = chance.below(256);
  }
  return changed;
};

/** @type {Mutation} */
const remove = (bytes, chance) => {
  const [from, to] = range(bytes, chance);
  return join(bytes.subarray(0, from), bytes.subarray(to));
};

/** @type {Mutation} */
const repeat = (bytes, chance) => {
  const [from, to] = range(bytes, chance);
  return join(bytes.subarray(0, to), bytes.subarray(from));
};

/** @type {Mutation} */
const insert = (bytes, chance) => {
  const at = chance.below(bytes.length + 1);
  const token = TOKENS[chance.below(TOKENS.length)] ?? '';
  return join(bytes.subarray(0, at), token, bytes.subarray(at));
};

/** @type {Mutation} */
const replace = (bytes, chance) => {
  const [from, to] = range(bytes, chance);
  const token = TOKENS[chance.below(TOKENS.length)] ?? '';
  return join(bytes.subarray(0, from), token, bytes.subarray(to));
};

/** @type {Mutation} */
const noise = (bytes, chance) => {
  const [from, to] = range(bytes, chance);
  const random = Array.from({ length: to - from }, () => chance.below(256));
  return join(bytes.subarray(0, from), Buffer.from(random), bytes.subarray(to));
};

/** @type {Mutation} */
const cutEnd = (bytes, chance) => bytes.subarray(0, chance.below(bytes.length + 1));
/** @type {Mutation} */
const cutStart = (bytes, chance) => bytes.subarray(chance.below(bytes.length + 1));

/** @type {Mutation} */
const splice = (bytes, chance, other) => {
  const more = other();
  const [from, to] = range(bytes, chance);
  const [start, end] = range(more, chance);
  return join(bytes.subarray(0, from), more.subarray(start, end), bytes.subarray(to));
};

const dropLines = onLines((lines, chance) => lines.filter(() => !chance.happens(0.1)));
const doubleLines = onLines((lines, chance) =>
  lines.flatMap((line) => (chance.happens(0.1) ? [line, line] : [line])),
);

/** No line goes further than a few places. */
const shuffle = onLines((lines, chance) =>
  lines
    .map((line, index) => ({ line, at: index + chance.below(6) }))
    .sort((a, b) => a.at - b.at)
    .map(({ line }) => line),
);

const interleave = onLines((lines, chance, other) => {
  const more = splitLines(other());
  return lines.flatMap((line) =>
    chance.happens(0.5) ? [line, ...more.splice(0, chance.below(3))] : [line],
  );
});

/** Letters of the log's own, in another place: ids, devices and directories that do not fit. */
const exchange = onLines((lines, chance) => {
  const words = lines.flatMap((line) => line.match(/[\w./-]{4,40}/g) ?? []);
  const [one, two] = [
    words[chance.below(words.length || 1)],
    words[chance.below(words.length || 1)],
  ];
  return one === undefined || two === undefined
    ? lines
    : lines.map((line) => line.replace(one, () => two));
});

const wrap = onLines((lines, chance) => {
  const width = 20 + chance.below(120);
  return lines.flatMap((line) => line.match(new RegExp(`[\\s\\S]{1,${width}}`, 'g')) ?? ['']);
});

/** What carries a log: containers, journals, syslog, pastes. */
const FRONTS = [
  '> ',
  '    ',
  '1: ',
  'Nov 22 08:03:48 cn1 nova-compute[4711]: ',
  'cn1/compute.log:',
];

const carry = onLines((lines, chance) => {
  const kind = chance.below(FRONTS.length + 2);
  if (kind === 0) return lines.map((log) => JSON.stringify({ log: `${log}\n`, stream: 'stderr' }));
  if (kind === 1)
    return lines.map((MESSAGE) =>
      JSON.stringify({ MESSAGE, __REALTIME_TIMESTAMP: '1353571428000000' }),
    );
  return lines.map((line) => `${FRONTS[kind - 2]}${line}`);
});

/** @type {Mutation} */
const utf16 = (bytes) =>
  join(Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString('utf8'), 'utf16le'));
/** @type {Mutation} */
const carriageReturns = (bytes) =>
  Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');

/** Those that do little, and keep most of a log readable, come more often. */
export const MUTATIONS = /** @type {const} */ ([
  ...[change, remove, repeat, insert, insert, replace, noise, cutEnd, cutStart, splice, splice],
  ...[dropLines, doubleLines, shuffle, interleave, exchange, exchange, exchange, wrap, carry],
  ...[utf16, carriageReturns],
]);
