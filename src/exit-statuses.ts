// The exit statuses of the report contract, and what each means.

export const OK = 0;
export const FAILED = 1;
export const USAGE = 2;
export const NOTHING_RECOGNISED = 3;
export const PARTLY_READ = 4;
export const INTERNAL = 5;
/** As a shell has it of what SIGINT ends. */
export const INTERRUPTED = 130;

/** In a few words, for help and manual. */
export const MEANINGS: readonly (readonly [status: number, meaning: string])[] = [
  [OK, 'analysed'],
  [FAILED, 'a finding of --fail-on, or verify-off not shown to have worked'],
  [USAGE, 'usage'],
  [NOTHING_RECOGNISED, 'nothing recognised'],
  [PARTLY_READ, 'part of the input unreadable'],
  [INTERNAL, 'internal error'],
  [INTERRUPTED, 'interrupted'],
];
