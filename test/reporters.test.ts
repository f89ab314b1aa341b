// The text and JSON reporters on reports built by hand: what a reader of the output would notice.

import { describe, expect, it } from 'vitest';
import type {
  Cycle,
  Evidence,
  Finding,
  Instance,
  NonEmpty,
  Report,
  Source,
  TimelineStep,
  Visibility,
} from '../src/model.ts';
import { reporters } from '../src/reporters/index.ts';
import { plain, plainLines } from '../src/reporters/plain.ts';
import { showDuration, showOffset, showSpan } from '../src/reporters/times.ts';

const uuid = 'e1d8cbea-0ae1-4412-a585-be8e08bac47c';
const request = 'req-d0c3a0d8-243b-451b-a722-0bc2eda8ed39';
const disk = '/var/lib/nova/instances/instance-0000e453/disk';
const mountDir = '/tmp/openstack-disk-mount-tmprCC_04';

function seen(line: number, source = 0): Evidence {
  return { source, line, offset: line * 100, text: `line ${line}` };
}

function aSource(parts: Partial<Source> = {}): Source {
  return {
    path: 'nova-compute.log',
    host: 'cn37',
    format: 'oslo-text',
    compression: null,
    bytes: 6_000,
    lines: 62,
    recognisedLines: 44,
    first: '2012-11-26T21:42:15',
    last: '2012-11-26T21:42:17',
    levels: { DEBUG: 45, INFO: 7 },
    gaps: [],
    visibility: someVisibility({}),
    ...parts,
  };
}

function someVisibility(parts: Partial<Visibility>): Visibility {
  return { commands: 'visible', announcements: 'visible', why: '', evidence: [], ...parts };
}

function aStep(line: number, parts: Partial<TimelineStep> = {}): TimelineStep {
  return {
    step: 'write',
    command: `tee ${mountDir}/etc/file-${line}`,
    note: null,
    at: '2012-11-26T21:42:17',
    endedAt: null,
    durationMs: null,
    exitCode: null,
    evidence: [seen(line)],
    ...parts,
  };
}

function aCycle(parts: Partial<Cycle> = {}): Cycle {
  return {
    id: 'c1',
    host: 'cn37',
    purpose: 'injection',
    instance: { uuid, name: 'instance-0000e453' },
    requestId: request,
    image: { path: disk, id: null, format: 'qcow2', cow: true },
    handler: 'nbd',
    mechanism: 'img-handlers',
    attempts: [
      {
        handler: 'nbd',
        outcome: 'opened',
        error: null,
        device: '/dev/nbd15',
        evidence: [seen(39)],
      },
    ],
    reason: {
      rule: 'img-handlers-order',
      text: 'nbd is the first handler of img_handlers that reads COW images',
      confidence: 'certain',
      basis: 'observed',
      settledBy: null,
      ruledOut: [{ handler: 'loop', why: 'dropped because of COW', evidence: [seen(30)] }],
      evidence: [seen(39)],
    },
    device: '/dev/nbd15',
    mappedDevice: '/dev/mapper/nbd15p1',
    partition: '1',
    mountDir,
    items: [
      {
        item: 'key',
        outcome: 'written',
        error: null,
        paths: ['/root/.ssh/authorized_keys'],
        evidence: [seen(48)],
      },
    ],
    outcome: 'completed',
    outcomeConfidence: 'certain',
    outcomeBasis: 'observed',
    error: null,
    leftBehind: { devices: [], mappings: [], mounts: [] },
    start: '2012-11-26T21:42:16',
    end: '2012-11-26T21:42:17',
    durationMs: 1000,
    cutByWindow: false,
    steps: [
      aStep(39, { step: 'attach', command: `qemu-nbd -c /dev/nbd15 ${disk}` }),
      aStep(48, { command: `tee -a ${mountDir}/root/.ssh/authorized_keys` }),
      aStep(58, { step: 'detach', command: 'qemu-nbd -d /dev/nbd15' }),
    ],
    notVisible: ['exit codes of commands that succeeded'],
    redundancy: [
      {
        item: 'key',
        verdict: 'likely-redundant',
        confidence: 'likely',
        why: 'the metadata service offers the same key',
        remedy: 'libvirt_inject_key=false in [DEFAULT]',
        evidence: [seen(25)],
      },
    ],
    ...parts,
  };
}

