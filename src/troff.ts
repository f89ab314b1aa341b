// Text to the macros of man(7). In: plain text. Out: lines that show just that text.

/** The characters that troff would take for its own or draw otherwise, and whatever is not ASCII. */
export function escaped(text: string): string {
  return text
    .replace(/\\/g, '\\[rs]')
    .replace(/["'`^~-]/g, (character) => SIGNS[character] ?? character)
    .replace(/[^\n -~]/gu, (character) => `\\[u${hex(character)}]`)
    .replace(/^\./gm, '\\&.');
}

const SIGNS: Readonly<Record<string, string>> = {
  '"': '\\[dq]',
  "'": '\\[aq]',
  '`': '\\[ga]',
  '^': '\\[ha]',
  '~': '\\[ti]',
  '-': '\\-',
};

const hex = (character: string) =>
  (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

export const bold = (text: string) => `\\fB${escaped(text)}\\fR`;
export const italic = (text: string) => `\\fI${escaped(text)}\\fR`;

export const section = (title: string, ...lines: readonly string[]): string =>
  [`.SH ${title}`, ...lines].join('\n');

/** A tagged paragraph; both already escaped. */
export const tagged = (tag: string, text: string): string => `.TP\n${tag}\n${text}`;

export const entry = (tag: string, text: string): string => tagged(bold(tag), escaped(text));

/** Text that keeps its line; already escaped. */
export const verbatim = (text: string): string => `.PP\n.RS 4\n.EX\n${text}\n.EE\n.RE`;
