// The scripts that complete the command line, each loaded when it is asked for. To add a shell: a file,
// and an entry here.

import type { CommandLine } from '../options.ts';

type Script = (commands: readonly CommandLine[]) => string;

export const shells: Readonly<Record<string, () => Promise<Script>>> = {
  bash: async () => (await import('./bash.ts')).bash,
  zsh: async () => (await import('./zsh.ts')).zsh,
  fish: async () => (await import('./fish.ts')).fish,
};
