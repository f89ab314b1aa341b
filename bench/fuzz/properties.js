// What holds for any input. In: the library and bytes. Out: what does not hold, null when all does.

import { Ajv2020 } from 'ajv/dist/2020.js';
import { packed } from './packing.js';
import { misquotedIn } from './quotes.js';

/** @typedef {typeof import('../../src/index.ts')} Library */
/** @typedef {import('../../src/index.ts').Analysis} Analysis */
/** @typedef {import('../chance.js').Chance} Chance */

/** What must never stand in what a terminal or a browser shows. */
const DRIVING = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]/;

const KINDS = /** @type {const} */ ([
  'metadata-log',
  'console-log',
  'cloud-init-log',
  'cloud-init-output',
  'authorized-keys',
]);

/** @param {Library} library */
export function newProperties({
  analyze,
  findInputs,
  firstRecord,
  reporters,
  reportSchema,
  namesIn,
  redact,
}) {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(reportSchema);
  const formats = Object.values(reporters);

  /** @param {Buffer} bytes @param {readonly number[]} [cuts] */
  const input = (bytes, cuts = []) => ({
    path: 'nova-compute.log',
    open: () => chunks(bytes, cuts),
  });

  /** @param {Analysis} analysis */
  const contract = ({ report, nothingRecognised, firstRejected, broken }) => {
    if (!validate(JSON.parse(JSON.stringify(report)))) {
      const [first] = validate.errors ?? [];
      return `schema: ${first?.instancePath} ${first?.message}`;
    }
    if (nothingRecognised && report.cycles.length > 0)
      return 'status: cycles where nothing was recognised';
    if (!nothingRecognised && firstRejected === null && report.sources[0]?.lines === 0)
      return 'status: something recognised in nothing';
    const reason = broken.find((one) => one.reason === '' || /[\n\r]/.test(one.reason));
    return reason === undefined ? null : `status: no line of its own for ${JSON.stringify(reason)}`;
  };

  return {
    /** The report is the contract's, and cites lines there are. @param {Buffer} bytes */
    async reads(bytes) {
      const analysis = await analyze([input(bytes)]);
      return contract(analysis) ?? misquotedIn(analysis.report, bytes);
    },

    /** However the bytes come, the report is one. @param {Buffer} bytes @param {Chance} chance */
    async cut(bytes, chance) {
      const places = Array.from({ length: 1 + chance.below(20) }, () =>
        chance.below(bytes.length + 1),
      );
      const whole = await analyze([input(bytes)]);
      const parts = await analyze([
        input(
          bytes,
          places.sort((a, b) => a - b),
        ),
      ]);
      return JSON.stringify(whole.report) === JSON.stringify(parts.report)
        ? null
        : 'cut: another report';
    },

    /** Every format can show it, and nothing in it drives what shows it. @param {Buffer} bytes @param {Chance} chance */
    async shows(bytes, chance) {
      const { report } = await analyze([input(bytes)]);
      const shown = chance.happens(0.5) ? redact(report, namesIn(report)) : report;
      const reporter = formats[chance.below(formats.length)];
      const text = [...(reporter?.(shown, { color: false, width: 80 }) ?? [])].join('');
      return DRIVING.test(text) ? `shows: ${DRIVING.exec(text)?.index}` : null;
    },

    /** As a file beside the log. @param {Buffer} bytes @param {Chance} chance */
    async besides(bytes, chance) {
      const kind = KINDS[chance.below(KINDS.length)] ?? 'console-log';
      const half = bytes.subarray(0, bytes.length >> 1);
      const beside = { ...input(bytes), path: 'console.log', evidence: kind };
      return contract(await analyze([input(half)], { evidence: [beside] }));
    },

    /** As whatever comes on standard input, an archive among it. @param {Buffer} bytes @param {Chance} chance */
    async finds(bytes, chance) {
      const stdin = chunks(await packed(bytes, chance), []);
      const found = await findInputs(['-'], stdin, (head) => firstRecord(head, {}));
      if (found.inputs.length === 0) return null;
      return contract(await analyze(found.inputs));
    },

    /** Of a part of the time only. @param {Buffer} bytes */
    async windows(bytes) {
      const end = { ms: Date.UTC(2013, 0, 1), digits: 3, offset: null };
      for (const window of [
        { since: end, until: null, block: 300 },
        { since: null, until: end, block: 300 },
      ]) {
        const problem = contract(await analyze([input(bytes)], { window }));
        if (problem !== null) return problem;
      }
      return null;
    },
  };
}

/** @param {Buffer} bytes @param {readonly number[]} cuts */
async function* chunks(bytes, cuts) {
  let start = 0;
  for (const cut of [...cuts, bytes.length]) {
    if (cut > start) yield bytes.subarray(start, cut);
    start = cut;
  }
}
