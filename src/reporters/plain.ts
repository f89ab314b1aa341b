// In: text that came from a log, which an attacker may have written. Out: the same text without
// anything that could drive a terminal or make it show other letters than there are. Letters of any
// script stay.

/** Whole ANSI sequences, so that no `[31m` is left behind: CSI; OSC, DCS and other strings with
 *  their terminator; two-byte escapes. An unterminated string loses only its introducer. */
const escapes =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\n\u0007\u001b\u0080-\u009f]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]/g;

/** Controls (C0, DEL, C1), format characters (bidi, zero-width), lone surrogates, Unicode line
 *  breaks, and what is drawn as nothing (variation selectors, fillers). */
export const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** One line: line breaks and tabs become spaces. */
export function plain(text: string): string {
  return text
    .replace(escapes, '')
    .replace(/\r?\n|\t/g, ' ')
    .replace(invisible, '');
}

/** As many lines as the text has, blank ones at either end left out. */
export function plainLines(text: string): readonly string[] {
  const lines = text
    .replace(escapes, '')
    .split('\n')
    .map((line) => plain(line).trimEnd());
  const filled = (line: string): boolean => line !== '';
  return lines.slice(Math.max(lines.findIndex(filled), 0), lines.findLastIndex(filled) + 1);
}