function anInstance(parts: Partial<Instance> = {}): Instance {
  return {
    host: 'cn37',
    uuid,
    name: 'instance-0000e453',
    requestIds: [request],
    cycles: ['c1'],
    boot: {
      start: '2012-11-26T21:42:15',
      end: '2012-11-26T21:42:18',
      outcome: 'spawned',
      durationMs: 3000,
      injectionMs: 1000,
    },
    configDrive: false,
    cloudInit: null,
    ...parts,
  };
}

function aFinding(parts: Partial<Finding> = {}): Finding {
  return {
    id: 'leaked-nbd-device',
    severity: 'error',
    title: '/dev/nbd15 stays attached',
    detail: 'It is lost to the service until it is detached by hand.',
    host: 'cn37',
    cycles: ['c1'],
    instances: [uuid],
    remedy: 'qemu-nbd -d /dev/nbd15',
    references: ['nova/virt/disk/mount/nbd.py'],
    evidence: [seen(58)],
    ...parts,
  };
}

function tally(values: readonly (string | null)[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const value of values) if (value !== null) sums[value] = (sums[value] ?? 0) + 1;
  return sums;
}

function aReport(parts: Partial<Report> = {}): Report {
  const cycles = parts.cycles ?? [aCycle()];
  const findings = parts.findings ?? [];
  const injections = cycles.filter((cycle) => cycle.purpose === 'injection');
  return {
    schema: 'inject-trace/report/1',
    tool: { name: 'inject-trace', version: '0.1.0' },
    sources: [aSource()],
    releases: [
      {
        host: null,
        codename: 'Essex',
        series: '2012.1',
        version: '2012.1.3',
        confidence: 'certain',
        evidence: [seen(1)],
      },
    ],
    config: [],
    cycles,
    instances: cycles.length === 0 ? [] : [anInstance()],
    findings,
    summary: {
      cycles: cycles.length,
      injections: injections.length,
      byHandler: tally(cycles.map((cycle) => cycle.handler)),
      byOutcome: tally(cycles.map((cycle) => cycle.outcome)),
      byPurpose: tally(cycles.map((cycle) => cycle.purpose)),
      instances: 1,
      hosts: 1,
      findings: { error: 0, warning: 0, info: 0, ...tally(findings.map((one) => one.severity)) },
      unrecognisedLines: 0,
      secondsSpentInjecting: injections.length === 0 ? null : injections.length,
    },
    ...parts,
  };
}

function text(report: Report, width = 80, color = false): string {
  return [...reporters.terminal(report, { color, width })].join('');
}

/** The same text with the wrapping undone. */
function flat(report: Report): string {
  return text(report).replace(/\s+/g, ' ');
}

