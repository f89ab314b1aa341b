// Who may import whom: the data goes one way, and each dependency has one home.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './support.ts';

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'))
  .sort();

const IMPORT =
  /^(?:import|export)\b[^;]*?\bfrom '([^']+)';|^import '([^']+)';|\bimport\('([^']+)'\)/gm;

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(`${root}src/${file}`, 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => {
    const named = match[1] ?? match[2] ?? match[3] ?? '';
    const to = named.startsWith('.') ? posix.join(dirname(file), named) : named;
    return { from: file, to };
  });
}

const all = files.flatMap(importsOf);
const isLocal = ({ to }: Import) => to.endsWith('.ts');

/** A folder is one part; a file beside the folders is one of its own. */
const partOf = (file: string) =>
  (file.includes('/') ? file.split('/')[0] : file.slice(0, -3)) ?? '';

const parts = [...new Set(files.map(partOf))];

/** What each part may import besides itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  handlers: ['model'],
  releases: [],
  model: ['handlers', 'key-print', 'rules'],
  version: [],
  secrets: [],
  'key-print': [],
  evidence: ['model', 'key-print', 'noted', 'secrets'],
  writers: [],
  errors: [],
  near: [],
  'exit-statuses': [],
  refusals: ['errors', 'near'],
  clock: ['model'],
  hosts: ['model'],
  places: ['model'],
  heap: [],
  gathered: [],
  zones: ['model', 'clock'],
  noted: [],
  'known-hosts': ['model', 'noted'],
  'clock-steps': ['model', 'clock', 'noted'],
  sources: ['model', 'errors', 'clock', 'dialects', 'evidence'],
  dialects: ['model'],
  config: ['places', 'model', 'errors', 'clock', 'dialects', 'near', 'releases'],
  templates: ['model', 'handlers', 'releases', 'secrets', 'writers'],
  redaction: ['model', 'secrets'],
  reporters: ['places', 'group', 'clock', 'cost', 'model'],
  sieve: ['model', 'dialects', 'templates'],
  lines: ['model', 'noted'],
  records: ['model', 'noted', 'zones', 'dialects', 'odd-messages'],
  'odd-messages': ['model', 'dialects', 'writers'],
  tally: ['model'],
  progress: [],
  group: [],
  window: ['model', 'clock', 'dialects', 'errors', 'tally', 'zones'],
  stamps: ['model', 'dialects', 'window', 'zones'],
  skim: ['model', 'dialects', 'sources', 'stamps', 'window'],
  events: ['model', 'hosts', 'key-print', 'secrets', 'tally', 'templates'],
  schema: ['model', 'handlers', 'reporters', 'rules'],
  cycles: ['model', 'clock', 'handlers', 'key-print', 'noted', 'releases', 'templates'],
  rules: ['places', 'clock', 'model', 'handlers', 'releases'],
  redundancy: ['model', 'clock', 'evidence', 'handlers', 'key-print', 'releases'],
  scan: [
    'model',
    'sources',
    'sieve',
    'lines',
    'records',
    'clock-steps',
    'events',
    'known-hosts',
    'tally',
    'verdicts',
    'window',
  ],
  verdicts: [
    'places',
    'group',
    'errors',
    'config',
    'model',
    'clock-steps',
    'hosts',
    'odd-messages',
    'secrets',
    'clock',
    'cycles',
    'evidence',
    'handlers',
    'key-print',
    'redundancy',
    'releases',
    'rules',
    'scan',
    'templates',
    'version',
    'window',
    'noted',
  ],
  filter: ['model', 'verdicts'],
  'instance-tree': ['clock', 'errors', 'model', 'reporters'],
  plan: ['config', 'handlers', 'model', 'releases'],
  sql: ['clock', 'errors', 'facts', 'group', 'model', 'reporters', 'verdicts', 'what-if'],
  'what-if': ['places', 'config', 'errors', 'handlers', 'model', 'releases'],
  cost: ['places', 'clock', 'group', 'handlers', 'model'],
  comparison: [
    'places',
    'clock',
    'config',
    'cost',
    'instance-tree',
    'model',
    'redundancy',
    'releases',
    'reporters',
  ],
  outputs: ['errors', 'gathered', 'near', 'reporters'],
  queue: ['errors', 'facts', 'outputs', 'reporters'],
  pager: [],
  completion: ['options'],
  troff: [],
  manual: ['exit-statuses', 'flags', 'manual-surroundings', 'options', 'troff', 'version'],
  'manual-surroundings': ['options', 'settings', 'troff'],
  commands: [
    'clock',
    'group',
    'completion',
    'outputs',
    'places',
    'analyze',
    'comparison',
    'config',
    'cost',
    'errors',
    'fail-on',
    'filter',
    'flags',
    'instance-tree',
    'manual',
    'model',
    'options',
    'plan',
    'queue',
    'redaction',
    'releases',
    'reporters',
    'rules',
    'saved-report',
    'schema',
    'secrets',
    'settings',
    'sources',
    'what-if',
    'facts',
    'fleet',
    'judging',
    'line-output',
    'read-inputs',
    'scan',
    'reading',
    'verdicts',
    'input-options',
    'live',
    'site-layouts',
    'near',
    'sql',
  ],
  'fail-on': ['errors', 'model', 'rules', 'verdicts'],
  'saved-report': ['errors', 'model', 'reporters', 'schema', 'sources', 'version'],
  'command-words': ['errors', 'options'],
  flags: ['command-words', 'errors', 'exit-statuses', 'options', 'refusals', 'settings', 'version'],
  options: [],
  settings: ['errors', 'near', 'options', 'reporters'],
  reading: [
    'analyze',
    'beside',
    'scan',
    'read-inputs',
    'recognition',
    'config',
    'errors',
    'evidence',
    'evidence-options',
    'first-record',
    'flags',
    'heap',
    'input-options',
    'progress',
    'reporters',
    'secrets',
    'site-layouts',
    'sources',
    'window',
    'zones',
  ],
  'evidence-options': ['errors', 'evidence', 'flags', 'model', 'reporters', 'sources'],
  'first-record': ['model', 'records', 'scan', 'sources', 'zones'],
  'input-options': ['errors', 'reporters', 'sources', 'zones'],
  'site-layouts': ['config', 'dialects', 'errors'],
  threads: ['model', 'sieve', 'sources'],
  live: [
    'noted',
    'cycles',
    'dialects',
    'errors',
    'extraction',
    'facts',
    'first-record',
    'lines',
    'model',
    'records',
    'reporters',
    'scan',
    'session',
    'sieve',
    'sources',
    'verdicts',
    'zones',
  ],
  session: ['model', 'clock-steps', 'config', 'cycles', 'known-hosts', 'scan', 'verdicts'],
  extraction: ['model', 'events', 'known-hosts', 'scan', 'tally'],
  'read-inputs': [
    'model',
    'lines',
    'progress',
    'records',
    'scan',
    'sieve',
    'skim',
    'sources',
    'threads',
    'window',
    'zones',
  ],
  analyze: [
    'beside',
    'model',
    'config',
    'evidence',
    'extraction',
    'judging',
    'read-inputs',
    'recognition',
    'sources',
    'verdicts',
    'window',
  ],
  beside: ['evidence', 'read-inputs', 'sources'],
  judging: ['model', 'cycles', 'evidence', 'scan', 'session', 'verdicts'],
  recognition: ['model', 'scan'],
  facts: [
    'clock',
    'errors',
    'evidence',
    'extraction',
    'handlers',
    'judging',
    'known-hosts',
    'model',
    'noted',
    'reporters',
    'scan',
    'secrets',
    'sources',
    'tally',
    'verdicts',
  ],
  fleet: ['clock', 'cost', 'facts', 'group', 'model', 'verdicts', 'version'],
  'line-output': ['outputs'],
  index: parts.filter((part) => part !== 'cli'),
  cli: parts.filter((part) => part !== 'index'),
};

describe('parts', () => {
  test('there are some, and imports between them', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(all.filter(isLocal).length).toBeGreaterThan(100);
  });

  test.each(parts)('%s is in the table', (part) => {
    expect(Object.keys(ALLOWED)).toContain(part);
  });

  test.each(parts)('%s imports nothing it may not', (part) => {
    const may = ALLOWED[part] ?? [];
    const wrong = all
      .filter((one) => isLocal(one) && partOf(one.from) === part && partOf(one.to) !== part)
      .filter(({ to }) => !may.includes(partOf(to)));
    expect(wrong).toEqual([]);
  });

  test('nothing imports the command line', () => {
    expect(all.filter(({ to }) => to === 'cli.ts')).toEqual([]);
  });

  test('every import leads to a file there is', () => {
    expect(all.filter((one) => isLocal(one) && !files.includes(one.to))).toEqual([]);
  });

  test('model.ts and handler.ts take types only', () => {
    for (const file of ['model.ts', 'handlers/handler.ts']) {
      const text = readFileSync(`${root}src/${file}`, 'utf8');
      expect(text.match(/^import (?!type )/gm) ?? []).toEqual([]);
    }
  });
});

const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

/** Libraries that nothing imports: npm's scripts and the build run them, and the first is read as text. */
const NOT_IMPORTED = ['axe-core', '@biomejs/biome', 'postject', 'typescript'];

