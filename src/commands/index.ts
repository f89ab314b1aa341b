// The commands there are. To add one: a file named after its word, and a line here.

import type { Command } from './command.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { report } from './report.ts';

export const commands: readonly Command[] = [report, explain, doctor];
