// Logs of the services that answer or pass on metadata requests: nova-api, its metadata part under eventlet,
// uwsgi or httpd, neutron's metadata agent and namespace proxy, haproxy. Kept are requests for the key and
// the document that holds it, the first of each other kind, and lines that pair an address with an instance.

import type { Line } from '../model.ts';
import { type Access, accessIn, timeIn } from './access-lines.ts';
import type { AddressOwner, Asked, EvidenceReader, MetadataRequest } from './evidence.ts';
import { quote } from './guest-facts.ts';

const UUID = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';
const TRANSLATES = new RegExp(`Fixed IP (\\S+) translates to instance UUID (${UUID})`);
const PORTS = /Got(?:ten)? ports for remote_address ([\w.:]+),/;
const DEVICES = new RegExp(`'device_id': u?'(${UUID})'`, 'g');
const HEADERS = /Metadata request headers: /;
const HEADER_ID = new RegExp(`['"]X-Instance-Id['"]: u?['"](${UUID})['"]`, 'i');
const HEADER_IP = /['"]X-Forwarded-For['"]: u?['"]([\w.:]+)['"]/i;
// Said whenever Nova answers 404, as for user data that was not given.
const ANSWERED_404 = new RegExp(`The instance: (${UUID}) is not present anymore, skipping cache`);
const FAILED = new RegExp(`Failed to get metadata for instance id: (${UUID})`);
const NETWORK = new RegExp(`haproxy-metadata-proxy-(${UUID})`);
const OWN =
  /\bnova\.(?:api|wsgi|metadata|osapi_compute|ec2)\b|\bneutron\.agent\.metadata|\beventlet\.wsgi\.server\b|\b(?:neutron|quantum)\.(?:common\.config|wsgi)\b|\bhaproxy(?:-metadata-proxy-\S{1,64})?\[\d+\]:/;
const ESCAPES = /\u001b\[[0-9;]*m/g;
const PID = /^(?:\S+ \S+ (\d+) |\[pid: (\d+)\|)/;

const PATHS: readonly (readonly [RegExp, Asked])[] = [
  [/^\/[\w.-]+\/meta-data\/public-keys\/0\/openssh-key\/?$/, 'key'],
  [/^\/openstack\/[\w.-]+\/meta_data\.json$/, 'document'],
  [/^\/[\w.-]+\/meta-data\/public-keys(?:\/0)?\/?$/, 'key-name'],
  [/^\/openstack(?:\/|$)|^\/[\w.-]+\/(?:meta-data|user-data)(?:\/|$)/, 'other'],
];

/** A line that named an instance and waits for the request it belongs to. */
interface Named {
  readonly uuid: string;
  readonly ip: string | null;
  readonly line: Line;
  readonly pid: string;
}

export const metadataLog: EvidenceReader = {
  kind: 'metadata-log',
  name: 'a log of metadata requests',
  isOwn: (line) => OWN.test(line) || accessIn(line) !== null,
  open() {
    const requests: MetadataRequest[] = [];
    const owners: AddressOwner[] = [];
    const seen = new Map<string, number>();
    let named: Named[] = [];
    const keep = (request: MetadataRequest) => {
      const { asked, ip, uuid, status, at } = request;
      const kind = [asked, ip, uuid, status, Math.floor((at ?? 0) / AGAIN_MS)].join(' ');
      const times = seen.get(kind) ?? 0;
      if (times >= (asked === 'other' || asked === 'key-name' ? 1 : MOST_OF_A_KIND)) return;
      seen.set(kind, times + 1);
      requests.push(request);
    };
    return {
      take(raw) {
        const line = { ...raw, text: raw.text.replace(ESCAPES, '') };
        const pid = pidOf(line.text);
        owners.push(...ownersIn(line));
        const name = namedIn(line, pid);
        if (name !== null) named.push(name);
        if (named.length > MOST_WAITING) named.shift();
        const failed = FAILED.exec(line.text)?.[1];
        if (failed !== undefined) keep(requestOf(line, 'other', FAILURE, failed));
        const access = accessIn(line.text);
        if (access === null) return;
        const own = named.filter((one) => one.pid === pid);
        named = named.filter((one) => one.pid !== pid);
        const [only] = own;
        const isOf = own.length === 1 && only !== undefined && belongs(only, access);
        if (isOf && access.ip !== null)
          owners.push({ ...ownerOf(only.line, access.ip, only.uuid) });
        const asked = askedFor(access.path);
        if (asked === null) return;
        const ip = access.ip ?? (isOf ? only.ip : null);
        keep(requestOf(line, asked, { ...access, ip }, isOf ? only.uuid : null));
      },
      end: () => ({ requests, owners, guests: [] }),
    };
  },
};

/** So often one of a kind is kept, and so many of those that tell of a key: a guest may ask without end. */
const AGAIN_MS = 10 * 60_000;
const MOST_OF_A_KIND = 100;
/** Lines that name an instance and have seen no request yet. */
const MOST_WAITING = 1000;

const FAILURE: Access = { ip: null, path: '', status: 500 };

/** Null for what is none of the metadata service. */
const askedFor = (path: string): Asked | null =>
  PATHS.find(([pattern]) => pattern.test(path.split('?', 1)[0] ?? ''))?.[1] ?? null;

function requestOf(
  line: Line,
  asked: Asked,
  { ip, path, status }: Access,
  uuid: string | null,
): MetadataRequest {
  const network = NETWORK.exec(line.text)?.[1] ?? null;
  return { asked, path, status, at: timeIn(line.text), ip, uuid, network, evidence: quote(line) };
}

const pidOf = (text: string) => {
  const match = PID.exec(text);
  return match?.[1] ?? match?.[2] ?? '';
};

/** Requests are served in turns: only one that names the same guest, or could not name another, is it. */
function belongs(named: Named, { ip, status }: Access): boolean {
  if (ANSWERED_404.test(named.line.text)) return status === 404 && ip !== null;
  return ip === null || named.ip === null || ip === named.ip;
}

function namedIn(line: Line, pid: string): Named | null {
  const answered = ANSWERED_404.exec(line.text)?.[1];
  if (answered !== undefined) return { uuid: answered, ip: null, line, pid };
  if (!HEADERS.test(line.text)) return null;
  const uuid = HEADER_ID.exec(line.text)?.[1];
  if (uuid === undefined) return null;
  return { uuid, ip: HEADER_IP.exec(line.text)?.[1] ?? null, line, pid };
}

function ownersIn(line: Line): readonly AddressOwner[] {
  const translated = TRANSLATES.exec(line.text);
  if (translated !== null) return [ownerOf(line, translated[1] ?? '', translated[2] ?? '')];
  const ip = PORTS.exec(line.text)?.[1];
  const devices = new Set([...line.text.matchAll(DEVICES)].map((match) => match[1] ?? ''));
  const [uuid] = devices;
  return ip !== undefined && uuid !== undefined && devices.size === 1
    ? [ownerOf(line, ip, uuid)]
    : [];
}

function ownerOf(line: Line, ip: string, uuid: string): AddressOwner {
  return { ip, uuid, at: timeIn(line.text), evidence: quote(line) };
}
