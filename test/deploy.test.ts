// deploy/: the commands of its README.md, run with real ssh, Ansible and GNU parallel, bring back from several
// hosts what one extraction of all their logs does, and leave nothing there. Skipped where a program is missing.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  addProgram,
  commandsOf,
  isThere,
  type Place,
  placeIn,
  type Sshd,
  startSshd,
} from './deploy.ts';
import { runTool } from './running.ts';
import { build, root } from './support.ts';

const HOSTS = ['compute-1', 'compute-2', 'compute-3'];
/** Its log is of something else. */
const MUTE = 'compute-4';

let scratch = '';
let single = '';

beforeAll(() => {
  build();
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
  single = `${scratch}/inject-trace.mjs`;
  execFileSync(process.execPath, [`${root}bin/build-single.js`, single]);
}, 300_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const logsOf = (host: string) => `${scratch}/logs/${host}`;

/** What one extraction of all the logs comes to. */
function oneShot(): string {
  const facts = HOSTS.map(
    (host) => runTool(['extract', '--host', host, `${logsOf(host)}/nova-compute.log*`]).stdout,
  );
  return runTool(['merge'], { input: facts.join('') }).stdout;
}

const ssh = ['sshd', 'ssh', 'ssh-keygen', 'nice', 'ionice', 'gzip'];

const suites = [
  {
    section: 'Ansible',
    programs: ['ansible-playbook'],
    facts: 'deploy/ansible/facts',
  },
  { section: 'GNU parallel', programs: ['parallel', 'xargs'], facts: 'facts' },
];

for (const { section, programs, facts } of suites) {
  const isSkipped = !isThere(...ssh, ...programs);
  if (isSkipped)
    console.log(`deploy.test.ts: ${section} skipped, ${programs[0]} or sshd is missing`);

  describe.skipIf(isSkipped)(section, () => {
    let place: Place;
    let sshd: Sshd;
    let expected = '';

    beforeAll(async () => {
      const folder = mkdtempSync(`${tmpdir()}/it-`);
      place = placeIn(folder, single);
      mkdirSync(`${folder}/tmp`);
      writeLogs();
      const hosts = [...HOSTS, MUTE].map((host) => [host, logsOf(host)]);
      sshd = await startSshd(folder, Object.fromEntries(hosts));
      expected = oneShot();
    }, 300_000);
    afterAll(async () => {
      const ended = new Promise((resolve) => sshd.process.once('exit', resolve));
      sshd.process.kill();
      await ended;
      rmSync(place.path, { recursive: true, force: true });
    });
    beforeEach(() => rmSync(`${place.path}/${facts}`, { recursive: true, force: true }));

    /** With these hosts named where the section says. */
    const collect = (hosts: readonly string[]) => {
      const { path, run } = place;
      writeFileSync(`${path}/hosts.txt`, hosts.map((host) => `${host}\n`).join(''));
      writeFileSync(`${path}/hosts`, inventoryOf(hosts, path));
      return run(commandsOf(section), {
        SSH: `ssh ${sshd.options}`,
        LOGS: '$LOGS_HERE/nova-compute.log*',
        ANSIBLE_SSH_ARGS: `${sshd.options} -o ControlMaster=no`,
        ANSIBLE_REMOTE_TEMP: `${path}/tmp`,
        ANSIBLE_NOCOLOR: '1',
      });
    };
    const files = () => readdirSync(`${place.path}/${facts}`).sort();

    test('brings back what one extraction of all logs does, and leaves nothing there', () => {
      const { status, stdout, stderr } = collect([...HOSTS, MUTE]);
      expect(status, stdout + stderr).toBe(0);
      expect(files().filter((name) => name.endsWith('.facts.gz'))).toEqual(
        HOSTS.map((host) => `${host}.facts.gz`),
      );
      const of = section === 'Ansible' ? `${facts}/` : '';
      const merged = readFileSync(`${place.path}/${of}facts.ndjson`, 'utf8');
      expect(merged === expected).toBe(true);
      expect(merged.split('\n').length).toBeGreaterThan(500);
      const page = readFileSync(`${place.path}/${of}fleet.html`, 'utf8');
      expect(page).toContain('<!doctype html>');
      expect(stdout).toContain('18 injections in 18 cycles on 3 hosts');
      // What is told of a log that could not be read as one.
      expect(stdout + stderr).toContain('no nova-compute log line recognised');
      expect(readdirSync(`${place.path}/tmp`)).toEqual([]);
    });

    test('names a host that cannot be reached, and brings back the others', () => {
      const { status, stdout, stderr } = collect(['nobody', ...HOSTS]);
      expect(status).not.toBe(0);
      expect(stdout + stderr).toMatch(/nobody/);
      for (const host of HOSTS) {
        const packed = readFileSync(`${place.path}/${facts}/${host}.facts.gz`);
        expect(gunzipSync(packed).toString()).toContain(`"host":"${host}"`);
      }
      expect(files().some((name) => name.includes('nobody') || name.endsWith('.part'))).toBe(false);
      expect(readdirSync(`${place.path}/tmp`)).toEqual([]);
    });
  });
}

describe.skipIf(!isThere('tar', 'xz'))('sos collect', () => {
  test('is read as it is', () => {
    writeLogs();
    const place = placeIn(mkdtempSync(`${scratch}/sos-`), single);
    const script = HOSTS.map(
      (host) => `
        report=sosreport-${host}-2024-05-01-abcdefg
        mkdir -p $report/var/log/nova $report/sos_commands/host
        cp ${logsOf(host)}/* $report/var/log/nova
        echo ${host} > $report/sos_commands/host/hostname
        tar -cJf $archive/$report.tar.xz $report && rm -r $report
        md5sum $archive/$report.tar.xz > $archive/checksums/$report.tar.xz.md5`,
    );
    const outer = `archive=sos-collector-case-2024-05-01-abcde
      mkdir -p $archive/checksums $archive/logs && echo collected > $archive/logs/sos.log`;
    const pack = 'tar -cJf $archive.tar.xz $archive && rm -r $archive';
    expect(place.run([outer, ...script, pack].join('\n')).status).toBe(0);
    expect(place.run(commandsOf('sos collect'))).toEqual({ status: 0, stdout: '', stderr: '' });
    const { stdout } = place.run('inject-trace report facts.ndjson --format json');
    const { stdout: expected } = runTool(['report', '-', '--format', 'json'], { input: oneShot() });
    expect(JSON.parse(stdout)).toEqual(JSON.parse(expected));
  });
});

describe('DuckDB and Parquet', () => {
  test('keep facts, and give them back', () => {
    writeLogs();
    const place = placeIn(mkdtempSync(`${scratch}/parquet-`), single);
    // Its command line is in no package of npm: what is asked for here is run as that would, and printed bare.
    writeFileSync(
      `${place.path}/duckdb.mjs`,
      `import { DuckDBConnection } from '${root}node_modules/@duckdb/node-api/lib/index.js';
       const connection = await DuckDBConnection.create();
       const rows = await (await connection.run(process.argv.at(-1))).getRows();
       if (process.argv.includes('-list')) for (const row of rows) console.log(row.join('|'));`,
    );
    addProgram(place.path, 'duckdb', `exec ${process.execPath} ${place.path}/duckdb.mjs "$@"`);
    writeFileSync(`${place.path}/facts.ndjson`, oneShot());
    const { status, stdout, stderr } = place.run(commandsOf('DuckDB and Parquet'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(runTool(['sql', 'seconds-by-handler'], { input: oneShot() }).stdout);
    expect(stdout).toContain('guestfs');
  });
});

const inventoryOf = (hosts: readonly string[], path: string) => `[nova_compute]
${hosts.map((host) => `${host} inject_trace_logs=${logsOf(host)}/nova-compute.log*`).join('\n')}

[all:vars]
ansible_python_interpreter=/usr/bin/python3
ansible_remote_tmp=${path}/tmp
inject_trace_become=false
`;

/** Each host has logs of its own, one of them rotated and packed. */
function writeLogs(): void {
  const text = readFileSync(`${root}fixtures/showcase.log`, 'utf8');
  const lines = text.split('\n');
  const days = { 'compute-1': '2012-11-14', 'compute-2': '2012-11-15', 'compute-3': '2012-11-16' };
  for (const [host, day] of Object.entries(days)) {
    mkdirSync(logsOf(host), { recursive: true });
    const own = lines.map((line) => line.replace(/^2012-11-14/, day));
    const half = host === 'compute-2' ? 90 : 0;
    writeFileSync(`${logsOf(host)}/nova-compute.log`, own.slice(half).join('\n'));
    if (half > 0)
      writeFileSync(`${logsOf(host)}/nova-compute.log.1`, `${own.slice(0, half).join('\n')}\n`);
  }
  mkdirSync(logsOf(MUTE), { recursive: true });
  writeFileSync(`${logsOf(MUTE)}/nova-compute.log`, 'nothing that nova wrote\n');
}
