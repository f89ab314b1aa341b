// The text of a failed attempt in, what the program that failed said itself out.

/** `…Stderr: 'mount: wrong fs type\n'` is `mount: wrong fs type`; a text without a command, its first line. */
export function ownWords(error: string): string {
  const stderr = /Stderr: u?(['"])(.*)\1/s.exec(error)?.[2] ?? '';
  const own = stderr.split(/\\n|\n/).find((line) => line.trim() !== '');
  return (own ?? error.split('\n', 1)[0] ?? '').trim().replace(/[.,]$/, '');
}
