// What the tests share: running the pipeline on text with a chosen chunking, Nova's log lines of one
// release written short, the fixtures, and random numbers that can be repeated.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Analysis, analyze } from '../src/analyze.ts';
import type { Cycle, Evidence, Report } from '../src/model.ts';
import type { Input } from '../src/sources/index.ts';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Makes what `bin/` runs, unless `npm test` did already. */
export function build(): void {
  if (existsSync(`${root}dist/cli/cli.cjs`)) return;
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root });
}

// ---------------------------------------------------------------- running

export type Text = string | Uint8Array | readonly string[];

/** Lines get a newline each; a text is taken as it is. */
export function toBytes(text: Text): Buffer {
  if (typeof text === 'string') return Buffer.from(text);
  if (text instanceof Uint8Array) return Buffer.from(text);
  return Buffer.from(text.map((line) => `${line}\n`).join(''));
}

/** @param cuts byte positions at which the input is cut into chunks, ascending */
export function inputOf(
  text: Text,
  path = 'nova-compute.log',
  cuts: readonly number[] = [],
): Input {
  const bytes = toBytes(text);
  return { path, open: () => chunksOf(bytes, cuts) };
}

export async function* chunksOf(
  bytes: Uint8Array,
  cuts: readonly number[],
): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const cut of [...cuts, bytes.length]) {
    if (cut > start) yield bytes.subarray(start, cut);
    start = cut;
  }
}

export function analysisOf(text: Text, cuts: readonly number[] = []): Promise<Analysis> {
  return analyze([inputOf(text, undefined, cuts)]);
}

export async function reportOn(text: Text, cuts: readonly number[] = []): Promise<Report> {
  return (await analysisOf(text, cuts)).report;
}

export async function cyclesOf(text: Text): Promise<readonly Cycle[]> {
  return (await reportOn(text)).cycles;
}

/** The one cycle of a log that has no other. */
export async function cycleOf(text: Text): Promise<Cycle> {
  const [cycle, ...others] = await cyclesOf(text);
  if (cycle === undefined || others.length > 0) {
    throw new Error(`expected one cycle, found ${others.length + (cycle === undefined ? 0 : 1)}`);
  }
  return cycle;
}

/** A value without what depends on where its lines stand. */
export function withoutEvidence<Value>(value: Value): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner) => (key === 'evidence' ? undefined : inner)),
  );
}

