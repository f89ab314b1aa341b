// Secrets in log text: key material, passwords, and what a command printed, which for `tee` and `cat` is
// the very file. Applied before any template reads a message, so nothing behind it can hold one. The text
// may end inside a secret, as a line does that mail broke.

/** What each needs to be there at all, which is looked for first; the pattern; and what it becomes. */
const SECRETS: readonly (readonly [string, RegExp, string])[] = [
  ['AAAA', /\b(ssh-\w+|ecdsa-[\w-]+|sk-[\w@.-]+) AAAA[^\s'"]*/g, '$1 ***'],
  // Stdout: u'the contents of a file' in the text of a ProcessExecutionError
  ['Stdout: ', /(Stdout: )u?(?:'(?:[^'\\]|\\.)+(?:'|\\?$)|"(?:[^"\\]|\\.)+(?:"|\\?$))/g, "$1'***'"],
  [
    'admin_pass',
    /(admin_pass(?:wd|word)?['"]?[=:] ?)u?(?:'(?:[^'\\]|\\.)*(?:'|\\?$)|"(?:[^"\\]|\\.)*(?:"|\\?$))/g,
    "$1'***'",
  ],
];

/** Most lines hold none, which one pass tells. */
const MAY_HOLD = new RegExp(SECRETS.map(([holds]) => holds).join('|'));

/** The text with its secrets replaced by `***`. */
export function maskSecrets(text: string): string {
  if (!MAY_HOLD.test(text)) return text;
  let masked = text;
  for (const [holds, pattern, by] of SECRETS) {
    if (masked.includes(holds)) masked = masked.replace(pattern, by);
  }
  return masked;
}
