// What writes a short history in every layout a log can have: Nova's own, around which a transport may be, and
// records of fields.

import { REQUEST, UUID } from './support.ts';

export interface Entry {
  readonly ms: number;
  readonly level: string;
  readonly logger: string;
  readonly mark: boolean;
  readonly message: string;
  readonly user?: string;
  readonly project?: string;
}

export type History = readonly Entry[];

export const HOST = 'cn7';
const PID = 4711;
const CODE = '/usr/lib/python3/dist-packages/oslo_concurrency/processutils.py';

// ---------------------------------------------------------------- Nova's own layouts

const iso = (ms: number) => new Date(ms).toISOString();
const asctime = (ms: number) => iso(ms).slice(0, 23).replace('T', ' ');
const micro = (ms: number) => `${ms}456`;

const marked = ({ mark, message }: Entry) => `${mark ? `[instance: ${UUID}] ` : ''}${message}`;
const suffixed = (text: string, level: string) =>
  level === 'DEBUG' ? `${text} execute ${CODE}:384` : text;

export const oslo = (entry: Entry) =>
  suffixed(
    `${asctime(entry.ms)} ${PID} ${entry.level} ${entry.logger} [None ${REQUEST} ${entry.user ?? 'u'} ${entry.project ?? 'p'} - - default default] ${marked(entry)}`,
    entry.level,
  );

/** As devstack logs under systemd: no time, and each line of a message is sent for itself. */
export const devstack = (entry: Entry, color: (code: string) => string = () => '') =>
  `${color('00;36')}${entry.level} ${entry.logger} [${color('01;36')}None ${REQUEST} ${color('00;36')}${entry.user ?? 'demo'} ${entry.project ?? 'demo'}${color('00;36')}] ${color('01;35')}${marked(entry)}${color('00')}${entry.level === 'DEBUG' ? ` ${color('00;33')}{{(pid=${PID}) execute ${CODE}:384}}${color('00')}` : ''}`;
export const coloured = (entry: Entry) => devstack(entry, (code) => `\x1b[${code}m`);

const json = ({ ms, level, logger, mark, message }: Entry) => ({
  message,
  asctime: asctime(ms).replace('.', ','),
  name: logger,
  levelname: level,
  pathname: CODE,
  lineno: 384,
  process: PID,
  traceback: null,
  hostname: HOST,
  context: { request_id: REQUEST },
  extra: { instance: mark ? `[instance: ${UUID}] ` : '' },
});

const fluent = ({ ms, level, logger, mark, message }: Entry) => ({
  message,
  time: asctime(ms).replace('.', ','),
  name: logger,
  level,
  module: 'x',
  traceback: null,
  hostname: HOST,
  context: { request_id: REQUEST },
  extra: { instance: mark ? `{"id": 1, "uuid": "${UUID}"}` : '' },
});

const kolla = (entry: Entry) => ({
  Hostname: HOST,
  Timestamp: asctime(entry.ms),
  Pid: `${PID}`,
  log_level: entry.level,
  python_module: entry.logger,
  programname: 'nova-compute',
  request_id: REQUEST,
  Payload: marked(entry),
});

// ---------------------------------------------------------------- transports

type Text = (entry: Entry) => string;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'];
const stamp = (ms: number) =>
  `${MONTHS[new Date(ms).getUTCMonth()]} ${new Date(ms).getUTCDate()} ${iso(ms).slice(11, 19)}`;

const escaped = (text: string) => text.replaceAll('\n', '#012');

/** journalctl indents the further lines of a message to its column. */
const indented = (front: string, text: string) =>
  text.split('\n').map((line, index) => (index === 0 ? front : ' '.repeat(front.length)) + line);

const short =
  (front: (ms: number) => string) =>
  (text: Text, history: History): readonly string[] =>
    history.flatMap((entry) => indented(front(entry.ms), text(entry)));

/** What each line of a message is when a program's output is taken line by line. */
const perLine =
  (line: (ms: number, text: string) => string) =>
  (text: Text, history: History): readonly string[] =>
    history.flatMap((entry) =>
      text(entry)
        .split('\n')
        .map((one) => line(entry.ms, one)),
    );

const fields = (ms: number, message: unknown) => ({
  __REALTIME_TIMESTAMP: micro(ms),
  _HOSTNAME: HOST,
  _PID: `${PID}`,
  SYSLOG_IDENTIFIER: 'nova-compute',
  MESSAGE: message,
});

const journal = (ms: number, text: string) =>
  fields(ms, text.includes('\x1b') ? [...Buffer.from(text)] : text);

const pretty = (ms: number, text: string) =>
  JSON.stringify(journal(ms, text), null, '\t').replaceAll('": ', '" : ');

