// The manual page, for man(1) and for packages.

import { manual } from '../manual.ts';
import type { Command, Run } from './command.ts';

export const man =
  (commands: readonly Command[]): Run =>
  async () => ({ text: [manual(commands)] });
