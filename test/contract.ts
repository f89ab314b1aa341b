// The report contract, checked without the compiler's help: keys, types and enumerations, as a reader of
// the JSON sees them.

import type { Report } from '../src/model.ts';

type Check = (value: unknown) => readonly string[];

const is =
  (name: string, holds: (value: unknown) => boolean): Check =>
  (value) =>
    holds(value) ? [] : [`${JSON.stringify(value)?.slice(0, 60)} is no ${name}`];

const text = is('text', (value) => typeof value === 'string');
const count = is('count', (value) => Number.isInteger(value) && Number(value) >= 0);
const amount = is('amount', (value) => typeof value === 'number' && value >= 0);
const flag = is('flag', (value) => typeof value === 'boolean');
const nothing = is('null', (value) => value === null);
const exitCode = is('exit code', Number.isInteger);
const time = is('time', (value) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)?$/.test(String(value)),
);
const oneOf = (...values: readonly string[]): Check =>
  is(`one of ${values.join(' ')}`, (value) => values.includes(String(value)));
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null ? [] : check(value);
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value)
      ? value.flatMap((one, index) => check(one).map((problem) => `[${index}]${problem}`))
      : ['no list'];
const some =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length === 0 ? ['empty'] : list(check)(value);
const tally: Check = (value) =>
  typeof value === 'object' && value !== null ? list(count)(Object.values(value)) : ['no tally'];

/** Of a key that need not be there. */
const orNone =
  (check: Check): Check =>
  (value) =>
    value === undefined ? [] : check(value);

/** Exactly these keys. */
const record =
  (shape: Readonly<Record<string, Check>>): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null) return ['no record'];
    const given = Object.entries(value);
    const unknown = given.filter(([key]) => !(key in shape)).map(([key]) => `.${key}: unknown key`);
    const own = Object.fromEntries(given);
    return [
      ...unknown,
      ...Object.entries(shape).flatMap(([key, check]) =>
        key in own || check(undefined).length === 0
          ? check(own[key]).map(
              (problem) =>
                `.${key}${problem.startsWith('.') || problem.startsWith('[') ? '' : ': '}${problem}`,
            )
          : [`.${key}: missing`],
      ),
    ];
  };

const evidence = record({ source: count, line: count, offset: count, text });
const handler = oneOf('loop', 'nbd', 'block', 'guestfs');
const item = oneOf('key', 'net', 'metadata', 'admin_password', 'files');
const confidence = oneOf('certain', 'likely', 'unknown');
const basis = oneOf('observed', 'absence', 'config', 'release');
const severity = oneOf('error', 'warning', 'info');
const left = list(
  record({ name: text, proof: oneOf('observed', 'likely'), evidence: some(evidence) }),
);

const source = record({
  path: text,
  host: orNull(text),
  format: orNull(text),
  compression: orNull(text),
  bytes: count,
  lines: count,
  recognisedLines: count,
  first: orNull(time),
  last: orNull(time),
  levels: tally,
  gaps: list(
    record({
      kind: oneOf(
        'cut-head',
        'cut-tail',
        'clock-step',
        'line-too-long',
        'undecodable-bytes',
        'suppressed-messages',
        'binary-messages',
        'null-messages',
        'tail-limit',
        'rotation-gap',
        'damaged-archive',
        'unreadable',
      ),
      detail: text,
      count,
      evidence: list(evidence),
    }),
  ),
  visibility: record({
    commands: oneOf('visible', 'hidden', 'unknown'),
    announcements: oneOf('visible', 'hidden', 'not-printed-by-release', 'unknown'),
    why: text,
    evidence: list(evidence),
  }),
  evidence: orNone(
    record({
      kind: oneOf(
        'metadata-log',
        'console-log',
        'cloud-init-log',
        'cloud-init-output',
        'authorized-keys',
      ),
      instances: list(text),
      confidence,
      why: text,
    }),
  ),
});

