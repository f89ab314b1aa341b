// The commands there are. To add one: a file named after its word, and a line here.

import { blame } from './blame.ts';
import type { Command } from './command.ts';
import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { plan } from './plan.ts';
import { report } from './report.ts';
import { show } from './show.ts';
import { verifyOff } from './verify-off.ts';
import { whatIfCommand } from './what-if.ts';

export const commands: readonly Command[] = [
  report,
  show,
  explain,
  blame,
  diff,
  whatIfCommand,
  plan,
  verifyOff,
  doctor,
];