function withoutColour(painted: string): string {
  return painted.replace(/\u001b\[\d+m/g, '');
}

function inOrder(whole: string, parts: readonly string[]): void {
  const places = parts.map((part) => whole.indexOf(part));
  for (const [at, place] of places.entries()) expect(place, parts[at]).toBeGreaterThanOrEqual(0);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
}

const longCycle = aCycle({
  steps: [
    aStep(100, { step: 'mount', command: `mount /dev/mapper/nbd15p1 ${mountDir}` }),
    ...Array.from({ length: 60 }, (_, at) => aStep(101 + at)),
    aStep(161, { command: `tee ${mountDir}/../../etc/passwd` }),
    aStep(162, { step: 'unmount', command: 'umount /dev/mapper/nbd15p1' }),
  ],
});

describe('the text report', () => {
  it('goes from the verdict to the cycles', () => {
    inOrder(text(aReport({ findings: [aFinding()] })), [
      '1 injection in 1 cycle: 1 completed; handlers nbd 1; 1s spent injecting',
      'nova-compute.log: host cn37',
      'release: Essex 2012.1.3 (certain) [nova-compute.log:1]',
      'Findings: 1 error',
      `Instance ${uuid} (instance-0000e453) on cn37`,
      request,
      `key -> ${disk} (qcow2, COW)`,
      'outcome     completed, took 1s',
      'items       key written (likely-redundant): /root/.ssh/authorized_keys',
      'handler     nbd, device /dev/nbd15, partition 1',
      'why         nbd is the first handler',
      'not loop: dropped because of COW [nova-compute.log:30]',
      'timeline',
      'redundancy  key: likely-redundant (likely) - the metadata',
      'remedy: libvirt_inject_key=false in [DEFAULT]',
      'missing     exit codes',
    ]);
  });

  it('answers a single injection on the first 24 lines of 80 columns', () => {
    const screen = text(aReport({ findings: [aFinding()] }))
      .split('\n')
      .slice(0, 24)
      .join('\n');
    for (const part of ['completed', 'key written', 'nbd, device', 'why']) {
      expect(screen).toContain(part);
    }
  });

  it('names the levels, the times and the recognised lines of each source', () => {
    const two = [aSource(), aSource({ path: '-', host: null })];
    const shown = flat(aReport({ sources: two, findings: [aFinding({ evidence: [seen(7, 1)] })] }));
    expect(shown).toContain('62 lines (44 recognised), DEBUG 45, INFO 7, 2012-11-26 21:42:15 to');
    expect(shown).toContain('stdin: host not shown');
    expect(shown).toContain('[stdin:7]');
  });

  it('gives many sources one line each and says once what they share', () => {
    const paths = Array.from({ length: 12 }, (_, at) => `nova-compute.log.${at + 1}`);
    const [, , ...lines] = text(aReport({ sources: paths.map((path) => aSource({ path })) })).split(
      '\n',
    );
    expect(lines[0]).toBe('12 sources: host cn37; format oslo-text; DEBUG 540, INFO 84');
    for (const [at, path] of paths.entries()) expect(lines[at + 1]).toMatch(`${path}: 62 lines`);
  });

  it('names what is missing from the input', () => {
    const gaps = [
      { kind: 'cut-head', detail: 'starts within a cycle', count: 2, evidence: [seen(1)] },
    ] as const;
    expect(flat(aReport({ sources: [aSource({ gaps })] }))).toContain(
      'missing: cut-head (2 times) - starts within a cycle [nova-compute.log:1]',
    );
  });

  it('lists errors before warnings before infos', () => {
    const findings = [
      aFinding({ severity: 'info', title: 'third' }),
      aFinding({ severity: 'warning', title: 'second' }),
      aFinding({ title: 'first' }),
    ];
    const shown = text(aReport({ findings }));
    inOrder(shown, ['ERROR first', 'WARNING second', 'INFO third']);
    expect(shown).toContain('Findings: 1 error, 1 warning, 1 info');
  });

  it('keeps the line breaks of an error and says what was left behind', () => {
    const cycle = aCycle({
      outcome: 'leaked',
      outcomeConfidence: 'likely',
      outcomeBasis: 'absence',
      error: 'Unexpected error.\nCommand: qemu-nbd -d /dev/nbd15\nExit code: 1\n',
      leftBehind: {
        devices: [{ name: '/dev/nbd15', proof: 'observed', evidence: [seen(58)] }],
        mappings: [],
        mounts: [{ name: mountDir, proof: 'likely', evidence: [] }],
      },
    });
    const shown = text(aReport({ cycles: [cycle] }));
    expect(shown).toContain('leaked (likely, from the absence of lines), took 1s');
    expect(shown).toMatch(
      /error {7}Unexpected error\.\n {16}Command: qemu-nbd.*\n {16}Exit code: 1/,
    );
    expect(shown).toContain('left behind device /dev/nbd15 (observed) [nova-compute.log:58]');
    expect(shown).toContain(`mount ${mountDir} (likely)`);
  });

  it('lists attempts in order once one failed, and no handler where none opened the image', () => {
    const failed = {
      handler: 'loop',
      outcome: 'failed',
      error: 'no free loop device',
      device: null,
      evidence: [seen(27)],
    } as const;
    const { attempts } = aCycle();
    const shown = text(aReport({ cycles: [aCycle({ attempts: [failed, ...attempts] })] }));
    inOrder(shown, ['1. loop failed [nova-compute.log:27]', 'no free loop', '2. nbd opened']);
    expect(text(aReport())).not.toContain('attempts');
    const none = aCycle({ handler: null, device: null, attempts: [failed] });
    expect(text(aReport({ cycles: [none] }))).toContain('none: no handler opened the image');
    const hidden = aCycle({ handler: null, device: null, attempts: [] });
    expect(text(aReport({ cycles: [hidden] }))).toContain(
      'handler     not visible in this capture',
    );
  });

  it('names the purpose of a cycle that is no injection', () => {
    const cycle = aCycle({ purpose: 'resize-check', items: [], redundancy: [] });
    const shown = text(aReport({ cycles: [cycle] }));
    expect(shown).toContain(`resize-check -> ${disk}`);
    expect(shown).toContain('No injection seen in 1 cycle: 1 completed');
    expect(shown).toContain('1 resize-check');
  });

  it('groups cycles by instance, in the order of the first cycle of each', () => {
    const other = '11111111-2222-4333-8444-555555555555';
    const cycles = [
      aCycle({ id: 'c1', instance: { uuid: other, name: null } }),
      aCycle({ id: 'c2', image: { path: '/second', id: null, format: null, cow: null } }),
      aCycle({ id: 'c3', instance: { uuid: other, name: null }, requestId: 'req-3' }),
      aCycle({ id: 'c4', instance: { uuid: null, name: null }, requestId: null }),
    ];
    const instances = [
      anInstance({ cycles: ['c2'] }),
      anInstance({ uuid: other, name: null, cycles: ['c1', 'c3'] }),
      anInstance({ uuid: 'quiet', name: null, cycles: [] }),
    ];
    const shown = text(aReport({ cycles, instances }));
    inOrder(shown, [`Instance ${other}`, 'req-3', `Instance ${uuid}`, '/second', 'not identified']);
    expect(shown.split(`Instance ${other}`)).toHaveLength(2);
    expect(shown).toContain('1 instance with no cycle seen: quiet (spawned)');
  });

  it('shares one redundancy answer between the items it holds for', () => {
    const [answer] = aCycle().redundancy;
    if (answer === undefined) throw new Error('the cycle has an answer');
    const cycle = aCycle({ redundancy: [answer, { ...answer, item: 'net' }] });
    expect(text(aReport({ cycles: [cycle] }))).toContain('key, net: likely-redundant');
  });
});

describe('the timeline', () => {
  const rows = (cycle: Cycle, width = 80, path = 'nova-compute.log'): string => {
    const shown = text(aReport({ cycles: [cycle], sources: [aSource({ path })] }), width);
    return shown.slice(shown.indexOf('    timeline\n'), shown.indexOf('    redundancy'));
  };

  it('has offset, step, command, result and line, and no column that would be empty', () => {
    expect(rows(aCycle(), 120)).toMatch(/^ +at +step +command +line\n/m);
    const failed = aCycle({
      start: '2013-06-20T11:45:01.000',
      steps: [
        aStep(9, { at: '2013-06-20T11:45:01.137', durationMs: 250, exitCode: 32 }),
        aStep(10, { at: null, command: null, note: 'Setting up appliance' }),
      ],
    });
    expect(rows(failed, 120)).toMatch(/^ +at +step +\| +0\.387s\| +command +took +result +line\n/m);
    expect(rows(failed, 120)).toMatch(
      /\+0\.137s +write +#+ +tee .* 0\.250s +exit 32 +nova-compute\.log:9\n/,
    );
    expect(rows(failed, 120)).toMatch(/ - +write +Setting up appliance +nova-compute\.log:10\n/);
  });

  it('wraps a long command below its row, without losing a word', () => {
    const command = `mount -o loop,rw,noatime --some-option=value ${'/a/long/path'.repeat(9)} ${mountDir}`;
    for (const width of [60, 80, 120]) {
      for (const path of ['n.log', '/var/log/nova/nova-compute.log']) {
        const shown = rows(aCycle({ steps: [aStep(1_234, { command })] }), width, path);
        for (const word of command.split(' ')) expect(shown.split(/\s+/)).toContain(word);
        expect(shown).toContain(`${path}:1234\n`);
        expect(shown).not.toContain('…');
      }
    }
  });

  it('folds the writes of a long one, and keeps what leaves the mount directory in sight', () => {
    const shown = rows(longCycle);
    const joined = shown.replace(/\s+/g, ' ');
    expect(joined).toContain(`60 writes`);
    expect(joined).toContain('nova-compute.log:101 ');
    expect(joined).toContain('up to nova-compute.log:160');
    expect(joined).toContain(`tee nova-compute.log:161 ${mountDir}/../../etc/passwd`);
    expect(joined).toContain('nova-compute.log:162');
    expect(shown.split('\n').length).toBeLessThan(15);
  });

  it('shows every step of one that can be read', () => {
    const steps = Array.from({ length: 40 }, (_, at) => aStep(101 + at));
    const shown = rows(aCycle({ steps }));
    for (const step of steps) expect(shown).toContain(`nova-compute.log:${step.evidence[0].line}`);
  });

  it('keeps a failed write out of a fold', () => {
    const steps = longCycle.steps.map((step, at) => (at === 30 ? { ...step, exitCode: 1 } : step));
    const shown = rows(aCycle({ steps }));
    expect(shown).toMatch(/exit 1 +nova-compute\.log:130\n/);
  });
});

it('tells handlers that failed, that do not show and that were at it apart', () => {
  const attempt = {
    handler: 'guestfs',
    error: null,
    device: null,
    evidence: [seen(1, 1)],
  } as const;
  const of = (attempts: Cycle['attempts']) => aCycle({ handler: null, attempts });
  const cycles = [
    of([{ ...attempt, outcome: 'failed' }]),
    of([{ ...attempt, outcome: 'unknown' }]),
    of([]),
  ];
  const shown = flat(aReport({ cycles }));
  expect(shown).toContain('handlers none 1, not visible 2');
  expect(shown).toContain('none: no handler opened the image');
  expect(shown).toContain('guestfs was at it; whether it opened the image is not visible');
});

describe('a report without a cycle', () => {
  const empty = (parts: Partial<Source>): string =>
    flat(aReport({ cycles: [], sources: [aSource(parts)] }));

  it('is good news only where commands are visible', () => {
    expect(empty({})).toContain(
      'No image was opened, so nothing was injected (commands are visible)',
    );
  });

  it('never looks healthy where commands are hidden', () => {
    const shown = empty({
      levels: { INFO: 22 },
      visibility: someVisibility({ commands: 'hidden', why: 'no DEBUG record in the log' }),
    });
    expect(shown).toContain(
      'commands: hidden; announcements: visible - no DEBUG record in the log',
    );
    expect(shown).toContain('No injection seen, but one could have happened unseen: commands are');
    expect(shown).toContain('are visible and there is none');
    expect(shown).not.toContain('No image was opened');
  });

  it('does not advise debug=true where DEBUG records are there', () => {
    const visibility = someVisibility({
      commands: 'hidden',
      announcements: 'not-printed-by-release',
      why: 'the privsep daemon logs from INFO up',
    });
    const shown = empty({ visibility });
    expect(shown).not.toContain('debug=true');
    expect(shown).toContain('this release does not announce injections');
  });

  it('says that missing parts limit the answer', () => {
    const gaps = [{ kind: 'cut-head', detail: 'x', count: 1, evidence: [] }] as const;
    expect(empty({ gaps })).toContain('as far as the input goes: parts of it are missing');
  });

  it('takes records of the service that say nothing of images for its log', () => {
    const shown = empty({ recognisedLines: 0, levels: { INFO: 4 } });
    expect(shown).not.toContain('nothing in the input was recognised');
  });

  it('says so where nothing was recognised or nothing was given', () => {
    const shown = empty({ recognisedLines: 0, levels: {}, first: null, last: null, format: null });
    expect(shown).toContain('nothing in the input was recognised');
    expect(shown).toContain('no known line layout');
    expect(flat(aReport({ cycles: [], sources: [], releases: [] }))).toContain('release: unknown');
  });
});

describe('width and colour', () => {
  const reports = [
    aReport({ findings: [aFinding(), aFinding({ severity: 'warning' })] }),
    aReport({ cycles: [longCycle] }),
    aReport({
      cycles: [],
      sources: [aSource({ visibility: someVisibility({ commands: 'hidden' }) })],
    }),
  ];

  it.each([60, 80, 120])(
    'fills %i columns; only a word that cannot be broken is longer',
    (width) => {
      for (const report of reports) {
        for (const line of text(report, width).split('\n')) {
          if (line.length > width) expect(line.trim()).not.toContain(' ');
          expect(line).toBe(line.trimEnd());
        }
      }
    },
  );

  it('never wraps to less than 60 columns', () => {
    for (const report of reports) expect(text(report, 20)).toBe(text(report, 60));
  });

  it('draws with ASCII only', () => {
    for (const report of reports) expect(text(report)).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it('uses no escape without colour, and adds nothing else with it', () => {
    for (const report of reports) {
      for (const width of [60, 80, 120]) {
        const painted = text(report, width, true);
        expect(text(report, width)).not.toContain('\u001b');
        expect(painted).toContain('\u001b');
        expect(withoutColour(painted)).toBe(text(report, width));
      }
    }
  });

  it('shows errors and leaks in red, warnings in yellow, completion in green', () => {
    const findings = [
      aFinding({ title: 'broken' }),
      aFinding({ severity: 'warning', title: 'odd' }),
    ];
    const painted = text(aReport({ findings }), 80, true);
    expect(painted).toContain('\u001b[31mbroken');
    expect(painted).toContain('\u001b[33modd');
    expect(painted).toContain('\u001b[32mcompleted');
    const leaked = text(aReport({ cycles: [aCycle({ outcome: 'leaked' })] }), 80, true);
    expect(leaked).toContain('\u001b[31mleaked');
  });
});

describe('hostile text', () => {
  const attacks = [
    '\u001b[31mred\u001b[0m',
    '\u001b[2J\u001b[1;1H',
    '\u001b]0;title\u0007',
    '\u001b]8;;http://example.org\u001b\\link\u001b]8;;\u001b\\',
    '\u001b]52;c;aGk=\u0007',
    '\u001b]52;c;unterminated',
    '\u009b31m\u009d0;x\u009c',
    '\rover\u0000\u0008\u007f\u0085\u2028\u2029',
    '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c',
    '\u200b\u200c\u200d\u2060\ufeff\u00ad\u{e0041}\u3164\ufe0f',
    '\ud800',
  ].join('');
  const forbidden = /[^\n\P{C}]|[\u2028\u2029\u3164]|\ufe0f/u;

  /** Every string of a report with the attack inside; keys of counts too, as levels come from logs. */
  function poisoned<T>(value: T): T {
    const poison = (part: unknown, key: string): unknown => {
      if (typeof part === 'string') return fixed.has(key) ? part : `${part}${attacks}É日本`;
      if (Array.isArray(part)) return part.map((one) => poison(one, key));
      if (part === null || typeof part !== 'object') return part;
      const own = key === 'levels' || key.startsWith('by') ? attacks : '';
      const entries = Object.entries(part).map(([name, one]) => [name + own, poison(one, name)]);
      return Object.fromEntries(entries);
    };
    return poison(value, '') as T;
  }
  const fixed = new Set([
    'severity',
    'outcome',
    'step',
    'verdict',
    'basis',
    'confidence',
    'purpose',
    'commands',
    'announcements',
  ]);

  const report = poisoned(
    aReport({
      cycles: [
        aCycle({
          error: 'first\nsecond',
          leftBehind: {
            devices: [{ name: '/dev/nbd15', proof: 'observed', evidence: [seen(58)] }],
            mappings: [],
            mounts: [],
          },
          attempts: [
            { handler: 'loop', outcome: 'failed', error: 'x', device: 'y', evidence: [seen(1)] },
          ],
        }),
        longCycle,
      ],
      findings: [aFinding()],
      sources: [
        aSource({
          gaps: [{ kind: 'unreadable', detail: 'damaged', count: 1, evidence: [] }],
          visibility: someVisibility({ commands: 'hidden', why: 'because' }),
        }),
      ],
    }),
  );

  it('drives no terminal, whichever field it came in', () => {
    for (const width of [60, 80, 120]) {
      expect(text(report, width)).not.toMatch(forbidden);
      expect(withoutColour(text(report, width, true))).toBe(text(report, width));
    }
  });

  it('cannot start a line of its own but in an error, where it stays indented', () => {
    const cycle = aCycle({
      error: 'first\nInstance forged',
      image: { path: '/disk\nInstance forged', id: null, format: null, cow: null },
    });
    expect(text(aReport({ cycles: [cycle] }))).not.toMatch(/^Instance forged/m);
  });

  it('keeps letters of any script and removes sequences whole', () => {
    expect(plain('É日本 Привет \u001b[1;31mred\u001b[0m')).toBe('É日本 Привет red');
    expect(plain('a\u001b]8;;http://example.org\u0007b\u001b]8;;\u0007c')).toBe('abc');
    expect(plain('a\u001b]52;c;aGk=\u001b\\b')).toBe('ab');
    expect(plain('one\r\ntwo\tthree')).toBe('one two three');
    expect(plainLines('\none\r\n two\n\n')).toEqual(['one', ' two']);
  });
});

describe('times', () => {
  it('shows a duration to the precision that helps', () => {
    expect([137, 9_999, 12_345, 125_000, 3_725_000].map((ms) => showDuration(ms, false))).toEqual([
      '0.137s',
      '9.999s',
      '12.3s',
      '2m 05s',
      '1h 02m 05s',
    ]);
    expect(showDuration(59_999, false)).toBe('1m 00s');
    expect([0, 1000, 12_000, 125_000].map((ms) => showDuration(ms, true))).toEqual([
      '<1s',
      '1s',
      '12s',
      '2m 05s',
    ]);
  });

  it('shows offsets from the start, never a finer one than the log has', () => {
    expect(showOffset('2013-06-20T11:45:01.260', '2013-06-20T11:45:01.123')).toBe('+0.137s');
    expect(showOffset('2013-06-20T11:45:02', '2013-06-20T11:45:01')).toBe('+1s');
    expect(showOffset('2013-06-20T11:45:01', '2013-06-20T11:45:01')).toBe('+0s');
    expect(showOffset('2013-06-20T11:45:00', '2013-06-20T11:45:01')).toBe('-1s');
    expect(showOffset('2013-06-20T13:45:02+02:00', '2013-06-20T11:45:01Z')).toBe('+1s');
    expect(showOffset(null, '2013-06-20T11:45:01')).toBe('-');
  });

  it('repeats the date of a span only where it changes', () => {
    expect(showSpan('2012-11-26T23:59:58', '2012-11-27T00:00:01')).toBe(
      '2012-11-26 23:59:58 to 2012-11-27 00:00:01',
    );
    expect(showSpan(null, null)).toBe('no times');
  });
});

describe('the JSON report', () => {
  it('is what JSON.stringify prints, and a newline', () => {
    const evidence: NonEmpty<Evidence> = [{ ...seen(1), text: 'a\nb\u001b\ud800' }];
    const reports = [
      aReport(),
      aReport({ cycles: [], sources: [], releases: [] }),
      aReport({ cycles: [aCycle(), longCycle], findings: [aFinding({ evidence })] }),
    ];
    for (const report of reports) {
      const printed = [...reporters.json(report)].join('');
      expect(printed).toBe(`${JSON.stringify(report, null, 2)}\n`);
    }
  });

  it('comes in pieces no larger than a cycle', () => {
    const report = aReport({ cycles: Array.from({ length: 50 }, () => longCycle) });
    const pieces = [...reporters.json(report)];
    const cycle = JSON.stringify(longCycle, null, 6).length;
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(cycle * 2);
  });
});

describe('the JUnit report', () => {
  const printed = (parts: Partial<Report>) => [...reporters.junit(aReport(parts))].join('');

  it('fails the case of a cycle by its errors and warnings, and by no other finding', () => {
    const [first, second] = [aCycle({ id: 'aaa' }), aCycle({ id: 'bbb' })];
    const text = printed({
      cycles: [first, second],
      findings: [
        aFinding({ id: 'leaked-mount', severity: 'error', cycles: ['bbb'] }),
        aFinding({ id: 'hidden-commands', severity: 'info', cycles: ['aaa'] }),
      ],
    });
    expect(text).toMatch(
      /<testsuites name="inject-trace" tests="2" failures="1" errors="0" skipped="0">/,
    );
    expect(text).toMatch(/name="[^"]*aaa"[^>]*\/>/);
    expect(text).toMatch(/name="[^"]*bbb"[^>]*>\n *<failure type="leaked-mount"/);
    expect(text).not.toContain('hidden-commands');
  });

  it('makes a finding about no cycle a case of its own', () => {
    const text = printed({ cycles: [], findings: [aFinding({ severity: 'warning', cycles: [] })] });
    expect(text).toMatch(/<testcase classname="log" name="[a-z-]+">\n *<failure /);
  });

  it('skips a cycle whose end is not in the log', () => {
    const text = printed({ cycles: [aCycle({ outcome: 'incomplete' })], findings: [] });
    expect(text).toMatch(/skipped="1">.*<skipped message="[^"]+"\/>/s);
  });

  it('is well-formed whatever a log says', () => {
    const hostile = ']]><a b="c">&amp;\u0000\u001b[31m\uffff\ud800';
    const evidence: NonEmpty<Evidence> = [{ ...seen(1), text: hostile }];
    const text = printed({
      cycles: [aCycle({ instance: { uuid: null, name: hostile } })],
      findings: [aFinding({ severity: 'error', cycles: [], detail: hostile, evidence })],
    });
    const markup = /<\?xml [^?]*\?>|<\/?[a-z]+(?: [a-z]+="[^"<]*")*\/?>/g;
    expect(text.replace(markup, '')).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot);)/);
    expect(text).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/u);
  });
});
