// In: a text of a report. Out: what stands in places that show what it is: the context of a request, the host of
// a syslog line, `user_id=`, a URL, a sosreport's name. To add a place: an entry in the table.

import { isIP } from 'node:net';
import type { Found, Kind } from './names.ts';
import { isNobody } from './ordinary.ts';

/** A value, as a field or an option has it. */
const VALUE = `([^\\s'",;:=(){}<>\\[\\]|\\\\/#]+)`;
/** Between a name and its value: `=`, ` : `, `': u'`. */
const IS = `(?:\\\\{0,3}['"]?: ?u?\\\\{0,3}['"]|\\\\{0,3}['"]? ?=>? {0,3}u?\\\\{0,3}['"]?| {1,30}: )`;

const field = (names: string) => new RegExp(`(?<![A-Za-z0-9])(?:${names})${IS}${VALUE}`, 'g');
const element = (name: string) => new RegExp(`<${name}[^>]{0,200}>([^<]+)(?=<)`, 'g');
const attribute = (name: string, key: string) =>
  new RegExp(`<${name}\\b[^>]{0,200}? ${key}=\\\\{0,3}['"]([^'"\\\\]+)`, 'g');

const SYSLOG_TIME =
  '(?:[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?|\\d{4}-\\d\\d-\\d\\dT\\S{1,40}|[A-Z][a-z]{2} \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)? \\S+|\\[ *\\d+\\.\\d+\\]|\\d{9,}\\.\\d+)';
const WRITER = '(?= (?:[\\w./@()\\\\-]+(?:\\[\\d+\\])?: |[\\w.-]+ (?:\\d+|-) -))';

