// An error in parentheses ends a message: `… (%(e)s)`. Lines cut by a filter have lost the end, and from
// 16.0.0 on oslo.log adds `: ExceptionType: text` behind it.

/** The text up to the closing parenthesis that ends it, or all of it when the end is missing. */
export function withinParentheses(rest: string): string {
  const summary = /\): [A-Za-z_][\w.]*: /.exec(rest);
  if (summary !== null) return rest.slice(0, summary.index);
  const end = rest.lastIndexOf(')');
  return end < 0 ? rest : rest.slice(0, end);
}
