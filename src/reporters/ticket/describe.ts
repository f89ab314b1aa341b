// In: a report. Out: the ticket about it: what was asked, the verdict, the most telling cycle with its
// timeline, the quoted lines, the environment, what is unknown, and the command that shows it again. Every
// markup prints this one description.

import type { Report } from '../../model.ts';
import { openPage, type WholePage } from '../page.ts';
import { askedPart } from './asked.ts';
import { cycleParts, tellingFirst } from './cycle.ts';
import { environmentPart } from './environment.ts';
import { evidencePart } from './evidence.ts';
import { findingsPart, verdictParts } from './findings.ts';
import type { Part, Ticket } from './part.ts';
import { reproducePart } from './reproduce.ts';
import { withShortNames } from './short-names.ts';
import { unknownPart } from './unknown.ts';

/** @param options those of the command line that the format itself needs */
export function describe(report: Report, options: readonly string[]): Ticket {
  // Full paths are named once; a table of them could not be read.
  const page = openPage(withShortNames(report), { color: false, width: 80 });
  const [first, ...others] = tellingFirst(report.cycles);
  const n = report.cycles.length;
  const before = [
    askedPart(report),
    ...verdictParts(report),
    ...findingsPart(page, report),
    ...(first === undefined ? [] : cycleParts(page, first, 1, n)),
  ];
  return {
    parts: [...before, ...lastParts(page, report, options)],
    more: {
      at: before.length - 1,
      groups: others.map((cycle, at) => () => cycleParts(page, cycle, at + 2, n)),
      noun: 'cycle',
    },
  };
}

function lastParts(page: WholePage, report: Report, options: readonly string[]): readonly Part[] {
  return [
    ...evidencePart(page, report),
    environmentPart(page, report),
    ...unknownPart(page, report),
    reproducePart(report, options),
  ];
}
