// Secrets in log text: key material, passwords, tokens, and what a command printed, which for `tee` and `cat`
// is the very file. Applied before any template reads a message, so nothing behind it can hold one. The text
// may end inside a secret, as a line does that mail broke.

/** `'…'` or `"…"` as Python prints it, also one that the text ends in. */
const quoted = (least: '*' | '+') =>
  `(?:'(?:[^'\\\\]|\\\\.)${least}(?:'|\\\\?$)|"(?:[^"\\\\]|\\\\.)${least}(?:"|\\\\?$))`;

/** What an option or a field has that says nothing, or was hidden by who printed it. */
const NO_SECRET = `(?:True|False|None|none|null|nil|FLAG SET|\\*+|<[^>]*>|'\\**'|"\\**")(?![\\w])`;

/** A name whose value is secret: `rabbit_password`, `X-Auth-Token`, `metadata_proxy_shared_secret`. */
const NAME = '[Pp]ass(?:wd|word|phrase)?|PASS(?:WD|WORD)?|[Tt]oken(?:_id)?|TOKEN|[Ss]ecret|SECRET';

/** What each needs to be there at all, which is looked for first; the pattern; and what it becomes. */
const SECRETS: readonly (readonly [RegExp, RegExp, string])[] = [
  [
    /PRIVATE KEY/,
    /(-----BEGIN [A-Z ]*PRIVATE KEY-----)[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    '$1***',
  ],
  [/AAAA/, /\b((?:ssh|ecdsa|sk)-[\w@.-]{1,60}) {1,9}AAAA[^\s'"]*/g, '$1 ***'],
  // Without its type, which may stand on the line above.
  [/AAAA/, /(?<![\w+/])AAAA[A-Z][A-Za-z0-9+/]{15,}={0,2}/g, '***'],
  // Stdout: u'the contents of a file' in the text of a ProcessExecutionError
  [/Stdout: /, new RegExp(`(Stdout: )[ub]?${quoted('+')}`, 'g'), "$1'***'"],
  // The same inside another string.
  [/Stdout: /, /(Stdout: )[ub]?(\\{1,15}['"])(?!\2)[\s\S]+?(?:(?<!\\)\2|$)/g, "$1'***'"],
  [/admin_pass/, new RegExp(`(admin_pass(?:wd|word)?['"]?[=:] ?)u?${quoted('*')}`, 'g'), "$1'***'"],
  [/:\/\//, /(\b[a-z][\w+.-]{0,20}:\/\/[^\s:/@'"]*:)(?!\d+$)[^\s/@'"]+(@|$)/g, '$1***$2'],
  [
    new RegExp(NAME),
    new RegExp(
      `((?:${NAME})\\\\{0,15}['"]? ?(?:=>|[=:]) {0,9}u?)(?!${NO_SECRET})(?:\\\\+(?<q>['"]).*?(?:(?<=\\\\)\\k<q>|$)|${quoted('+')}|[^\\s'",;)}\\]]+)`,
      'g',
    ),
    '$1***',
  ],
  // --password NAME
  [/--/, new RegExp(`(--[\\w-]{0,40}(?:${NAME}) {1,9})(?!-)[^\\s'"]+`, 'g'), '$1***'],
];

/** Most lines hold none, which one pass tells. */
const MAY_HOLD = new RegExp(
  [...new Set(SECRETS.map(([holds]) => holds.source))].filter((holds) => holds !== '--').join('|'),
);

/** The text with its secrets replaced by `***`. */
export function maskSecrets(text: string): string {
  if (!MAY_HOLD.test(text)) return text;
  let masked = text;
  for (const [holds, pattern, by] of SECRETS) {
    if (holds.test(masked)) masked = masked.replace(pattern, by);
  }
  return masked;
}
