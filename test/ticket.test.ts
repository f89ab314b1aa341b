// The blocks for a ticket, read back as GitHub and Jira would: what their reader would notice.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import MarkdownIt, { type Token } from 'markdown-it';
import { beforeAll, describe, expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import type { Report } from '../src/model.ts';
import { reporters } from '../src/reporters/index.ts';
import { withShortNames } from '../src/reporters/ticket/short-names.ts';
import { build, fixture, inputOf, reportOn, root } from './support.ts';

const SHOWCASE = 'showcase.log';
const LEAK = 'rules/leaked-nbd-device/fires.log';
const INFO_ONLY = 'releases/2012.1.3/info-only.log';
const FORMATS = ['md', 'jira'] as const;

type Format = (typeof FORMATS)[number];

function ticket(report: Report, format: Format = 'md', maxLines?: number): string {
  return [...reporters[format](report, { color: false, width: 80, maxLines })].join('');
}

async function reportOf(name: string): Promise<Report> {
  const path = name.split('/').at(-1) ?? name;
  return (await analyze([inputOf(fixture(name).bytes, path)])).report;
}

const heightOf = (text: string) => text.split('\n').length - 1;

/** The lines of a section below its label. */
function section(text: string, label: string): readonly string[] {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`**${label}`));
  const to = lines.findIndex((line, at) => at > from && line.startsWith('**'));
  return from < 0 ? [] : lines.slice(from, to < 0 ? undefined : to);
}

// ---------------------------------------------------------------- reading it back

/** With what forges add: bare addresses become links. */
const reader = new MarkdownIt({ html: false, linkify: true });

const tokensOf = (text: string): readonly Token[] =>
  reader.parse(text, {}).flatMap((token) => [token, ...(token.children ?? [])]);