const exported = (ms: number, text: string) => {
  const length = Buffer.alloc(8);
  length.writeUInt32LE(Buffer.byteLength(text));
  const isText = !/[\x1b\n]/.test(text);
  return Buffer.concat([
    Buffer.from(
      `__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=${micro(ms)}\n_HOSTNAME=${HOST}\n_PID=${PID}\nSYSLOG_IDENTIFIER=nova-compute\n`,
    ),
    ...(isText ? [Buffer.from(`MESSAGE=${text}\n`)] : []),
    ...(isText ? [] : [Buffer.from('MESSAGE\n'), length, Buffer.from(`${text}\n`)]),
    Buffer.from('_UID=64060\n\n'),
  ]);
};

const verbose = (ms: number, text: string) => [
  `Tue ${asctime(ms)}456 UTC [s=9d2f;i=3;b=1f86;m=1;t=6;x=1]`,
  `    _HOSTNAME=${HOST}`,
  ...text
    .split('\n')
    .map((line, index) => `    ${index === 0 ? 'MESSAGE=' : ' '.repeat('MESSAGE='.length)}${line}`),
  `    _PID=${PID}`,
  '    SYSLOG_IDENTIFIER=nova-compute',
];

const whole =
  (line: (ms: number, text: string) => string) =>
  (text: Text, history: History): readonly string[] =>
    history.map((entry) => line(entry.ms, text(entry)));

const WRITER = `${HOST} nova-compute[${PID}]: `;

export const transports: Readonly<
  Record<string, (text: Text, history: History) => string | Buffer | readonly string[]>
> = {
  'syslog, escaped': whole((ms, text) => `${stamp(ms)} ${HOST} nova-compute: ${escaped(text)}`),
  'syslog, with other programs between': (text, history) =>
    history.flatMap((entry) => [
      `${stamp(entry.ms)} ${HOST} nova-compute: ${escaped(text(entry))}`,
      `${stamp(entry.ms)} ${HOST} kernel: nbd15: qemu-nbd -c /dev/nbd9 /x/disk`,
    ]),
  'syslog, ISO': whole((ms, text) => `${iso(ms)} ${HOST} nova-compute: ${escaped(text)}`),
  'syslog, RFC 5424': whole(
    (ms, text) => `<135>1 ${iso(ms)} ${HOST} nova-compute ${PID} - [a b="]"] ${escaped(text)}`,
  ),
  'journal, short': short((ms) => `${stamp(ms)} ${WRITER}`),
  'journal, short-precise': short((ms) => `${stamp(ms)}.${iso(ms).slice(20, 23)}456 ${WRITER}`),
  'journal, short-iso': short((ms) => `${iso(ms).slice(0, 19)}+0000 ${WRITER}`),
  'journal, short-full': short((ms) => `Tue ${asctime(ms).slice(0, 19)} UTC ${WRITER}`),
  'journal, short-monotonic': short((ms) => `[${String(ms % 99999).padStart(5)}.123456] ${WRITER}`),
  'journal, short-unix': short((ms) => `${Math.floor(ms / 1000)}.123456 ${WRITER}`),
  'journal, short, line by line': perLine((ms, text) => `${stamp(ms)} ${WRITER}${text}`),
  'journal, json': whole((ms, text) => JSON.stringify(journal(ms, text))),
  'journal, json, line by line': perLine((ms, text) => JSON.stringify(journal(ms, text))),
  'journal, json-seq': whole((ms, text) => `\x1e${JSON.stringify(journal(ms, text))}`),
  'journal, json-sse': whole((ms, text) => `data: ${JSON.stringify(journal(ms, text))}\n`),
  'journal, json-pretty': whole(pretty),
  'journal, export': (text, history) =>
    Buffer.concat(history.map((one) => exported(one.ms, text(one)))),
  'journal, verbose': (text, history) => history.flatMap((entry) => verbose(entry.ms, text(entry))),
  'journal, cat': (text, history) => history.map((entry) => text(entry)),
  'Docker, json-file': perLine((ms, text) =>
    JSON.stringify({ log: `${text}\n`, stream: 'stderr', time: iso(ms) }),
  ),
  'Kubernetes, CRI': perLine((ms, text) => `${iso(ms)} stderr F ${text}`),
  'Kubernetes, CRI, in parts': perLine((ms, text) => {
    const half = Math.max(0, text.length - 5);
    return `${iso(ms)} stderr P ${text.slice(0, half)}\n${iso(ms)} stderr F ${text.slice(half)}`;
  }),
};

export const documents: Readonly<Record<string, (entry: Entry) => string>> = {
  'oslo.log, JSON': (entry) => JSON.stringify(json(entry)),
  'oslo.log, JSON, blanks': (entry) =>
    JSON.stringify(json(entry)).replaceAll('":', '": ').replaceAll(',"', ', "'),
  'oslo.log, Fluent': (entry) => JSON.stringify(fluent(entry)),
  'Fluentd, TSV': (entry) => `${iso(entry.ms)}\topenstack.nova\t${JSON.stringify(fluent(entry))}`,
  Kolla: (entry) => JSON.stringify(kolla(entry)),
};