/** Every piece of evidence anywhere in a value. */
export function evidenceIn(value: unknown): readonly Evidence[] {
  if (Array.isArray(value)) return value.flatMap(evidenceIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('offset' in value && 'line' in value) return [value as Evidence];
  return Object.values(value).flatMap(evidenceIn);
}

// ---------------------------------------------------------------- fixtures

export interface Fixture {
  /** Path below fixtures/. */
  readonly name: string;
  readonly path: string;
  readonly bytes: Buffer;
}

/** Every log below fixtures/, or below one folder of it. */
export function fixtures(folder = ''): readonly Fixture[] {
  const base = `${root}fixtures/`;
  return readdirSync(`${base}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.log'))
    .map((name) => `${folder}${name}`)
    .sort()
    .map((name) => ({ name, path: `${base}${name}`, bytes: readFileSync(`${base}${name}`) }));
}

export function fixture(name: string): Fixture {
  const path = `${root}fixtures/${name}`;
  return { name, path, bytes: readFileSync(path) };
}

/** Physical lines without their terminators. */
export function linesOf(bytes: Uint8Array): readonly string[] {
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

// ---------------------------------------------------------------- chance

export interface Chance {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
}

/** Mulberry32: small, and the same numbers for the same seed everywhere. */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  return {
    below(limit) {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
    },
  };
}

export function randomCuts(random: Chance, length: number, count: number): readonly number[] {
  return Array.from({ length: count }, () => random.below(length + 1)).sort((a, b) => a - b);
}

// ---------------------------------------------------------------- Nova's lines

export const UUID = '3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21';
export const REQUEST = 'req-6f3d1c2e-8a0b-4c55-9d1f-2b7a4e9c0d11';
export const IMAGE = '0b7d1c3a-5c1e-4d5c-9c0a-5f7b2f7a1e10';
const OWNER = '5f9c3b2a1d8e4f70a6b1c2d3e4f50617 a81d02c94be5416b9d7710c2f3e8b6aa';

export type Tag = '2012.1' | '2012.2' | '2013.1' | '2013.2' | '2014.1';

interface Era {
  readonly date: string;
  readonly ms: boolean;
  readonly pid: boolean;
  readonly suffixPid: boolean;
  readonly driver: string;
  readonly runner: string;
  readonly file: string;
  readonly ran: number;
  readonly resulted: number;
  readonly rootwrap: string;
}

const UTILS = { runner: 'nova.utils', file: 'nova/utils.py' };
const PROCESSUTILS = {
  runner: 'nova.openstack.common.processutils',
  file: 'nova/openstack/common/processutils.py',
};
const ROOTWRAP = 'sudo nova-rootwrap /etc/nova/rootwrap.conf';
const DRIVER = 'nova.virt.libvirt.driver';

/** Layout and line numbers as each first tag prints them. */
const ERAS: Readonly<Record<Tag, Era>> = {
  '2012.1': {
    ...UTILS,
    date: '2012-05-14',
    ms: false,
    pid: false,
    suffixPid: true,
    driver: 'nova.virt.libvirt.connection',
    ran: 219,
    resulted: 235,
    rootwrap: 'sudo nova-rootwrap',
  },
  '2012.2': {
    ...UTILS,
    date: '2013-01-05',
    ms: false,
    pid: false,
    suffixPid: true,
    driver: DRIVER,
    ran: 176,
    resulted: 191,
    rootwrap: ROOTWRAP,
  },
  '2013.1': {
    ...UTILS,
    date: '2013-06-20',
    ms: true,
    pid: false,
    suffixPid: false,
    driver: DRIVER,
    ran: 208,
    resulted: 232,
    rootwrap: ROOTWRAP,
  },
  '2013.2': {
    ...PROCESSUTILS,
    date: '2014-02-14',
    ms: true,
    pid: true,
    suffixPid: false,
    driver: DRIVER,
    ran: 147,
    resulted: 172,
    rootwrap: ROOTWRAP,
  },
  '2014.1': {
    ...PROCESSUTILS,
    date: '2014-06-03',
    ms: true,
    pid: true,
    suffixPid: false,
    driver: DRIVER,
    ran: 154,
    resulted: 187,
    rootwrap: ROOTWRAP,
  },
};

export interface NovaOptions {
  readonly request?: string | null;
  readonly uuid?: string;
  readonly name?: string;
  /** Seconds after 09:00:00 of the first line; each line is one second later. */
  readonly start?: number;
}

/** Writes the lines of one request on one instance, as the release prints them. */
export function nova(tag: Tag, options: NovaOptions = {}) {
  const era = ERAS[tag];
  const { uuid = UUID, name = 'instance-0000076d' } = options;
  const request = options.request === undefined ? REQUEST : options.request;
  const context = request === null ? '[-]' : `[${request} ${OWNER}]`;
  let clock = 9 * 3600 + (options.start ?? 0);

  const time = () => {
    const two = (value: number) => String(value).padStart(2, '0');
    const at = `${era.date} ${two(Math.floor(clock / 3600))}:${two(Math.floor(clock / 60) % 60)}:${two(clock % 60)}`;
    clock += 1;
    return era.ms ? `${at}.123` : at;
  };
  const suffixed = (level: string, message: string, where: string) => {
    if (level !== 'DEBUG') return message;
    return `${message} ${era.suffixPid ? 'from (pid=4711) ' : ''}${where}`;
  };
  /** Any line; a level other than DEBUG has no suffix. */
  const say = (level: string, logger: string, message: string, instance = false) => {
    const pid = era.pid || (request === null && era.ms) ? ' 4711' : '';
    const mark = instance ? `[instance: ${uuid}] ` : '';
    const file = `${logger.replaceAll('.', '/')}.py`;
    const text = suffixed(level, message, `method /usr/lib/python2.7/dist-packages/${file}:1`);
    return `${time()}${pid} ${level} ${logger} ${context} ${mark}${text}`;
  };
  const runner = (message: string, line: number) => {
    const pid = era.pid || (request === null && era.ms) ? ' 4711' : '';
    const where = `execute /usr/lib/python2.7/dist-packages/${era.file}:${line}`;
    return `${time()}${pid} DEBUG ${era.runner} ${context} ${suffixed('DEBUG', message, where)}`;
  };
  const directory = tag.startsWith('2012') ? name : uuid;
  const disk = `/var/lib/nova/instances/${directory}/disk`;

  const own = {
    uuid,
    name,
    disk,
    say,
    /** `Running cmd`, as root. */
    ran: (command: string) =>
      runner(`Running cmd (subprocess): ${era.rootwrap} ${command}`, era.ran),
    ranPlain: (command: string) => runner(`Running cmd (subprocess): ${command}`, era.ran),
    result: (code: number) => runner(`Result was ${code}`, era.resulted),
    retrying: (command: string) =>
      runner(
        `[${`${era.rootwrap} ${command}`
          .split(' ')
          .map((word) => `'${word}'`)
          .join(', ')}] failed. Retrying.`,
        era.resulted,
      ),
    starting: () => say('AUDIT', 'nova.compute.manager', 'Starting instance...', true),
    creating: () => say('INFO', era.driver, 'Creating image', true),
    announced: (item: string, image = IMAGE) =>
      say('INFO', era.driver, `Injecting ${item} into image ${image}`, true),
    running: () => say('DEBUG', era.driver, 'Instance is running', true),
    spawned: () => say('INFO', era.driver, 'Instance spawned successfully.', true),
    ignored: (error: string, image = IMAGE) =>
      tag.startsWith('2012')
        ? say(
            'WARNING',
            era.driver,
            `Ignoring error injecting data into image ${image} (${error})`,
            true,
          )
        : say(
            'WARNING',
            'nova.virt.disk.api',
            `Ignoring error injecting data into image (${error})`,
          ),
    /** 2013.1 on. */
    itemIgnored: (item: string, error: string) =>
      say(
        'WARNING',
        'nova.virt.disk.api',
        `Ignoring error injecting ${item} into image (${error})`,
      ),
    requested: (values: string, partition = '1', image = disk) =>
      say(
        'DEBUG',
        'nova.virt.disk.api',
        `Inject data image=${image} ${values} partition=${partition} use_cow=True`,
      ),
    opening: (partition = '1', format = 'qcow2', image = disk) =>
      say(
        'DEBUG',
        'nova.virt.disk.vfs.api',
        `Instance for image imgfile=${image} imgfmt=${format} partition=${partition}`,
      ),
    vfs: (message: string, module = 'api') => say('DEBUG', `nova.virt.disk.vfs.${module}`, message),
    attempt: (error: string) => say('DEBUG', 'nova.virt.disk.api', error),
    attach: (device = '/dev/nbd15', image = disk) => own.ran(`qemu-nbd -c ${device} ${image}`),
    map: (device = '/dev/nbd15') => own.ran(`kpartx -a ${device}`),
    mount: (device = '/dev/mapper/nbd15p1', dir = '/tmp/tmpxGBdT0') =>
      own.ran(`mount ${device} ${dir}`),
    writeKey: (dir = '/tmp/tmpxGBdT0') => [
      own.ran(`mkdir -p ${dir}/root/.ssh`),
      own.ran(`chown root ${dir}/root/.ssh`),
      own.ran(`chmod 700 ${dir}/root/.ssh`),
      own.ran(`tee -a ${dir}/root/.ssh/authorized_keys`),
    ],
    unmount: (device = '/dev/mapper/nbd15p1') => own.ran(`umount ${device}`),
    unmap: (device = '/dev/nbd15') => own.ran(`kpartx -d ${device}`),
    detach: (device = '/dev/nbd15') => own.ran(`qemu-nbd -d ${device}`),
  };
  return own;
}

export type Nova = ReturnType<typeof nova>;

/** Opens and mounts an image over nbd, without saying what for. */
export function opened(log: Nova, device = '/dev/nbd15', dir = '/tmp/tmpxGBdT0'): string[] {
  return [log.attach(device), log.map(device), log.mount(mapped(device), dir)];
}

export function closed(log: Nova, device = '/dev/nbd15'): string[] {
  return [log.unmount(mapped(device)), log.unmap(device), log.detach(device)];
}

/** `/dev/nbd15` is `/dev/mapper/nbd15p1` once its first partition is mapped. */
export function mapped(device: string): string {
  return `${device.replace('/dev/', '/dev/mapper/')}p1`;
}

/** A key injected over nbd, from the announcement to the last detach (2012.1 to 2013.2). */
export function keyOverNbd(log: Nova, device?: string, dir?: string): string[] {
  return [
    log.announced('key'),
    ...opened(log, device, dir),
    ...log.writeKey(dir),
    ...closed(log, device),
  ];
}
