// What can go wrong before there is a report. Both print one line; anything else is a bug.

/** The command line cannot be carried out: exit status 2. */
export class UsageError extends Error {}

/** No input holds a line this tool knows: exit status 3. */
export class NothingRecognisedError extends Error {}

/** The run was stopped before it came to anything: exit status 130. */
export class InterruptedError extends Error {
  constructor(message = 'interrupted before a line of nova-compute was recognised') {
    super(message);
  }
}

/** Of a file that cannot be written. */
export const WRITING: Readonly<Record<string, string>> = {
  ENOENT: 'no such directory',
  ENOTDIR: 'no such directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left',
  EDQUOT: 'the quota is used up',
};

/** What the system says of an error, in the words for its code; any other error is thrown on. */
export function systemReason(error: unknown, words: Readonly<Record<string, string>>): string {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
  return words[String(error.code)] ?? error.message;
}