const cycle = record({
  id: text,
  host: orNull(text),
  purpose: oneOf(
    'injection',
    'config-drive',
    'container-rootfs',
    'resize-check',
    'filesystem-resize',
    'unknown',
  ),
  instance: record({ uuid: orNull(text), name: orNull(text) }),
  requestId: orNull(text),
  image: record({
    path: orNull(text),
    id: orNull(text),
    format: orNull(text),
    cow: orNull(flag),
  }),
  handler: orNull(handler),
  mechanism: orNull(oneOf('img-handlers', 'vfs-localfs', 'vfs-guestfs', 'lxc')),
  attempts: list(
    record({
      handler,
      outcome: oneOf('opened', 'failed', 'skipped', 'unknown'),
      error: orNull(text),
      device: orNull(text),
      evidence: some(evidence),
    }),
  ),
  reason: record({
    rule: orNull(text),
    text,
    confidence,
    basis,
    settledBy: orNull(text),
    ruledOut: list(record({ handler, why: text, evidence: some(evidence) })),
    evidence: some(evidence),
  }),
  device: orNull(text),
  mappedDevice: orNull(text),
  partition: orNull(text),
  mountDir: orNull(text),
  items: list(
    record({
      item,
      outcome: oneOf('written', 'failed', 'unknown'),
      error: orNull(text),
      paths: list(text),
      evidence: some(evidence),
    }),
  ),
  outcome: oneOf('completed', 'failed-ignored', 'failed-fatal', 'leaked', 'incomplete', 'unknown'),
  outcomeConfidence: confidence,
  outcomeBasis: basis,
  error: orNull(text),
  leftBehind: record({ devices: left, mappings: left, mounts: left }),
  start: orNull(time),
  end: orNull(time),
  durationMs: orNull(count),
  cutByWindow: flag,
  steps: list(
    record({
      step: oneOf(
        'announce',
        'attach',
        'wait-device',
        'map',
        'mount',
        'write',
        'flush',
        'unmount',
        'unmap',
        'detach',
        'retry',
        'error',
      ),
      command: orNull(text),
      note: orNull(text),
      at: orNull(time),
      endedAt: orNull(time),
      durationMs: orNull(count),
      exitCode: orNull(exitCode),
      evidence: some(evidence),
    }),
  ),
  notVisible: list(text),
  redundancy: list(
    record({
      item,
      verdict: oneOf(
        'redundant',
        'likely-redundant',
        'conflicting',
        'needed',
        'failed-harmless',
        'failed-harmful',
        'unknown',
      ),
      confidence,
      why: text,
      remedy: text,
      evidence: some(evidence),
    }),
  ),
});

const report = record({
  schema: oneOf('inject-trace/report/1'),
  tool: record({ name: oneOf('inject-trace'), version: text }),
  sources: list(source),
  releases: list(
    record({
      host: orNull(text),
      codename: orNull(text),
      series: orNull(text),
      version: orNull(text),
      confidence,
      evidence: list(evidence),
    }),
  ),
  config: list(
    record({
      host: orNull(text),
      group: text,
      name: text,
      value: orNull(text),
      origin: oneOf('log-dump', 'nova.conf', 'release-default', 'inferred'),
      masked: flag,
      since: orNull(time),
      evidence: list(evidence),
      file: orNull(text),
      line: orNull(count),
    }),
  ),
  cycles: list(cycle),
  instances: list(
    record({
      host: orNull(text),
      uuid: orNull(text),
      name: orNull(text),
      requestIds: list(text),
      cycles: list(text),
      boot: record({
        start: orNull(time),
        end: orNull(time),
        outcome: orNull(oneOf('spawned', 'failed')),
        durationMs: orNull(count),
        injectionMs: orNull(count),
      }),
      configDrive: orNull(flag),
      cloudInit: nothing,
    }),
  ),
  findings: list(
    record({
      id: is('id', (value) => /^[a-z]+(-[a-z]+)+$/.test(String(value))),
      severity,
      title: text,
      detail: text,
      host: orNull(text),
      cycles: list(text),
      instances: list(text),
      remedy: orNull(text),
      references: list(text),
      evidence: some(evidence),
    }),
  ),
  summary: record({
    cycles: count,
    injections: count,
    byHandler: tally,
    byOutcome: tally,
    byPurpose: tally,
    instances: count,
    hosts: count,
    findings: record({ error: count, warning: count, info: count }),
    unrecognisedLines: count,
    secondsSpentInjecting: orNull(amount),
    redundancy: orNone(
      list(
        record({
          image: orNull(text),
          injections: count,
          redundant: count,
          likelyRedundant: count,
          conflicting: count,
          needed: count,
          unknown: count,
          secondsSaved: orNull(amount),
        }),
      ),
    ),
  }),
});

/** Where a report breaks the contract: `.cycles[0].device: 5 is no text`. */
export function problemsOf(given: Report): readonly string[] {
  return [...report(JSON.parse(JSON.stringify(given))), ...danglingIn(given)];
}

/** Cycle ids are unique, and what refers to a cycle refers to one there is. */
function danglingIn({ cycles, instances, findings }: Report): readonly string[] {
  const ids = new Set(cycles.map(({ id }) => id));
  const twice = ids.size < cycles.length ? ['cycle ids are not unique'] : [];
  const referred = [...instances, ...findings].flatMap((one) => one.cycles);
  return [...twice, ...referred.filter((id) => !ids.has(id)).map((id) => `no cycle ${id}`)];
}
