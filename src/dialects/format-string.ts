// Python's logging format strings to patterns: each hole `%(levelname)-8s` becomes what it can print, the
// text between stands for itself. Named groups say what a hole was; the first of a kind has the name.

import { literal } from './date-format.ts';

const HOLE = /(%\(\w+\)[-+0 #]*\d*(?:\.\d+)?[a-z]|%%)/;
const PARTS = /^%\((?<name>\w+)\)(?<flags>[-+0 #]*)(?<width>\d*)(?:\.(?<precision>\d+))?[a-z]$/;

const LEVELS = 'DEBUG|INFO|AUDIT|WARNING|WARN|ERROR|CRITICAL|FATAL|TRACE';
const UUID = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';

/** What a hole prints, and the group it fills. */
interface Hole {
  readonly source: string;
  readonly group?: string;
}

const HOLES: Readonly<Record<string, Hole>> = {
  msecs: { source: '\\d{1,3}', group: 'fraction' },
  process: { source: '\\d+', group: 'pid' },
  levelname: { source: LEVELS, group: 'level' },
  name: { source: '[A-Za-z_][\\w.-]*', group: 'logger' },
  request_id: { source: 'req-[\\w-]+|None|-|', group: 'request' },
  global_request_id: { source: 'req-[\\w-]+|None|-|' },
  user_identity: { source: '[^\\[\\]]*?' },
  message: { source: '.*', group: 'message' },
  hostname: { source: '[\\w.:-]+', group: 'host' },
  lineno: { source: '\\d+', group: 'line' },
  pathname: { source: '/?[^\\s:]+', group: 'file' },
  filename: { source: '[^\\s:/]+', group: 'file' },
  uuid: { source: UUID, group: 'uuid' },
  color: { source: '' },
  reset_color: { source: '' },
  error_summary: { source: '.*?' },
  thread: { source: '\\d+' },
  levelno: { source: '\\d+' },
};

/** User, project, function, module and the like: one word, which may be empty. */
const WORD: Hole = { source: '\\S*?' };

/** Fields without a hole of their own: of Python's records, of oslo.log, of Nova's request context. */
const WORDS = new Set(
  (
    'asctime instance resource module funcName created relativeCreated threadName processName taskName ' +
    'isotime project version nova_version extra ' +
    'user tenant domain user_domain project_domain user_id user_name project_id project_name tenant_id ' +
    'tenant_name domain_id domain_name user_domain_id user_domain_name project_domain_id ' +
    'project_domain_name system_scope is_admin is_admin_project read_only read_deleted show_deleted roles ' +
    'resource_uuid remote_address timestamp quota_class service_catalog instance_lock_checked auth_token'
  ).split(' '),
);

/** Why a format lays out no record, null when it does. */
export function faultOf(format: string): string | null {
  const parts = format.split(HOLE);
  const fields = parts.flatMap((part) => PARTS.exec(part)?.groups?.['name'] ?? []);
  const unknown = fields.find((name) => HOLES[name] === undefined && !WORDS.has(name));
  if (unknown !== undefined) return `there is no field %(${unknown})s`;
  if (parts.some((part) => part !== '%%' && !PARTS.test(part) && part.includes('%')))
    return 'a percent sign in it begins no field such as %(name)s';
  return fields.includes('message') ? null : 'it has no %(message)s';
}

export interface Formats {
  /** Pattern sources of `%(asctime)s` and `%(instance)s`. */
  readonly asctime: string;
  readonly instance: string;
}

/** @param names groups given out so far; null to give out none */
export function compileFormat(
  format: string,
  { asctime, instance }: Formats,
  names: Set<string> | null,
): string {
  return format
    .replace(/\x1b\[[0-9;]*m/g, '')
    .replace(/\s*\n\s*/g, ' ')
    .split(HOLE)
    .map((part) => {
      const parts = PARTS.exec(part)?.groups;
      if (parts === undefined) return literal(part === '%%' ? '%' : part);
      const { name = '', flags = '', width = '', precision } = parts;
      if (name === 'instance' || name === 'resource') return instance;
      const hole = name === 'asctime' ? { source: asctime, group: 'time' } : HOLES[name];
      const { source, group } = hole ?? WORD;
      const cut = name === 'levelname' && precision !== undefined;
      const body = named(cut ? `[A-Z]{1,${precision}}` : source, group, names);
      if (width === '' || flags.includes('0')) return body;
      return flags.includes('-') ? `${body} *` : ` *${body}`;
    })
    .join('');
}

function named(source: string, group: string | undefined, names: Set<string> | null): string {
  if (group === undefined || names === null || names.has(group)) return `(?:${source})`;
  names.add(group);
  return `(?<${group}>${source})`;
}

/** The level a shortened name stands for: `%(levelname).1s` prints `D`. */
export function levelOf(name: string): string {
  return LEVELS.split('|').find((level) => level.startsWith(name)) ?? name;
}
