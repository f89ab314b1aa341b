// No expression takes more than a few times the letters of its text: none that a static check finds to, and
// none on what hostile lines repeat.

import { readdirSync, readFileSync } from 'node:fs';
import { parseAst } from 'rolldown/parseAst';
import { analyse } from 'scslre';
import { expect, test, vi } from 'vitest';
import { namesIn, redact } from '../src/redaction/index.ts';
import { reporters } from '../src/reporters/index.ts';
import { attacks } from './attacks.ts';
import { reportOn, root } from './support.ts';

interface Expression {
  readonly source: string;
  readonly flags: string;
}

/** Never on text of a log: what is given on the command line, and what the host's own nova.conf says. */
const GIVEN: readonly string[] = [
  'refusals.ts',
  'what-if/set.ts',
  'dialects/format-string.ts',
  // Paths of files, which have a longest length, and words of a length that is looked at before.
  'sources/names.ts',
  'reporters/ticket/inline.ts',
];

const sources = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' }).filter(
  (name) => /(?<!\.d|compiled)\.ts$/.test(name) && !/assembly|\/page\//.test(name),
);

/** Every literal in a file. */
function literalsIn(name: string): readonly Expression[] {
  const found: Expression[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('regex' in node && node.regex !== null) {
      const { pattern, flags } = node.regex as { pattern: string; flags: string };
      found.push({ source: pattern, flags });
    } else Object.values(node).forEach(walk);
  };
  walk(parseAst(readFileSync(`${root}src/${name}`, 'utf8'), { lang: 'ts' }));
  return found;
}

/** Every expression that is put together from texts while modules are loaded and templates are asked. */
async function builtIn(): Promise<readonly Expression[]> {
  const built: RegExp[] = [];
  const { RegExp: own } = globalThis;
  const construct = (target: typeof RegExp, args: unknown[]) => {
    const made: RegExp = Reflect.construct(target, args);
    built.push(made);
    return made;
  };
  vi.stubGlobal('RegExp', new Proxy(own, { construct }));
  vi.resetModules();
  const { templates } = await import('../src/templates/index.ts');
  const { headOf, dialects } = await import('../src/dialects/index.ts');
  await import('../src/index.ts');
  const record = { traceback: [], text: '' } as never;
  for (const { variants } of templates) {
    for (const variant of variants) variant.read(variant.sample, record);
  }
  vi.unstubAllGlobals();
  // Only used where a line begins.
  const heads = new Set(dialects.map(({ head }) => head.source));
  return [...built.filter(({ source }) => !heads.has(source)), headOf(dialects)];
}

/** How an expression could be made to try again and again, empty when it could not. */
function faultsOf({ source, flags }: Expression): readonly string[] {
  const anchored = flags.includes('y') ? `^(?:${source})` : source;
  const plain = flags.replace(/[yg]/g, '');
  return analyse({ source: anchored, flags: plain }, { maxReports: 1 }).reports.map(
    ({ type }) => `${type}: /${source}/${flags}`,
  );
}

test('the check finds an expression that backtracks', () => {
  for (const source of ['^(?:a+)+$', '^a*a*$', 'a*b']) {
    expect(faultsOf({ source, flags: '' })).toHaveLength(1);
  }
});

test.each(sources.filter((name) => !GIVEN.includes(name)))(
  'no expression in %s backtracks',
  (name) => {
    expect(literalsIn(name).flatMap(faultsOf)).toEqual([]);
  },
);

test('no expression that is put together does', async () => {
  const built = await builtIn();
  expect(built.length).toBeGreaterThan(200);
  const faults = built.flatMap(faultsOf);
  expect(faults.filter((fault) => !fault.includes('“‘'))).toEqual([]);
});

/** As long as a line gets: a pattern that tried each letter with each other one would not end. */
const LETTERS = 150_000;

test('lines that repeat what patterns begin with are read and shown', async () => {
  const page = { color: false, width: 80 };
  for (const line of attacks(LETTERS)) {
    const report = await reportOn([line]);
    expect(report.sources[0]?.lines).toBe(1);
    const redacted = redact(report, namesIn(report));
    for (const format of ['terminal', 'md', 'html'] as const) {
      expect([...reporters[format](redacted, page)].join('').length).toBeGreaterThan(100);
    }
  }
}, 300_000);
