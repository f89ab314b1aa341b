// Measures to Markdown. In: each work with what its programs took. Out: one table, the targets next to the
// figures, under what it was measured with.

import { median } from './measure.js';

/** @typedef {import('./measure.js').Measure} Measure */
/** @typedef {{ readonly work: import('./works.js').Work, readonly tool: readonly Measure[], readonly rivals: readonly (readonly Measure[] | null)[] }} Result */

const HEADER = [
  '| work | program | seconds (least–most) | CPU, s | MB/s | inject-trace takes | target | peak RSS, MB |',
  '|---|---|---|---|---|---|---|---|',
];

/** @param {readonly Result[]} results @param {readonly string[]} conditions */
export function printTable(results, conditions) {
  const rows = results.flatMap(rowsOf);
  return `${['# Measured', '', ...conditions.map((line) => `- ${line}`), '', ...HEADER, ...rows].join('\n')}\n`;
}

/** @param {Result} result */
function rowsOf({ work, tool, rivals }) {
  const own = secondsOf(tool);
  return [
    row(work.title, 'inject-trace', tool, work.bytes, '', ownTargets(work, tool)),
    ...work.rivals.map(({ name, target }, index) => {
      const measures = rivals[index];
      if (!measures) return row('', name, null, 0, '', 'not installed');
      const ratio = own / secondsOf(measures);
      if (target?.of === 'memory') {
        const memory = (peakOf(tool) ?? 0) / (peakOf(measures) ?? 1);
        const flat = `RSS ≤ ${target.ratio} ×: ${memory.toFixed(2)} ×`;
        return row('', name, measures, 0, '', judged(flat, memory <= target.ratio));
      }
      return row('', name, measures, work.bytes, `${ratio.toFixed(2)} ×`, targetOf(target, ratio));
    }),
  ];
}

/** @param {string} title @param {string} program @param {readonly Measure[] | null} measures
 *  @param {number} bytes @param {string} ratio @param {string} target */
function row(title, program, measures, bytes, ratio, target) {
  if (measures === null) return `| ${title} | ${program} | – | – | – | – | ${target} | – |`;
  const all = measures.map(({ seconds }) => seconds);
  const spread = `${Math.min(...all).toFixed(2)}–${Math.max(...all).toFixed(2)}`;
  const speed = bytes === 0 ? '' : String(Math.round(bytes / 1e6 / secondsOf(measures)));
  const times = measures.map(({ cpu }) => cpu).filter((time) => time !== null);
  const cpu = times.length === 0 ? '–' : median(times).toFixed(2);
  const peak = peakOf(measures);
  const rss = peak === null ? '–' : String(Math.round(peak));
  return `| ${title} | ${program} | ${secondsOf(measures).toFixed(2)} (${spread}) | ${cpu} | ${speed} | ${ratio} | ${target} | ${rss} |`;
}

/** @param {import('./works.js').Rival['target']} target @param {number} ratio */
function targetOf(target, ratio) {
  if (target === undefined) return '';
  if (target.of === 'rival') return judged(`≤ ${target.ratio} ×`, ratio <= target.ratio);
  const limit = 1 / target.ratio;
  return judged(`≤ ${limit.toFixed(2)} ×, ${target.ratio} × faster`, ratio <= limit);
}

/** @param {import('./works.js').Work} work @param {readonly Measure[]} tool */
function ownTargets({ bytes, speed, memory }, tool) {
  const peak = peakOf(tool);
  return [
    speed === undefined ? '' : judged(`≥ ${speed} MB/s`, bytes / 1e6 / secondsOf(tool) >= speed),
    memory === undefined || peak === null ? '' : judged(`RSS ≤ ${memory} MB`, peak <= memory),
  ]
    .filter((text) => text !== '')
    .join(', ');
}

/** @param {string} text @param {boolean} met */
const judged = (text, met) => `${text} (${met ? 'met' : 'missed'})`;

/** @param {readonly Measure[]} measures */
const secondsOf = (measures) => median(measures.map(({ seconds }) => seconds));

/** The largest, in MB. @param {readonly Measure[]} measures */
function peakOf(measures) {
  const peaks = measures.map(({ rss }) => rss).filter((rss) => rss !== null);
  return peaks.length === 0 ? null : Math.max(...peaks) / 1e6;
}