/** What the value is, text that a line with it has, and the pattern, which ends with the value. */
const places: readonly (readonly [Kind, RegExp, RegExp])[] = [
  // Jun 20 06:00:00 cn7 nova-compute[4711]: · <135>1 2023-06-20T06:00:00Z cn7 nova-compute 4711 -
  ['host', /\d/, new RegExp(`(?:^|[\\s:>])${SYSLOG_TIME} ([A-Za-z0-9][\\w.:-]*)${WRITER}`, 'g')],
  // imjournal from <cn7:nova-compute>
  ['host', /from </, /\bfrom <([\w.-]+)(?=:)/g],
  [
    'host',
    /host|HOST|Host|publisher|node/,
    field('(?:[\\w-]{0,40}_)?host(?:name)?|_HOSTNAME|Hostname|default_publisher_id|node(?:name)?'),
  ],
  ['host', /<host|<source/, attribute('(?:host|source)', '(?:name|host)')],
  [
    'host',
    /sosreport-/,
    /\bsosreport-([A-Za-z][\w.-]{0,255}?)(?=-\d{4}-\d\d-\d\d|-\d{6,}|\.tar\b|\.t[gx]z\b|\/|$)/g,
  ],
  ['host', /:\/\//, /\b[A-Za-z][\w+-]{1,20}:\/\/(?:[^\s/@'"]{0,255}@)?([A-Za-z0-9][\w.-]*)/g],
  ['user', /:\/\//, /\b[A-Za-z][\w+-]{1,20}:\/\/([^\s:/@'"*]{1,255})(?=(?::[^\s/@'"]{0,255})?@)/g],
  ['guest', / login:/, /^([A-Za-z0-9][\w.-]*)(?= login:)/g],
  ['guest', /nova:name/, element('nova:name')],
  ['guest', /display_name/, field('display_name')],
  [
    'user',
    /[Uu]ser/,
    field('_?(?:context_)?(?:[Xx]-)?[Uu]ser(?:[_-]?[Ii]d|[_-]?[Nn]ame)?|user_identity'),
  ],
  ['user', /nova:user/, element('nova:user')],
  ['user', /nova:user/, attribute('nova:user', 'uuid')],
  ['user', /<auth/, attribute('auth', 'username')],
  ['user', /\/home|\/Users/, /\/(?:home|Users)\/([^\s/'":\\]+)/g],
  [
    'project',
    /[Pp]roject|[Tt]enant|owner/,
    field(
      '_?(?:context_)?(?:[Xx]-)?(?:[Pp]roject|[Tt]enant)(?:[_-]?[Ii]d|[_-]?[Nn]ame)?|owner(?:_id)?',
    ),
  ],
  ['project', /nova:project/, element('nova:project')],
  ['project', /nova:project/, attribute('nova:project', 'uuid')],
  ['user', /\[/, /\[([0-9a-f]{32})(?= [0-9a-f]{32}[\] ])/g],
  ['project', /\[/, /\[[0-9a-f]{32} ([0-9a-f]{32})(?=[\] ])/g],
  ['domain', /domain/, field('(?:user_|project_)?domain(?:_id|_name)|(?:user|project)_domain')],
  ['serial', /<entry/, /<entry name=\\{0,3}['"]serial\\{0,3}['"]>([^<]+)(?=<)/g],
  ['mail', /@/, /(?<![\w.+-])([\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)/g],
  // What stands behind a key.
  ['comment', /\*{3} /, /\b(?:ssh|ecdsa|sk)-[\w@.-]{1,60} \*\*\* ([^\s'"\\|]+)/g],
  ['comment', /ci-info: /, /\bci-info: \|(?:[^|]*\|){3} *([^|\s](?:[^|]*[^|\s])?)(?= *\|)/g],
];

/** Behind the request id, from the first release on: user, project, and from 2015.1 on domains. */
const CONTEXT = /\[(?:(?:None|req-[\w-]+) )?req-[\w-]+((?: [^\s\]]+){1,8})(?=\]|…|$)/g;
const FIELDS: readonly Kind[] = ['user', 'project', 'domain', 'domain', 'domain', 'domain'];

/** Sites everybody reads at, and the units and keys that look like a mail's address. */
const PUBLIC =
  /(?:^|\.)(?:openstack|libguestfs|libvirt|opendev|python|kernel|qemu|w3|ietf)\.org$|(?:^|\.)(?:launchpad\.net|github\.com|redhat\.com|ubuntu\.com|debian\.org|fedoraproject\.org|cloud-init\.io)$/;
const NO_MAIL = /@(?:openssh\.com|libssh\.org)$|\.(?:service|socket|slice|timer|scope)$/;

/** In the order of the table, so that a value is of the first kind that shows. */
export function placesIn(text: string): readonly Found[] {
  const found = [...contextsIn(text)];
  for (const [kind, holds, place] of places) {
    if (!holds.test(text)) continue;
    for (const { 0: match, 1: value = '', index } of text.matchAll(place)) {
      const one = clean({ kind, value, start: index + match.length - value.length });
      if (one !== null) found.push(one);
    }
  }
  return found;
}

function* contextsIn(text: string): Generator<Found> {
  if (!text.includes('[')) return;
  for (const { 0: match, 1: fields = '', index } of text.matchAll(CONTEXT)) {
    const begin = index + match.length - fields.length;
    for (const [at, { 0: value, index: from }] of [...fields.matchAll(/\S+/g)].entries()) {
      const one = clean({ kind: FIELDS[at] ?? 'domain', value, start: begin + from });
      if (one !== null) yield one;
    }
  }
}

/** Without a full stop behind it; null for what is no name. */
function clean({ kind, value, start }: Found): Found | null {
  const trimmed = value.replace(/(?<![.:…])[.:…]+$/, '');
  const asHost = kind === 'host' && isIP(trimmed) !== 0 ? 'ip' : kind;
  if (trimmed === '' || isNobody(asHost, trimmed)) return null;
  if (asHost === 'host' && (PUBLIC.test(trimmed) || !/[A-Za-z]/.test(trimmed))) return null;
  if (asHost === 'mail' && NO_MAIL.test(trimmed)) return null;
  return { kind: asHost, value: trimmed, start };
}

/** Of a field that holds a host and nothing else. */
export const wholeHost = (text: string): readonly Found[] => {
  const host = clean({ kind: 'host', value: text, start: 0 });
  return host === null ? [] : [host];
};

/** A host's name and the domain it is in have a pseudonym each, so that `cn7` and `cn7.example.org` are seen to
 *  be one host. */
export function partsOf(found: Found): readonly Found[] {
  const { kind, value, start } = found;
  const match = kind === 'host' ? /^([\w-]+)\.([\w-]+(?:\.[\w-]+)+)$/.exec(value) : null;
  if (match === null) return [found];
  const [, name = '', domain = ''] = match;
  return [
    { kind, value: name, start },
    { kind: 'dns', value: domain, start: start + name.length + 1 },
  ];
}
