// Whether a report quotes what stands where it says. In: a report on one source, and its bytes. Out: the first
// citation that does not fit, null when all do.

/** @typedef {import('../../src/index.ts').Evidence} Evidence */

/** @param {unknown} report @param {Buffer} bytes */
export function misquotedIn(report, bytes) {
  const starts = lineStarts(bytes);
  for (const one of evidenceIn(report)) {
    const start = starts[one.line - 1];
    if (one.source !== 0 || start === undefined)
      return `evidence: no line ${one.source}:${one.line}`;
    if (start !== one.offset) return `evidence: line ${one.line} is at ${start}, not ${one.offset}`;
    if (!isQuoted(one.text, bytes.toString('utf8', start, starts[one.line + MOST]), bytes))
      return `evidence: line ${one.line} has no ${JSON.stringify(one.text)}`;
  }
  return null;
}

/** Lines one record may span here. */
const MOST = 400;

/** @param {Buffer} bytes */
function lineStarts(bytes) {
  const starts = [0];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) starts.push(at + 1);
  return starts;
}

/** Each piece between what was masked stands there, in this order. Layouts that print a message as JSON or field
 *  by field are quoted by their fields.
 *  @param {string} text @param {string} lines @param {Buffer} bytes */
function isQuoted(text, lines, bytes) {
  if (lines.includes(text)) return true;
  const source = letters(lines.replace(COLOUR, ''));
  const shown = [text, text.replace(COLOUR, '')];
  return shown.some((one) => standsIn(one, source)) || isPacked(lines, bytes);
}

/** @param {string} text @param {string} source */
function standsIn(text, source) {
  let at = 0;
  for (const piece of text.split(/'?\*{3}'?|…$/)) {
    at = source.indexOf(letters(piece), at);
    if (at < 0) return false;
  }
  return true;
}

const BLOCKS = /^__CURSOR=|^[A-Z][a-z]{2} \d{4}-|^\t"[A-Z_]+" : /m;

/** @param {string} lines @param {Buffer} bytes */
const isPacked = (lines, bytes) =>
  lines.split('\n', WRAPPED).join('').includes('{"') ||
  BLOCKS.test(bytes.toString('latin1', 0, 20_000));

/** Lines that what stands in front of an object may have been broken into. */
const WRAPPED = 4;

const COLOUR = /\x1b\[[0-9;]*[A-Za-z]/g;

/** Without blanks, of which a wrapped line has others, and halves of colours, of which a cut one has some.
 *  @param {string} text */
const letters = (text) =>
  text
    .replace(/\s/g, '')
    .replace(/\x1b\[[0-9;]*/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '');

/** @param {unknown} value @returns {readonly Evidence[]} */
function evidenceIn(value) {
  if (Array.isArray(value)) return value.flatMap(evidenceIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('offset' in value && 'line' in value) return [/** @type {Evidence} */ (value)];
  return Object.values(value).flatMap(evidenceIn);
}
