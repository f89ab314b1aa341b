// What SECURITY.md promises of the code: no network, no program but the pager, no file written but where the
// user says so. Held by what src and the built files, their libraries included, import.

import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { build, root } from './support.ts';

beforeAll(build, 300_000);

const below = (folder: string, ending: RegExp) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .map((file) => ({ file: file.replaceAll('\\', '/'), path: `${root}${folder}/${file}` }))
    .filter(({ file }) => ending.test(file))
    .map(({ file, path }) => ({ file, text: readFileSync(path, 'utf8') }))
    .sort((a, b) => a.file.localeCompare(b.file));

const sources = below('src', /\.ts$/);
const IMPORTS = /\b(?:from |import |(?:import|require)\()(["'])(?:node:)?([\w/@.-]+)\1/g;
const importsIn = (text: string) => [...text.matchAll(IMPORTS)].map(([, , name = '']) => name);

describe('what is built', () => {
  const built = () => {
    const files = below('dist', /\.c?js$/);
    expect(files.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['cli/start.cjs', 'cli/worker.js', 'index.js', 'worker.js']),
    );
    return files;
  };

  /** They load the client of a broker, when an option names one. */
  const QUEUES = ['cli/nats.cjs'];

  test('opens no connection but by the client of a broker', () => {
    const loading = built().filter(({ text }) =>
      importsIn(text).some((name) => name.startsWith('@nats-io/')),
    );
    expect(loading.map(({ file }) => file)).toEqual(QUEUES);
    for (const { file, text } of built()) {
      const names = importsIn(text).filter((name) =>
        /^(?:https?|http2|tls|dgram|dns|inspector|cluster|undici)(?:\/|$)/.test(name),
      );
      expect(names).toEqual([]);
      // Of this it takes what tells an address from a name, and what reads a named pipe that is open.
      const ofNet = text.matchAll(/import \{([^}]*)\} from "(?:node:)?net"|\bnode_net\.(\w+)/g);
      const taken = [...ofNet].flatMap(([, some, one]) => (some ?? one ?? '').split(/,\s*/));
      expect(taken.filter((name) => !['isIP', 'isIPv6', 'Socket'].includes(name.trim()))).toEqual(
        [],
      );
      const opening = QUEUES.includes(file) ? /\.listen\(/ : /\.(?:connect|listen)\(/;
      expect(text).not.toMatch(opening);
      expect(text).not.toMatch(/\bcreate(?:Connection|Server)\(/);
      expect(text).not.toMatch(/\b(?:fetch|XMLHttpRequest|WebSocket|EventSource)\(/);
    }
  });

  test('runs no program but the pager', () => {
    const running = built().filter(({ text }) => importsIn(text).includes('child_process'));
    expect(running.map(({ file }) => file)).toEqual(['cli/pager.cjs']);
  });
});

/** For --output and --redact-map, for --state, and for the --output of what goes on. */
const WRITERS = [
  // Of facts that can be read only once a copy that has no name, and is gone with the process.
  'facts/opened.ts',
  'live/state.ts',
  'live/written.ts',
  'outputs.ts',
  'queue/facts-file.ts',
];

test('src writes files in few places, each named by an option but for one without a name', () => {
  const WRITING =
    /\b(?:appendFile|chmod|copyFile|cp|createWriteStream|mkdir|mkdtemp|rename|rm|rmdir|symlink|truncate|unlink|writeFile)(?:Sync)?\b/;
  const FROM_FS = /^import \{([^}]*)\} from 'node:fs(?:\/promises)?';/gm;
  const writing = sources.filter(({ text }) =>
    [...text.matchAll(FROM_FS)].some(([, names = '']) => WRITING.test(names)),
  );
  expect(WRITERS).toEqual(expect.arrayContaining(writing.map(({ file }) => file)));
  expect(writing.length).toBeGreaterThan(0);
  const wholesale = sources.filter(({ text }) => /^import \* as \w+ from 'node:fs/m.test(text));
  expect(wholesale).toEqual([]);
  // What opens a file otherwise does so to read it.
  const modes = sources
    .filter(({ file }) => !WRITERS.includes(file))
    .flatMap(({ text }) =>
      [...text.matchAll(/\bopen\([^()]*, '(\w\+?)'/g)].map(([, mode]) => mode),
    );
  expect(modes.filter((mode) => mode !== 'r')).toEqual([]);
});
