// Round trip through the programs themselves: entries in export format are written to a journal file,
// and what journalctl prints of it in each of its modes gives the same cycle.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../src/model.ts';
import { keyOverNbd, nova, reportOn } from './support.ts';

const REMOTE = ['/lib/systemd/systemd-journal-remote', '/usr/lib/systemd/systemd-journal-remote'];
const remote = REMOTE.find((path) => existsSync(path));

function hasJournalctl(): boolean {
  try {
    execFileSync('journalctl', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const isMissing = remote === undefined || !hasJournalctl();

const MODES = [
  'short',
  'short-precise',
  'short-iso',
  'short-iso-precise',
  'short-full',
  'short-monotonic',
  'short-unix',
  'with-unit',
  'verbose',
  'export',
  'json',
  'json-pretty',
  'json-sse',
  'json-seq',
  'cat',
];

const START = Date.UTC(2014, 5, 3, 9, 0, 0, 123) * 1000;

/** An entry with a message of several lines has it as bytes. */
function entry(message: string, index: number): Buffer {
  const length = Buffer.alloc(8);
  length.writeUInt32LE(Buffer.byteLength(message));
  const micros = START + index * 1_000_000;
  return Buffer.concat([
    Buffer.from(
      `__CURSOR=s=11111111111111111111111111111111;i=${index + 1};b=22222222222222222222222222222222;m=${index + 1};t=${micros.toString(16)};x=${index + 1}\n` +
        `__REALTIME_TIMESTAMP=${micros}\n__MONOTONIC_TIMESTAMP=${index * 1_000_000 + 1}\n_BOOT_ID=22222222222222222222222222222222\n` +
        '_MACHINE_ID=33333333333333333333333333333333\n_HOSTNAME=cn7\nPRIORITY=6\nSYSLOG_IDENTIFIER=nova-compute\n_PID=4711\n_SYSTEMD_UNIT=nova-compute.service\nMESSAGE\n',
    ),
    length,
    Buffer.from(`${message}\n\n`),
  ]);
}

const log = nova('2014.1');
const messages = [
  ...keyOverNbd(log),
  log.ignored('\n--\nnbd device /dev/nbd15 did not show up\n--\nx'),
];

const OWN = new Set(['id', 'host', 'evidence']);
const cyclesIn = ({ cycles }: Report): unknown =>
  JSON.parse(JSON.stringify(cycles, (key, value) => (OWN.has(key) ? undefined : value)));

describe.skipIf(isMissing)('through journalctl (needs systemd-journal-remote)', () => {
  let folder = '';
  let file = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'journal-'));
    file = join(folder, 'nova.journal');
    writeFileSync(join(folder, 'nova.export'), Buffer.concat(messages.map(entry)));
    execFileSync(remote ?? '', ['-o', file, join(folder, 'nova.export')], { stdio: 'ignore' });
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(MODES)('%s', async (mode) => {
    const printed = execFileSync('journalctl', ['--file', file, '--all', '--utc', '-o', mode], {
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const report = await reportOn(printed);
    expect(report.cycles.length).toBeGreaterThan(0);
    expect(cyclesIn(report)).toEqual(cyclesIn(await reportOn(messages)));
    if (mode !== 'cat') expect(report.cycles[0]?.host).toBe('cn7');
  });
});
