// The options of nova.conf that say how a log line is laid out. In: the file's text. Out: those options
// of [DEFAULT] that are set, as oslo.config reads them: values trimmed, indented lines continue one.

export const FORMAT_OPTIONS = [
  'logging_context_format_string',
  'logging_default_format_string',
  'logging_exception_prefix',
  'logging_debug_format_suffix',
  'logging_user_identity_format',
  'log_date_format',
  'instance_format',
] as const;

const SECTION = /^\[([^\]]+)\]/;
const OPTION = /^([A-Za-z_][\w-]*)\s*[=:]\s*(.*)$/;

/** A doubled percent sign, as other INI readers need it, is one. The last value given counts. */
export function readNovaConf(text: string): Record<string, string> {
  const options: Record<string, string> = {};
  let section = '';
  let current: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*[#;]/.test(line)) continue;
    const value = line.trim();
    if (/^\s/.test(line)) {
      if (value !== '' && current !== null) options[current] += `\n${plain(value)}`;
      continue;
    }
    current = null;
    section = SECTION.exec(line)?.[1] ?? section;
    const [, name = '', first = ''] = OPTION.exec(line) ?? [];
    if (section !== 'DEFAULT' || !FORMAT_OPTIONS.some((option) => option === name)) continue;
    options[name] = plain(first.trim());
    current = name;
  }
  return options;
}

const plain = (value: string) => value.replaceAll('%%', '%');
