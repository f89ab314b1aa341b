// In: a report. Out: one HTML file that needs nothing else: the verdict and what was read as HTML, the rest
// as JSON that the page's own script draws. The policy of the page lets nothing run or load but that
// script and that style.

import type { Report, ReporterOptions } from '../../model.ts';
import { escaped } from '../markup.ts';
import { openPage } from '../page.ts';
import { plain } from '../plain.ts';
import { blocksOf } from './blocks.ts';
import { script, scriptHash, style, styleHash } from './compiled.ts';
import { pageData } from './rows.ts';
import { summary } from './summary.ts';
import { withoutScript } from './without-script.ts';

export function* html(report: Report, options: ReporterOptions): Iterable<string> {
  const page = openPage(report, { ...options, color: false });
  const data = pageData(page, report);
  const { name, version } = report.tool;
  yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n';
  yield `<meta http-equiv="Content-Security-Policy" content="${policy}">\n`;
  yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n';
  yield '<meta name="color-scheme" content="light dark">\n';
  yield `<title>${escaped(title(report))}</title>\n<style>${style}</style>\n</head>\n<body>\n`;
  yield `<header>\n<h1>Disk injections</h1>\n<p class="tool">${escaped(`${name} ${version}`)}</p>\n</header>\n<main>\n`;
  yield* summary(page, report);
  yield* withoutScript(data);
  yield '</main>\n';
  yield dataElement('report', data);
  yield `<script>${script}</script>\n`;
  // Behind the script, which draws without them.
  let at = 0;
  for (const block of blocksOf(page, report)) {
    yield dataElement(`block-${at}`, block);
    at += 1;
  }
  yield '</body>\n</html>\n';
}

const policy = [
  "default-src 'none'",
  `script-src '${scriptHash}'`,
  `style-src '${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function title({ sources }: Report): string {
  const [first] = sources;
  if (first === undefined) return 'Disk injections';
  const more = sources.length > 1 ? ` and ${sources.length - 1} more` : '';
  return `Disk injections - ${plain(first.path === '-' ? 'stdin' : first.path)}${more}`;
}

/** Where a script ends is told by `<` alone, whatever the JSON says. */
function dataElement(id: string, data: object): string {
  const text = JSON.stringify(data).replace(/[<\u2028\u2029]/g, (letter) => ESCAPES[letter] ?? '');
  return `<script type="application/json" id="${id}">${text}</script>\n`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};