const INERT = [
  ...['paragraph', 'bullet_list', 'list_item', 'strong'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
].flatMap((name) => [`${name}_open`, `${name}_close`]);
const KINDS = new Set([...INERT, 'inline', 'text', 'code_inline', 'fence']);

/** Cells of each row, table by table. */
function tableWidths(text: string): readonly (readonly number[])[] {
  const tables: number[][] = [];
  for (const { type } of tokensOf(text)) {
    if (type === 'table_open') tables.push([]);
    if (type === 'tr_open') tables.at(-1)?.push(0);
    const row = tables.at(-1);
    if ((type === 'th_open' || type === 'td_open') && row !== undefined) {
      row[row.length - 1] = (row.at(-1) ?? 0) + 1;
    }
  }
  return tables;
}

function expectInertMarkdown(text: string): void {
  const tokens = tokensOf(text);
  const others = tokens.filter(({ type }) => !KINDS.has(type));
  expect(others.map(({ type, content }) => ({ type, content }))).toEqual([]);
  const words = tokens.filter(({ type }) => type === 'text').map(({ content }) => content);
  // What GitHub and GitLab look for in words: mentions, references, addresses, emoji, tags, formulas.
  const meant = words.filter((one) =>
    /[@#!$%&~^*_`\\{}]|<(?!\d)|:\/\/|www\.|:\w+:[a-z]/i.test(one),
  );
  expect(meant).toEqual([]);
  for (const rows of tableWidths(text)) expect(new Set(rows).size).toBe(1);
}

/** Without the blocks that Jira shows as they are, which have to end where they should. */
function jiraMarkup(text: string): readonly string[] {
  const pieces = text.split(/^\{noformat\}$/m);
  expect(pieces.length % 2).toBe(1);
  for (const quoted of pieces.filter((_, at) => at % 2 === 1)) {
    expect(quoted).not.toMatch(/\{\s*noformat/i);
  }
  return pieces.filter((_, at) => at % 2 === 0).flatMap((piece) => piece.split('\n'));
}

function expectInertJira(text: string): void {
  const lines = jiraMarkup(text);
  for (const line of lines) {
    // The tool's own: bold labels and severities, a bullet, the bars of a table, code.
    const own = line
      .replace(/^(\* )?(?:\*[^*]+\*(?= |$))?/, '')
      .replace(/\{\{([^{}]*)\}\}/g, '$1')
      .replace(/^\|\|.*\|\|$|^\| | \|(?= |$)/g, '');
    const left = own.replace(/\\[-#*_+?^~|%{}[\]()!@]|&#\d+;/g, '');
    expect(left, line).not.toMatch(
      /[{}|\\![\]#*+@^~%]|:\/\/|mailto:|&#|(?<!\w)[-_]\w.*\w[-_](?!\w)/,
    );
  }
  const rows = lines.filter((line) => line.startsWith('| '));
  for (const row of rows) {
    const titles = lines.slice(0, lines.indexOf(row)).findLast((line) => line.startsWith('|| '));
    expect(row.split('|').length - 2, row).toBe((titles ?? '').split('||').length - 2);
  }
}

const EXPECT_INERT = { md: expectInertMarkdown, jira: expectInertJira };

// ---------------------------------------------------------------- tests

describe.each([LEAK, INFO_ONLY])('%s', (name) => {
  test.each(FORMATS)('as %s, beside its log', async (format) => {
    const printed = ticket(await reportOf(name), format);
    const golden = `${fixture(name).path.replace(/\.log$/, '')}.ticket.${format}`;
    await expect(printed).toMatchFileSnapshot(golden);
    expect(heightOf(printed)).toBeLessThanOrEqual(60);
    EXPECT_INERT[format](printed);
  });
});

test('a ticket begins with what was asked and ends with how to see it again', async () => {
  const labels = [...ticket(await reportOf(SHOWCASE)).matchAll(/^\*\*([\w ]+)/gm)].map(
    ([, label]) => label,
  );
  expect(labels).toEqual([
    ...['Asked', 'Verdict', 'Findings', 'Cycle 1 of 6', 'Timeline', 'Evidence'],
    ...['Environment', 'Unknown', 'Reproduce', 'Left out'],
  ]);
});

test('the verdict is what the terminal says', async () => {
  const report = await reportOf(LEAK);
  const terminal = [...reporters.terminal(report, { color: false, width: 1000 })].join('');
  const [verdict = ''] = section(ticket(report), 'Verdict');
  expect(terminal.split('\n')).toContain(verdict.replace('**Verdict:** ', ''));
});

test('the cycle that leaked comes before those that took longer', async () => {
  const report = await reportOf(SHOWCASE);
  const cycles = section(ticket(report, 'md', 1000), 'Cycle 1 of 6');
  expect(cycles).toContainEqual(expect.stringMatching(/^- outcome: leaked/));
  const second = section(ticket(report, 'md', 1000), 'Cycle 2 of 6');
  expect(second).toContainEqual(expect.stringMatching(/^- outcome: completed, took 11s/));
});

test('a shortened timeline keeps the steps that failed', async () => {
  const report = await reportOf(SHOWCASE);
  const rows = section(ticket(report, 'md', 40), 'Timeline');
  expect(rows[0]).toMatch(/\(\d of 13 steps\)$/);
  expect(rows.join('\n')).toMatch(/unmount .* exit 1 .*umount/);
  expect(rows.join('\n')).toMatch(/error .*Device or resource busy/);
});

test('the lines behind the findings are quoted word for word', async () => {
  const report = await reportOf(LEAK);
  const quoted = tokensOf(ticket(report)).find(
    ({ type, info }) => type === 'fence' && info === 'text',
  );
  for (const { line, text } of report.findings.flatMap(({ evidence }) => evidence)) {
    expect(quoted?.content.split('\n')).toContain(`fires.log:${line}: ${text}`);
  }
});

test('a source is named by as much of its path as no other has', () => {
  const sources = ['/a/n.log', '/b/n.log', '/b/m.log', '-', '/c/b/n.log'].map((path) => ({ path }));
  const named = withShortNames({ sources } as unknown as Report).sources.map(({ path }) => path);
  expect(named).toEqual(['a/n.log', '/b/n.log', 'm.log', '-', 'c/b/n.log']);
});

describe('the number of lines', () => {
  test.each(FORMATS)(
    'is never more than asked for, and what is left out is counted: %s',
    async (format) => {
      for (const name of [SHOWCASE, LEAK, INFO_ONLY]) {
        const report = await reportOf(name);
        const whole = ticket(report, format, 100_000);
        expect(whole).not.toMatch(/Left out/);
        for (let most = 40; most < heightOf(whole) + 2; most += 7) {
          const short = ticket(report, format, most);
          expect(heightOf(short)).toBeLessThanOrEqual(most);
          if (short.length < whole.length - 100) expect(short).toMatch(/^\*+Left out:.* \d+ \w+/m);
        }
      }
    },
  );

  test('a thousand cycles still make one screen', async () => {
    const report = await reportOf(SHOWCASE);
    const cycles = Array.from({ length: 1000 }, (_, at) => report.cycles[at % 6]).filter(
      (cycle) => cycle !== undefined,
    );
    const text = ticket({ ...report, cycles });
    expect(heightOf(text)).toBeLessThanOrEqual(60);
    expect(text).toMatch(/Left out:.* 999 cycles/);
  });
});

describe('little to tell', () => {
  const empty: Partial<Report> = {
    cycles: [],
    instances: [],
    findings: [],
    releases: [],
    config: [],
  };

  test.each(FORMATS)('a report on nothing at all as %s', async (format) => {
    const report = await reportOf(LEAK);
    const summary = { ...report.summary, cycles: 0, injections: 0 };
    const text = ticket({ ...report, ...empty, sources: [], summary }, format);
    EXPECT_INERT[format](text);
    expect(text).toMatch(/release: unknown/);
    expect(text).not.toMatch(/undefined|null|NaN/);
  });

  test('a log in which no image was opened', async () => {
    const line =
      '2012-05-14 09:00:52 DEBUG nova.utils [-] Running cmd (subprocess): ls from (pid=1) execute u.py:1';
    const text = ticket(await reportOn([line]));
    expect(section(text, 'Verdict')[0]).toMatch(/No image was opened|No injection seen/);
    expect(section(text, 'Cycle')).toEqual([]);
  });

  test.each(FORMATS)('a cycle of which nothing is known as %s', async (format) => {
    const report = await reportOf(LEAK);
    const nothing = JSON.parse(
      JSON.stringify(report.cycles[0], (key, value) =>
        typeof value === 'string' && !['id', 'outcome', 'purpose', 'step'].includes(key)
          ? null
          : value,
      ),
    );
    const [{ steps, ...cycle }] = [nothing];
    const known = {
      ...cycle,
      reason: report.cycles[0]?.reason,
      steps: [],
      items: [],
      redundancy: [],
    };
    const text = ticket(
      {
        ...report,
        cycles: [{ ...known, attempts: [], leftBehind: { devices: [], mappings: [], mounts: [] } }],
      },
      format,
    );
    EXPECT_INERT[format](text);
    expect(steps.length).toBeGreaterThan(0);
    expect(text).toMatch(/instance not identified/);
  });
});

// ---------------------------------------------------------------- hostile text

const HOSTILE = [
  '<script>alert(1)</script> <img src=x onerror=alert(1)> <!-- &lt;b&gt; &#60;i&#62;',
  '[click](javascript:alert(1)) ![x](http://evil.example/x.png) [a]: http://evil.example "t"',
  '[a][b] [[wiki]] [x] [^1] [~admin] [link|http://evil.example] !http://evil.example/x.png!',
  '@everyone #123 GH-7 owner/repo#1 !5 $9 %"m" ~bug &3 PROJ-1 https://evil.example www.evil.example',
  'a | b || c \\| d \\\\| e |',
  '``` ```` ` `` ~~~~ `a`b``',
  '{noformat}{code}{ NoFormat}{color:red}{panel} {{x}} }} \\{noformat} {toc}',
  '\n# heading\n- item\n1. one\n> quote\n---\n===\n```\nfence\n{noformat}\n{code}\nh1. big\nbq. q\n* x\n|| t ||\n| c |',
  '*bold* _it_ **b** __u__ -del- +ins+ ^sup^ ~sub~ ??cite?? :smile: (!) (x) :) ;) \\ \\\\ -- ---',
  '1. one',
  '- item',
  '+ item',
  '# head',
  '/close',
  'h1. x',
  'bq. x',
  '1) x',
  '> x',
  '$`a`$',
  '-',
  '|',
  '`',
  '\\',
  '\u202eevil\u2066 \u001b[31mred\u001b]0;t\u0007 \u0000',
  "mailto:a@b.example file:///etc/passwd <http://a.example> '; rm -rf ~; ' $(id) `id`",
];

/** The report with every string replaced but what says where its parts belong. */
function poisoned(report: Report, text: string): Report {
  return JSON.parse(JSON.stringify(report), (key, value) =>
    typeof value === 'string' && key !== 'schema' && key !== 'severity' ? text : value,
  );
}

describe.each(FORMATS)('hostile text in every field as %s', (format) => {
  test.each(HOSTILE)('%j', async (text) => {
    for (const name of [SHOWCASE, LEAK, INFO_ONLY]) {
      const printed = ticket(poisoned(await reportOf(name), text), format, 200);
      EXPECT_INERT[format](printed);
      expect(heightOf(printed)).toBeLessThanOrEqual(200);
      expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\u2066]/);
    }
  });

  test('a word as long as a page takes no longer than others', async () => {
    const long = `${'"'.repeat(20_000)}x${'.'.repeat(20_000)}-${"'a".repeat(20_000)}`;
    EXPECT_INERT[format](ticket(poisoned(await reportOf(LEAK), long), format));
  });
});

test('nothing of a hostile text is lost where it is shown as code', async () => {
  const report = await reportOf(LEAK);
  for (const text of ['a | `b` || c', '``', '\\|', '<b>&amp;</b>']) {
    const rows = tokensOf(ticket(poisoned(report, text)));
    const cells = rows.flatMap(({ type }, at) => (type === 'td_open' ? [rows[at + 1]] : []));
    const shown = cells.map((cell) =>
      (cell?.children ?? []).map(({ content }) => content).join(''),
    );
    expect(shown).toContain(text);
  }
});

test('the same report gives the same bytes', async () => {
  const report = await reportOf(SHOWCASE);
  const copy = JSON.parse(JSON.stringify(report)) as Report;
  for (const format of FORMATS) expect(ticket(copy, format)).toBe(ticket(report, format));
});

// ---------------------------------------------------------------- the command line

describe('the command line', () => {
  beforeAll(build, 300_000);

  const run = (args: readonly string[]) =>
    execFileSync(process.execPath, [`${root}bin/inject-trace.js`, ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    });

  test('npm start with options alone is about the bundled log', () => {
    const start = (args: readonly string[]) =>
      execFileSync(process.execPath, ['bin/start.js', ...args], { cwd: root, encoding: 'utf8' });
    expect(start(['--format', 'md'])).toMatch(/^- `.*showcase\.log`: 181 lines/m);
    const own = start(['--format', 'md', 'fixtures/excerpt.log']);
    expect(own).toMatch(/^- `fixtures\/excerpt\.log`/m);
    expect(own).not.toMatch(/showcase/);
  });

  test.each(['x', '39', '0', '-5', '1e3', '', '99999999999'])(
    '--max-lines %j is refused',
    (lines) => {
      const refused = () => run(['--format', 'md', `--max-lines=${lines}`, 'fixtures/excerpt.log']);
      expect(refused).toThrow(
        expect.objectContaining({
          status: 2,
          stdout: '',
          stderr: expect.stringMatching(/^inject-trace: --max-lines .*\n$/),
        }),
      );
    },
  );

  test('--max-lines is refused where it would do nothing', () => {
    expect(() => run(['--max-lines', '80', 'fixtures/excerpt.log'])).toThrow(
      expect.objectContaining({ status: 2 }),
    );
  });

  test('--max-lines is for the tickets among several files', () => {
    const directory = mkdtempSync(`${tmpdir()}/ticket-`);
    const files = ['a.md', 'a.jira', 'a.txt'].map((name) => `${directory}/${name}`);
    const outputs = files.flatMap((file) => ['-o', file]);
    expect(run([...outputs, '--max-lines', '44', 'fixtures/showcase.log'])).toBe('');
    const heights = files.map((file) => heightOf(readFileSync(file, 'utf8')));
    expect(heights.map((height) => height <= 44)).toEqual([true, true, false]);
  });

  test.each(FORMATS)('the command it tells prints it again: %s', (format) => {
    const directory = mkdtempSync(`${tmpdir()}/ticket-`);
    const log = `${directory}/it's a $HOME "log" \`x\` *.log`;
    copyFileSync(fixture(SHOWCASE).path, log);
    const printed = run([
      '--format',
      format,
      '--max-lines',
      '44',
      log,
      'fixtures/sources/sosreport.tar.xz',
    ]);
    const command = printed.split('\n').find((line) => line.startsWith('inject-trace '));
    const installed = `#!/bin/sh\nexec "${process.execPath}" bin/inject-trace.js "$@"\n`;
    writeFileSync(`${directory}/inject-trace`, installed, { mode: 0o755 });
    const PATH = `${directory}:/usr/bin:/bin`;
    const again = execFileSync('sh', ['-c', command ?? ''], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH },
    });
    expect(again).toBe(printed);
  });
});
