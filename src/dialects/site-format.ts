// A site's own layout, compiled from the format options of its nova.conf; an option that is not set is
// as in any release of Nova. In: the options. Out: a dialect to try before all others.

import { compileDate, type DateFormat } from './date-format.ts';
import { blank, type Dialect, type Reading } from './dialect.ts';
import { compileFormat, levelOf } from './format-string.ts';

/** The options of [DEFAULT] that say how a log line is laid out. */
export const FORMAT_OPTIONS = [
  'logging_context_format_string',
  'logging_default_format_string',
  'logging_exception_prefix',
  'logging_debug_format_suffix',
  'logging_user_identity_format',
  'log_date_format',
  'instance_format',
] as const;
export { faultOf } from './format-string.ts';

// Defaults of oslo.log 5 (oslo_log/_options.py), of oslo.log before 4.8, of Nova 2013.1 and of 2012.1.
const CONTEXT = [
  '%(asctime)s.%(msecs)03d %(process)d %(levelname)s %(name)s [%(global_request_id)s %(request_id)s %(user_identity)s] %(instance)s%(message)s',
  '%(asctime)s.%(msecs)03d %(process)d %(levelname)s %(name)s [%(request_id)s %(user_identity)s] %(instance)s%(message)s',
  '%(asctime)s.%(msecs)03d %(levelname)s %(name)s [%(request_id)s %(user_identity)s] %(instance)s%(message)s',
  '%(asctime)s %(levelname)s %(name)s [%(request_id)s %(user_identity)s] %(instance)s%(message)s',
];
const PLAIN = [
  '%(asctime)s.%(msecs)03d %(process)d %(levelname)s %(name)s [-] %(instance)s%(message)s',
  '%(asctime)s %(process)d %(levelname)s %(name)s [-] %(instance)s%(message)s',
  '%(asctime)s %(levelname)s %(name)s [-] %(instance)s%(message)s',
];
const EXCEPTION = [
  '%(asctime)s.%(msecs)03d %(process)d ERROR %(name)s %(instance)s',
  '%(asctime)s.%(msecs)03d %(process)d TRACE %(name)s %(instance)s',
  '%(asctime)s %(process)d TRACE %(name)s %(instance)s',
  '%(asctime)s TRACE %(name)s %(instance)s',
];
const DATE = '%Y-%m-%d %H:%M:%S';
const INSTANCE = '[instance: %(uuid)s] ';

type Options = Readonly<Record<string, string>>;

/** The layout these options of nova.conf's [DEFAULT] make, null when none of them is set. */
export function parseFormat(options: Options): Dialect | null {
  if (FORMAT_OPTIONS.every((name) => options[name] === undefined)) return null;
  const date = compileDate(options['log_date_format'] ?? DATE);
  const compile = compiler(options['instance_format'] ?? INSTANCE, date);
  const contexts = oneOr(options['logging_context_format_string'], CONTEXT);
  const plains = oneOr(options['logging_default_format_string'], PLAIN);
  const prefixes = oneOr(options['logging_exception_prefix'], EXCEPTION);
  const context = contexts.map((format) => compile(format, '$'));
  const plain = plains.map((format) => compile(format, '$'));
  const exception = prefixes.map((format) => compile(format, '(?<message>.*)$'));
  // A format without a mark of its own reads a traceback line, too.
  const isVague = prefixes.some((prefix) => reads(plain, exampleOf(prefix, date)));
  const traceback = (line: string): Reading | null => {
    const read = readWith(exception, line, date);
    return read === null ? null : { ...read, kind: 'traceback' };
  };
  const suffix = options['logging_debug_format_suffix'];
  const heads = isVague ? contexts : [...contexts, ...plains];
  return {
    id: 'site-format',
    head: new RegExp(`(?:${heads.map((format) => headOf(format, compile)).join('|')})`),
    multiline: true,
    samples: [],
    ...(suffix === undefined ? {} : { suffix: compile(` ${suffix.trim()}`, '$', '') }),
    read: (line) =>
      readWith(context, line, date) ??
      (isVague ? traceback(line) : null) ??
      readWith(plain, line, date) ??
      traceback(line),
  };
}

const oneOr = (option: string | undefined, defaults: readonly string[]) =>
  option === undefined ? defaults : [option];

type Compile = (format: string, end: string, start?: string, isNamed?: boolean) => RegExp;

function compiler(instanceFormat: string, { source: asctime }: DateFormat): Compile {
  return (format, end, start = '^', isNamed = true) => {
    const names = isNamed ? new Set<string>() : null;
    const mark = compileFormat(instanceFormat.trim(), { asctime: '', instance: '' }, names);
    const formats = { asctime, instance: `(?: ?${mark} ?)?` };
    return new RegExp(`${start}${compileFormat(format.trimEnd(), formats, names)}${end}`);
  };
}

/** What stands before the message. */
const headOf = (format: string, compile: Compile) =>
  compile(format.replace(/%\(message\).*$/s, ''), '', '', false).source;

const reads = (patterns: readonly RegExp[], line: string) =>
  patterns.some((pattern) => pattern.test(line));

function readWith(patterns: readonly RegExp[], line: string, date: DateFormat): Reading | null {
  for (const pattern of patterns) {
    const parts = pattern.exec(line)?.groups;
    if (parts !== undefined) return readingOf(parts, date);
  }
  return null;
}

function readingOf(parts: Options, date: DateFormat): Reading {
  const { time, fraction = '', pid, level, logger, request, uuid, message, host, file } = parts;
  return {
    ...blank,
    ...(time === undefined ? {} : date.read(time, fraction)),
    host: host ?? null,
    pid: pid === undefined ? null : Number(pid),
    level: level === undefined ? null : levelOf(level),
    // Never null: what has a layout is not a bare paste.
    logger: logger ?? '-',
    requestId: request?.startsWith('req-') ? request : null,
    instance: uuid ?? null,
    message: message ?? '',
    ...(file === undefined ? {} : { caller: `${file}:${parts['line'] ?? ''}` }),
  };
}

/** A traceback line as the prefix prints it. */
function exampleOf(prefix: string, { example }: DateFormat): string {
  return `${prefix}Traceback`
    .replace(/%\(asctime\)s/g, example)
    .replace(/%\(msecs\)\w+/g, '123')
    .replace(/%\((?:process|thread|lineno)\)[-\d]*\w/g, '4711')
    .replace(/%\(name\)[-\d]*s/g, 'nova.compute.manager')
    .replace(/%\(levelname\)[-\d]*s/g, 'ERROR')
    .replace(/%\(\w+\)[-\d]*\w/g, '');
}
