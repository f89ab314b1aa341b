// What is told while logs are read: each cycle as soon as it is over, and nothing that the report on the whole
// log does not bear out.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import type { Cycle, Finding, ReportPart, Summary } from '../src/model.ts';
import { ndjsonLines } from '../src/reporters/ndjson.ts';
import { reportSchema } from '../src/schema/index.ts';
import { newTeller, nothingTold } from '../src/verdicts/telling.ts';
import { runTool } from './running.ts';
import { build, fixture, fixtures, inputOf, keyOverNbd, nova, root } from './support.ts';

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, schemas: [reportSchema] });
const isLine = ajv.compile({ $ref: `${reportSchema.$id}#/$defs/Line` });

interface Heard {
  readonly cycles: readonly Cycle[];
  readonly findings: readonly Finding[];
  readonly summary: Summary | undefined;
  readonly lines: readonly string[];
  readonly remembered: ReturnType<typeof nothingTold>;
}

async function hear(bytes: Uint8Array | string): Promise<Heard> {
  const parts: ReportPart[] = [];
  const remembered = nothingTold();
  const lines: string[] = [];
  let end = () => {};
  await analyze([inputOf(bytes, 'nova-compute.log')], {
    keepsCycles: false,
    listen: (known) => {
      const teller = newTeller(known, remembered);
      const tell = (part: ReportPart) => {
        parts.push(part);
        lines.push(...ndjsonLines(part, known.scans));
      };
      end = () => tell(teller.end());
      return {
        over: (traces) => {
          for (const trace of traces) tell(teller.over(trace));
        },
      };
    },
  });
  end();
  return {
    cycles: parts.flatMap(({ cycles = [] }) => cycles),
    findings: parts.flatMap(({ findings = [] }) => findings),
    summary: parts.at(-1)?.summary,
    lines,
    remembered,
  };
}

const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);

/** What a cycle is, whatever was learnt later of its release and its instance's other name. */
const coreOf = ({ id, purpose, handler, attempts, items, outcome, error, steps }: Cycle) => ({
  id,
  purpose,
  handler,
  attempts,
  items,
  outcome,
  error,
  steps,
});

describe.each(fixtures())('of $name', ({ bytes }) => {
  test('every cycle of the report is told once, with the same verdict', async () => {
    const [{ report }, heard] = await Promise.all([
      analyze([inputOf(bytes, 'nova-compute.log')]),
      hear(bytes),
    ]);
    expect(heard.cycles.map(coreOf).sort(byId)).toEqual(report.cycles.map(coreOf).sort(byId));
    expect(heard.summary).toMatchObject({
      cycles: report.summary.cycles,
      byHandler: report.summary.byHandler,
      byOutcome: report.summary.byOutcome,
      instances: report.summary.instances,
      unrecognisedLines: report.summary.unrecognisedLines,
    });
  });

  test('every line fits the schema, and no finding is one that the report lacks', async () => {
    const [{ report }, heard] = await Promise.all([
      analyze([inputOf(bytes, 'nova-compute.log')]),
      hear(bytes),
    ]);
    for (const line of heard.lines) {
      expect(isLine(JSON.parse(line)), `${JSON.stringify(isLine.errors)} ${line}`).toBe(true);
    }
    const known = new Set(report.findings.map(({ id }) => id));
    expect(heard.findings.filter(({ id }) => !known.has(id))).toEqual([]);
  });
});

/** As many injections, one after the other. */
function injections(count: number): string {
  const lines: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const hex = at.toString(16).padStart(8, '0');
    const uuid = `${hex}-90e7-4c7d-8f0b-6a5b1f0c9e21`;
    const log = nova('2012.1', {
      uuid,
      name: `instance-${hex}`,
      request: `req-${uuid}`,
      start: at % 50_000,
    });
    lines.push(log.starting(), ...keyOverNbd(log), log.spawned());
  }
  return `${lines.join('\n')}\n`;
}

test('however many cycles there are, few are remembered and every instance is told', async () => {
  const count = 5200;
  const { cycles, lines, remembered } = await hear(injections(count));
  expect(cycles).toHaveLength(count);
  expect(remembered.latest.cycles.length).toBeLessThanOrEqual(40);
  expect(remembered.ids.size).toBeLessThanOrEqual(1000);
  const instances = lines.filter((line) => line.includes('"kind":"instance"'));
  expect(instances).toHaveLength(count);
});

test('an instance that is met again when many others were is told again, and counted once', async () => {
  const log = injections(1200);
  const again = injections(1).replaceAll('2012-', '2013-');
  const { lines, summary } = await hear(`${log}${again}`);
  const instances = lines.filter((line) => line.includes('"kind":"instance"'));
  expect(instances).toHaveLength(1201);
  expect(summary?.instances).toBe(1200);
});

test('a report on everything knows the boots of all, however many there are', async () => {
  const { report } = await analyze([inputOf(injections(1500), 'nova-compute.log')]);
  expect(report.instances).toHaveLength(1500);
  expect(report.instances.filter(({ boot }) => boot.outcome !== 'spawned')).toEqual([]);
});

