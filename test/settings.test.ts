// Settings of files and environment: which counts, what is refused, and what the command line makes of them.

import { execFileSync } from 'node:child_process';
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Ran, runTool } from './running.ts';
import { build, root } from './support.ts';

beforeAll(build, 300_000);

const LOG = `${root}fixtures/excerpt.log`;

/** A home with a user's file, and a project in it. */
let home = '';
let userFile = '';
let project = '';
let projectFile = '';
beforeEach(() => {
  home = realpathSync(mkdtempSync(`${tmpdir()}/inject-trace-`));
  userFile = `${home}/.config/inject-trace/config.json`;
  project = `${home}/project`;
  projectFile = `${project}/.inject-trace.json`;
  mkdirSync(`${home}/.config/inject-trace`, { recursive: true });
  mkdirSync(`${project}/below`, { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

type Variables = Readonly<Record<string, string>>;

const run = (args: readonly string[], env: Variables = {}, cwd = project): Ran =>
  runTool(args, { cwd, env: { PATH: process.env['PATH'], HOME: home, ...env } });

const setUser = (settings: object) => writeFileSync(userFile, JSON.stringify(settings));
const setProject = (settings: object) => writeFileSync(projectFile, JSON.stringify(settings));

/** `option=value` of each setting that is not a default, behind its origin. */
function settings(...how: Parameters<typeof run> | []): readonly string[] {
  const [args = [], env, cwd] = how;
  const { status, stdout, stderr } = run(
    ['config', '--show-origin', '--format', 'terminal', ...args],
    env,
    cwd,
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('default\t'));
}

/** One line, status 2, and nothing printed. */
function expectRefused({ status, stdout, stderr }: Ran, told: string): void {
  expect({ status, stdout, stderr }).toEqual({
    status: 2,
    stdout: '',
    stderr: `inject-trace: ${told}\n`,
  });
}

describe('what counts', () => {
  test('the command line over the environment over the project over the user', () => {
    setUser({ release: 'essex', verbose: true, threads: 2, 'no-color': false });
    expect(settings()).toContain(`file:${userFile}\trelease=essex`);
    setProject({ release: 'folsom', threads: 3, 'no-color': false });
    expect(settings()).toEqual([
      `file:${projectFile}\tno-color=false`,
      `file:${projectFile}\trelease=folsom`,
      `file:${projectFile}\tthreads=3`,
      `file:${userFile}\tverbose=true`,
    ]);
    const env = { INJECT_TRACE_THREADS: '4', INJECT_TRACE_NO_COLOR: '0' };
    expect(settings(['--no-color'], env)).toEqual([
      'command line\tno-color=true',
      `file:${projectFile}\trelease=folsom`,
      'environment:INJECT_TRACE_THREADS\tthreads=4',
      `file:${userFile}\tverbose=true`,
    ]);
  });

  test('a list replaces the one that counts less', () => {
    setUser({ tz: ['UTC', 'a.log=+02:00'] });
    expect(settings()).toEqual([`file:${userFile}\ttz=UTC`, `file:${userFile}\ttz=a.log=+02:00`]);
    setProject({ tz: 'Europe/Berlin' });
    expect(settings()).toEqual([`file:${projectFile}\ttz=Europe/Berlin`]);
  });

  test('a pair of opposites is one setting', () => {
    setUser({ 'no-redact': true });
    setProject({ redact: true });
    expect(settings()).toEqual([`file:${projectFile}\tredact=true`]);
    expect(settings([], { INJECT_TRACE_NO_REDACT: '1' })).toEqual([
      'environment:INJECT_TRACE_NO_REDACT\tno-redact=true',
    ]);
  });

  test('XDG_CONFIG_HOME says where the user has his settings', () => {
    setUser({ release: 'essex' });
    mkdirSync(`${home}/xdg/inject-trace`, { recursive: true });
    writeFileSync(`${home}/xdg/inject-trace/config.json`, '{"release": "zed"}');
    const { stdout } = run(['config'], { XDG_CONFIG_HOME: `${home}/xdg` });
    expect(stdout).toContain('release=zed\n');
    expect(run(['config'], { XDG_CONFIG_HOME: 'xdg' }).stdout).toContain('release=essex\n');
  });

  test('the nearest file of a project, but none of the home directory', () => {
    writeFileSync(`${home}/.inject-trace.json`, '{"release": "essex"}');
    expect(settings([], {}, home)).toEqual([]);
    expect(settings([], {}, `${project}/below`)).toEqual([]);
    setProject({ release: 'zed' });
    expect(settings([], {}, `${project}/below`)).toEqual([`file:${projectFile}\trelease=zed`]);
    writeFileSync(`${project}/below/.inject-trace.json`, '{"tz": "UTC"}');
    expect(settings([], {}, `${project}/below`)).toEqual([
      `file:${project}/below/.inject-trace.json\ttz=UTC`,
    ]);
  });

  test('an empty variable is not set, and a comma parts a list', () => {
    setUser({ verbose: true });
    const env = { INJECT_TRACE_VERBOSE: '', INJECT_TRACE_NOVA_CONF: 'a.conf, b\\,c.conf,' };
    expect(settings([], env)).toEqual([
      'environment:INJECT_TRACE_NOVA_CONF\tnova-conf=a.conf',
      'environment:INJECT_TRACE_NOVA_CONF\tnova-conf=b,c.conf',
      `file:${userFile}\tverbose=true`,
    ]);
  });

  test('comments and a mark of the byte order may stand in a file', () => {
    writeFileSync(userFile, '\ufeff{\n  // for our cloud\n  "release": "zed",\n}\n');
    expect(settings()).toEqual([`file:${userFile}\trelease=zed`]);
  });

  test('a path is meant from where its file lies', () => {
    setUser({ 'nova-conf': ['site.conf', '/etc/nova.conf'] });
    setProject({ 'console-log': 'below/console.log' });
    expect(settings([], {}, `${project}/below`)).toEqual([
      `file:${projectFile}\tconsole-log=console.log`,
      `file:${userFile}\tnova-conf=${home}/.config/inject-trace/site.conf`,
      `file:${userFile}\tnova-conf=/etc/nova.conf`,
    ]);
  });
});

describe('config', () => {
  test('tells the defaults, and the same as data', () => {
    setUser({ format: 'json', threads: 2, ignore: ['leaked-mount'] });
    expect(run(['config', '--format', 'terminal']).stdout).toBe(
      'follow=false\nformat=json\nignore=leaked-mount\nlist-inputs=false\nno-color=false\nno-pager=false\nshow-origin=false\nthreads=2\nverbose=false\n',
    );
    const told = JSON.parse(run(['config']).stdout);
    expect(told.settings).toContainEqual({
      option: 'ignore',
      value: ['leaked-mount'],
      origin: 'user',
      from: userFile,
    });
    expect(told.settings).toContainEqual({
      option: 'verbose',
      value: false,
      origin: 'default',
      from: null,
    });
  });

  test('hides what drives a terminal', () => {
    const evil = `${home}/\x1b]0;evil\x07\x1b[31mred`;
    mkdirSync(evil);
    writeFileSync(`${evil}/.inject-trace.json`, '{"tz": "UTC"}');
    const { stdout } = run(['config', '--show-origin'], {}, evil);
    expect(stdout).toContain(`file:${home}/red/.inject-trace.json\ttz=UTC\n`);
    expect(stdout).not.toContain('\x1b');
  });
});

describe('a run', () => {
  test('prints in the format that is set, where the command has it', () => {
    setUser({ format: 'ndjson' });
    expect(JSON.parse(run([LOG]).stdout.split('\n')[0] ?? '').kind).toBe('cycle');
    expect(run(['doctor', LOG]).stdout).toContain('  layout');
    expect(run(['--format', 'csv', LOG]).stdout).toMatch(/^cycle,/);
  });

  test('prints besides --output only in a format of the command line', () => {
    const env = { INJECT_TRACE_FORMAT: 'csv' };
    expect(run(['-o', 'report.json', LOG], env)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(run(['-o', 'report.json', '--format', 'csv', LOG], env).stdout).toMatch(/^cycle,/);
  });

  test('takes back on the command line what is set elsewhere', () => {
    setUser({ 'list-inputs': true, 'fail-on': 'info' });
    expect(run([LOG]).stdout).toMatch(/^taken {2}/);
    expect(run(['--list-inputs=false', LOG])).toMatchObject({ status: 1 });
    expect(run(['--list-inputs=false', '--fail-on', 'never', LOG])).toMatchObject({ status: 0 });
  });

  test('leaves out what is not for it, which typed is a mistake', () => {
    setUser({ 'max-lines': 50, 'redact-map': 'map.json', tz: 'other.log=UTC', set: 'a=b' });
    expect(run([LOG])).toMatchObject({ status: 0, stderr: '' });
    expect(run(['--max-lines', '50', LOG])).toMatchObject({ status: 2 });
    expect(run(['--redact-map', 'map.json', LOG])).toMatchObject({ status: 2 });
    expect(run(['--tz', 'other.log=UTC', LOG])).toMatchObject({ status: 2 });
    expect(readdirSync(project)).toEqual(['below']);
  });

  test('never takes the nova.conf of the hosts for one that what-if asks about', () => {
    writeFileSync(`${project}/nova.conf`, '[libvirt]\ninject_key = false\n');
    setProject({ 'nova-conf': 'nova.conf' });
    expect(run(['what-if', LOG]).stderr).toBe(
      'inject-trace: what-if needs --set OPTION=VALUE, or --nova-conf FILE as it would be\n',
    );
    expect(run(['what-if', '--nova-conf', 'nova.conf', LOG])).toMatchObject({ status: 0 });
  });

  test('a wrong value that only a command can tell is told with its origin', () => {
    setUser({ threads: 999 });
    expectRefused(
      run([LOG]),
      `--threads 999: not a number from 1 to 64 (--threads is set in ${userFile})`,
    );
    expectRefused(run(['--threads', '99', LOG]), '--threads 99: not a number from 1 to 64');
    setUser({ 'nova-conf': '/no/such.conf' });
    expectRefused(
      run([LOG]),
      `--nova-conf /no/such.conf: no such file (--nova-conf is set in ${userFile})`,
    );
    setUser({});
    expectRefused(
      run(['plan'], { INJECT_TRACE_RELEASE: 'nosuch' }),
      '--release nosuch: no such release of Nova (--release is set by INJECT_TRACE_RELEASE)',
    );
  });

  test('help and version read no file', () => {
    writeFileSync(userFile, '{');
    expect(run(['--version'])).toMatchObject({ status: 0, stderr: '' });
    expect(run(['show', '--help'])).toMatchObject({ status: 0, stderr: '' });
    expect(run([LOG])).toMatchObject({ status: 2, stdout: '' });
  });
});

describe('a file that cannot be taken', () => {
  test.each<readonly [string, string]>([
    ['{"fromat": "json"}', ': fromat: no such option; did you mean format?'],
    ['{"novaConf": "x"}', ': novaConf: no such option; did you mean nova-conf?'],
    ['{"constructor": 1}', ': constructor: no such option'],
    ['{"__proto__": 1}', ': __proto__: no such option'],
    ['{"verbose": 1}', ': verbose: takes true or false, and not 1'],
    ['{"threads": 1.5}', ': threads: takes a whole number, and not 1.5'],
    ['{"threads": "four"}', ': threads: takes a whole number, and not "four"'],
    ['{"release": 17}', ': release: takes a text in quotes, and not 17'],
    ['{"release": ["zed"]}', ': release: takes a text in quotes, and not a list'],
    ['{"release": null}', ': release: takes a text in quotes, and not null'],
    ['{"tz": ["UTC", 1]}', ': tz: takes a text or a list of texts, and not 1'],
    ['{"release": ""}', ': release: is empty'],
    ['{"release": "\\u001b]0;evil\\u0007"}', ': release: holds a control character'],
    ['{"x\\u001b[31m": 1}', ': x: no such option'],
    ['["json"]', ': is no object of options and their values'],
    ['', ':1:1: invalid end of input'],
    ['{"release": "zed"', ':1:18: invalid end of input'],
    ['{\n  "release" "zed"}', ":2:13: invalid character '\\\"'"],
    ['{"release": "z\ned"}', ":1:15: invalid character '\\n'"],
    [`${'['.repeat(60_000)}`, ':1:60001: invalid end of input'],
    [' '.repeat(70_000), ': is longer than 65536 bytes'],
  ])('%.40s', (text, told) => {
    writeFileSync(userFile, text);
    expectRefused(run(['config']), userFile + told);
  });

  test('a value that is no choice', () => {
    setUser({ format: 'jsno' });
    const { status, stderr } = run(['config']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(
        /^.*config\.json: format: "jsno" is none of terminal, json, .*; did you mean json\?\n$/,
      ),
    });
  });

  test('what is no text', () => {
    writeFileSync(userFile, Buffer.from([0x7b, 0xff, 0x7d]));
    expectRefused(run(['config']), `${userFile}: is not UTF-8`);
  });

  test('a directory, a named pipe, a device, a link to nothing', () => {
    rmSync(userFile, { force: true });
    mkdirSync(userFile);
    expectRefused(run(['config']), `${userFile}: is a directory`);
    rmSync(userFile, { recursive: true });
    execFileSync('mkfifo', [userFile]);
    expectRefused(run(['config']), `${userFile}: is no file`);
    rmSync(userFile);
    symlinkSync('/dev/zero', userFile);
    expectRefused(run(['config']), `${userFile}: is no file`);
    rmSync(userFile);
    symlinkSync('nowhere', userFile);
    expectRefused(run(['config']), `${userFile}: is a link to what is not there`);
  });

  test.skipIf(process.getuid?.() === 0)('one without permission to read it', () => {
    writeFileSync(userFile, '{}', { mode: 0 });
    expectRefused(run(['config']), `${userFile}: permission denied`);
  });
});

describe('a variable that cannot be taken', () => {
  test.each<readonly [string, string, string]>([
    ['FROMAT', 'json', 'no such option; did you mean INJECT_TRACE_FORMAT?'],
    ['VERBOSE', 'yes', 'takes 1 or 0, true or false, and not "yes"'],
    ['THREADS', 'four', 'takes a whole number, and not "four"'],
    ['HOST', 'a\x1b[31m', 'holds a control character'],
  ])('%s', (name, value, told) => {
    const variable = `INJECT_TRACE_${name}`;
    expectRefused(run(['config'], { [variable]: value }), `${variable}: ${told}`);
  });

  test('one that is near no option is somebody else’s', () => {
    const env = { INJECT_TRACE_SERVICE_HOST: '10.0.0.7', INJECT_TRACE_VERSION: '1' };
    expect(settings([], env)).toEqual([]);
  });
});

describe('the file of a project', () => {
  const WHERE = '; the command line, the environment and your own file may set it';

  test.each<readonly [string, unknown, string]>([
    ['output', 'report.html', 'is'],
    ['redact-map', 'map.json', 'is'],
    ['no-redact', true, 'is'],
    ['redact', false, 'false is'],
  ])('may not set %s', (name, value, what) => {
    setProject({ [name]: value });
    expectRefused(
      run([LOG]),
      `${projectFile}: ${name}: ${what} not for the file of a project${WHERE}`,
    );
    expect(readdirSync(project).sort()).toEqual(['.inject-trace.json', 'below']);
  });

  test('may ask for pseudonyms', () => {
    setProject({ redact: true });
    expect(settings()).toEqual([`file:${projectFile}\tredact=true`]);
  });

  test('names only files below its directory', () => {
    writeFileSync(`${home}/secret`, 'x');
    symlinkSync(`${home}/secret`, `${project}/link`);
    symlinkSync(home, `${project}/up`);
    const outside = `is outside the directory of the file${WHERE}`;
    for (const path of ['../secret', 'link', 'up/secret', `${home}/secret`]) {
      setProject({ 'nova-conf': path });
      expect(run([LOG])).toMatchObject({
        status: 2,
        stdout: '',
        stderr: expect.stringContaining(outside),
      });
    }
    writeFileSync(`${project}/..conf`, '');
    setProject({ 'nova-conf': '..conf' });
    expect(run([LOG])).toMatchObject({ status: 0, stderr: '' });
  });

  test('waits for no pipe', () => {
    execFileSync('mkfifo', [`${project}/pipe`]);
    setProject({ 'nova-conf': 'pipe' });
    expectRefused(run([LOG]), `${projectFile}: nova-conf: ${project}/pipe: is no file`);
  });

  test.skipIf(process.getuid?.() !== 0)("is not read where it is another user's", () => {
    writeFileSync(projectFile, '{');
    chownSync(projectFile, 12345, 12345);
    expect(run([LOG])).toMatchObject({
      status: 0,
      stderr: `inject-trace: ${projectFile}: is another user's, and is not read\n`,
    });
  });
});