/** What is no part of src: how it is built, measured and tested. */
const besides = ['bin', 'bench', 'test', 'src']
  .flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/${file}`,
    ),
  )
  .filter((file) => /\.js$|^test\/.*\.ts$/.test(file));

function namesIn(file: string): readonly string[] {
  const text = readFileSync(`${root}${file}`, 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

describe('dependencies', () => {
  const importersOf = (name: string) =>
    all.filter(({ to }) => to === name).map(({ from }) => partOf(from));

  test.each([
    ['@date-fns/tz', 'zones'],
    ['@duckdb/node-api', 'sql'],
    ['@nats-io/jetstream', 'queue'],
    ['@nats-io/transport-node', 'queue'],
    ['yargs', 'flags'],
    ['split2', 'lines'],
    ['chalk', 'reporters'],
    ['cli-table3', 'reporters'],
    ['csv-stringify/sync', 'reporters'],
    ['fzstd', 'sources'],
    ['json5', 'settings'],
    ['modern-tar', 'sources'],
    ['unbzip2-stream/lib/bzip2.js', 'sources'],
    ['xz-decompress', 'sources'],
  ])('%s is imported by %s alone', (name, home) => {
    expect(new Set(importersOf(name))).toEqual(new Set([home]));
  });

  // What src imports is part of what is built, so that an installed package needs no other.
  test('none has to be installed with the package, and what may be is taken for tests', () => {
    expect(Object.keys(manifest)).not.toContain('dependencies');
    expect(Object.keys(manifest)).not.toContain('optionalDependencies');
    for (const name of Object.keys(manifest.peerDependencies)) {
      expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true });
      expect(Object.keys(manifest.devDependencies)).toContain(name);
    }
  });

  // They are asked for by an option or a command, and the tool says so where they are not there.
  test('what may be installed beside it is loaded only when it is asked for', () => {
    for (const file of files) {
      const text = readFileSync(`${root}src/${file}`, 'utf8');
      for (const name of Object.keys(manifest.peerDependencies))
        expect(text).not.toMatch(new RegExp(`^import (?!type )[^;]*'${name}`, 'm'));
    }
  });

  // npm leaves out of the lock what it could not fetch when it made it, and then refuses to install from it.
  test('those of every platform are in the lock', () => {
    const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'));
    const optional = Object.values<{ optionalDependencies?: object }>(packages).flatMap((one) =>
      Object.keys(one.optionalDependencies ?? {}),
    );
    expect(optional.length).toBeGreaterThan(10);
    const locked = Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, ''));
    expect(optional.filter((name) => !locked.includes(name))).toEqual([]);
  });

  test('each one declared is used, and each one used is declared', () => {
    const packages = [...all.map(({ to }) => to), ...besides.flatMap(namesIn)]
      .filter((to) => !/^\.|:|\.ts$/.test(to))
      .map((to) => to.replace(/^((?:@[^/]+\/)?[^/]+).*/, '$1'))
      .filter((name) => name !== manifest.name);
    const used = new Set([...packages, ...NOT_IMPORTED]);
    const declared = Object.keys(manifest.devDependencies);
    const typesOf = (name: string) => /^@types\/(.*)/.exec(name)?.[1] ?? name;
    expect([...used].filter((name) => !declared.includes(name))).toEqual([]);
    expect(declared.filter((name) => !used.has(typesOf(name)) && name !== '@types/node')).toEqual(
      [],
    );
  });
});