describe('on the command line', () => {
  let scratch = '';
  beforeAll(() => {
    build();
    scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
  }, 300_000);
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  const kindsIn = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line): string => JSON.parse(line).kind);

  test('cycles come while the log does', async () => {
    const child = spawn(process.execPath, [
      `${root}bin/inject-trace.js`,
      '--format',
      'ndjson',
      '-',
    ]);
    let out = '';
    const told = new Promise<void>((resolve) => {
      child.stdout.on('data', (piece: Buffer) => {
        out += piece;
        if (out.includes('"kind":"cycle"')) resolve();
      });
    });
    child.stdin.write(injections(100));
    await told;
    expect(out).not.toContain('"kind":"summary"');
    child.stdin.end();
    await new Promise((resolve) => child.on('close', resolve));
    expect(kindsIn(out).filter((kind) => kind === 'cycle')).toHaveLength(100);
    expect(kindsIn(out).at(-1)).toBe('summary');
  });

  test('a reader that has enough ends it quietly', async () => {
    const child = spawn(process.execPath, [
      `${root}bin/inject-trace.js`,
      '--format',
      'ndjson',
      '-',
    ]);
    let err = '';
    child.stderr.on('data', (piece: Buffer) => {
      err += piece;
    });
    child.stdin.on('error', () => undefined);
    child.stdout.once('data', () => {
      child.stdout.destroy();
      child.stdin.end(injections(300));
    });
    child.stdin.write(injections(100));
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect({ status, err }).toEqual({ status: 0, err: '' });
  });

  test('a file beside other formats has the same lines', () => {
    const ndjson = `${scratch}/cycles.ndjson`;
    const json = `${scratch}/report.json`;
    const log = 'fixtures/showcase.log';
    const direct = runTool(['--format', 'ndjson', log]).stdout;
    expect(runTool(['-o', ndjson, '-o', json, log])).toMatchObject({ status: 0, stdout: '' });
    expect(readFileSync(ndjson, 'utf8')).toBe(direct);
    expect(JSON.parse(readFileSync(json, 'utf8')).cycles).toHaveLength(6);
    runTool(['-o', ndjson, log]);
    expect(readFileSync(ndjson, 'utf8')).toBe(direct);
  });

  test('what is found with every cycle is told once, whatever else is', () => {
    const log = `${scratch}/leaking.log`;
    const conf = `${scratch}/nova.conf`;
    const leak = fixture('rules/leaked-nbd-device/fires.log').bytes.toString();
    const leaks = Array.from({ length: 1100 }, (_, at) =>
      leak.replaceAll(/d8040cf3|1c92d626|(?<=instance-)[0-9a-f]{8}/g, () =>
        at.toString(16).padStart(8, '0'),
      ),
    );
    writeFileSync(log, leaks.join(''));
    writeFileSync(conf, '[libvirt]\ninject_key = false\n');
    const told = runTool(['--format', 'ndjson', '--nova-conf', conf, log]).stdout;
    const count = (id: string) =>
      told
        .split('\n')
        .filter(
          (line) =>
            line.startsWith('{"schema":"inject-trace/line/1","kind":"finding"') &&
            line.includes(`"id":"${id}"`),
        ).length;
    expect([count('leaked-nbd-device'), count('ignored-options')]).toEqual([1100, 1]);
  });

  test('only what the flags leave of it', () => {
    const flags = ['--format', 'ndjson', '--ignore', 'leaked-nbd-device', '--instance'];
    const { stdout } = runTool([...flags, 'instance-000003a6', 'fixtures/showcase.log']);
    expect(kindsIn(stdout).filter((kind) => kind === 'cycle')).toHaveLength(1);
    expect(stdout).not.toContain('leaked-nbd-device');
    const none = runTool([...flags, 'no-such', 'fixtures/showcase.log']);
    expect(none.stderr).toBe('inject-trace: none of the 6 cycles in the log fits the filter\n');
  });

  test('a finding to fail on fails', () => {
    const flags = ['--format', 'ndjson', '--fail-on'];
    expect(runTool([...flags, 'error', 'fixtures/showcase.log']).status).toBe(1);
    expect(runTool([...flags, 'error', 'fixtures/excerpt.log']).status).toBe(0);
  });

  test('of what is no log nothing is told, and no file is there', () => {
    writeFileSync(`${scratch}/none.txt`, 'nothing\n');
    const path = `${scratch}/none.ndjson`;
    const ran = runTool(['--format', 'ndjson', '-o', path, `${scratch}/none.txt`]);
    expect(ran).toMatchObject({ status: 3, stdout: '' });
    expect(readdirSync(scratch).filter((name) => name.includes('none.ndjson'))).toEqual([]);
  });

  test('with pseudonyms, and with evidence, the lines are those of the report', () => {
    const { stdout } = runTool(['--format', 'ndjson', '--redact', 'fixtures/showcase.log']);
    expect(kindsIn(stdout)[0]).toBe('source');
  });
});
