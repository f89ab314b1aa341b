// A report that was saved as JSON, rendered again without its logs.

import { readReport } from '../saved-report.ts';
import type { Answer, Asked } from './command.ts';
import { rendered } from './report.ts';

export const savedReport = (asked: Asked): Promise<Answer> =>
  rendered(asked, () => readReport(asked.flags.subjects[0] ?? '-', asked.stdin));
