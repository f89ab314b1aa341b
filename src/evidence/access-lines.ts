// How the services on the way of a metadata request log it. In: a line. Out: the guest's address where the line
// shows it, path and status.

export interface Access {
  readonly ip: string | null;
  readonly path: string;
  readonly status: number;
}

interface AccessLayout {
  readonly pattern: RegExp;
  /** False where the address may be a proxy's whatever the line says. */
  readonly showsGuest: boolean;
}

const REQUEST = '"GET (?<path>/\\S*)(?: HTTP/[\\d.]+)?"';

export const layouts: readonly AccessLayout[] = [
  {
    // nova.api.ec2 [-] 0.147s 192.0.2.61 GET /latest/meta-data/ None:None 200 [Python-urllib/2.7] …
    pattern:
      /nova\.api\.ec2 \[[^\]]{0,500}\] [\d.]+s (?<ip>\S+) GET (?<path>\/\S*) None:None (?<status>\d{3}) \[(?<agent>[^\]]*)\]/,
    showsGuest: true,
  },
  {
    // haproxy: 192.0.2.21:35538 [22/Nov/2026:06:14:50.907] listener listener/metadata 0/0/0/10/10 200 1331 …
    pattern: new RegExp(
      `haproxy\\S{0,100}: (?<ip>[\\w.:]+):\\d+ \\[[^\\]]{1,100}\\] \\S{1,255} \\S{1,255} [\\d/+-]+ (?<status>\\d{3}) .*${REQUEST}`,
    ),
    showsGuest: true,
  },
  {
    // 192.0.2.21,127.0.0.1 "GET /latest/meta-data/ HTTP/1.1" status: 200  len: 365 time: 0.0013714
    pattern: new RegExp(
      `(?<![\\w.:])(?<ip>[\\w.:]+)(?:,\\S{1,255})? ${REQUEST} status: (?<status>\\d{3}) `,
    ),
    showsGuest: true,
  },
  {
    // 192.0.2.90,<local> - - [14/Nov/2012 09:12:31] "GET /latest/meta-data/ HTTP/1.1" 200 151 0.029788
    // 203.0.113.7 - - [22/Nov/2026:06:32:03 +0000] "GET /openstack HTTP/1.1" 200 186 "-" "python-requests/2.28.1"
    pattern: new RegExp(
      `(?<![\\w.:])(?<ip>[\\w.:]+)(?:,\\S{1,255})? \\S{1,255} \\S{1,255} \\[[^\\]]{1,100}\\] ${REQUEST} (?<status>\\d{3}) \\S+(?: "[^"]*" "(?<agent>[^"]*)")?`,
    ),
    showsGuest: true,
  },
  {
    // uwsgi prints the agent's address unless log-x-forwarded-for is set, which the line does not tell.
    pattern:
      /^\[pid: \d+\|app: [^|]*\|req: [^\]]*\] (?<ip>\S+) \([^)]*\) \{[^}]*\} \[[^\]]+\] GET (?<path>\/\S*) => generated \d+ bytes in \d+ \w+ \(HTTP\/[\d.]+ (?<status>\d{3})\)/,
    showsGuest: false,
  },
];

// The neutron agent does not pass the guest's own on.
const PROXY_AGENT = /^Python-httplib2\/|^python-requests\//i;

export function accessIn(line: string): Access | null {
  if (!line.includes('GET /')) return null;
  for (const { pattern, showsGuest } of layouts) {
    const groups = pattern.exec(line)?.groups;
    if (groups === undefined) continue;
    const isGuest = showsGuest && !PROXY_AGENT.test(groups['agent'] ?? '');
    const ip = isGuest ? (groups['ip'] ?? null) : null;
    return { ip, path: groups['path'] ?? '', status: Number(groups['status']) };
  }
  return null;
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const OSLO = /(\d{4})-(\d\d)-(\d\d)[ T](\d\d:\d\d:\d\d)(?:[.,](\d{3}))?/;
const COMMON = /\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4})[: ](\d\d:\d\d:\d\d)(?:\.(\d{3}))?/;
const UWSGI = /\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d+) (\d\d:\d\d:\d\d) (\d{4})\]/;

/** Milliseconds of the clock the line was printed by, its digits read as UTC. */
export function timeIn(line: string): number | null {
  const oslo = OSLO.exec(line);
  if (oslo !== null) {
    const [, year, month, day, clock, ms = '000'] = oslo;
    return parsed(`${year}-${month}-${day}T${clock}.${ms}Z`);
  }
  const common = COMMON.exec(line);
  if (common !== null) {
    const [, day, month = '', year, clock, ms = '000'] = common;
    return parsed(`${year}-${monthOf(month)}-${day}T${clock}.${ms}Z`);
  }
  const uwsgi = UWSGI.exec(line);
  if (uwsgi === null) return null;
  const [, month = '', day = '', clock, year] = uwsgi;
  return parsed(`${year}-${monthOf(month)}-${day.padStart(2, '0')}T${clock}.000Z`);
}

const monthOf = (name: string) => String(MONTHS.indexOf(name) / 3 + 1).padStart(2, '0');

function parsed(text: string): number | null {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}
