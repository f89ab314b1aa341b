// CONTRIBUTING.md and SECURITY.md name files that there are, and npm scripts that there are; README.md links
// to both.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { root } from './support.ts';

const read = (name: string) => readFileSync(`${root}${name}`, 'utf8');

/** Names to be chosen stand in capitals: of such a path the folder is there. */
const chosen = /\/(?:ID|WORD)\b.*$/;

describe.each(['CONTRIBUTING.md', 'SECURITY.md'])('%s', (name) => {
  const text = read(name);

  test('names files that there are', () => {
    const paths = text.match(/\b(?:src|test|fixtures)\/[\w./-]*/g) ?? [];
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(`${root}${path.replace(chosen, '')}`))).toEqual([]);
  });

  test('names scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = [...text.matchAll(/\bnpm run ([\w:]+)/g)].map(([, script]) => script);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });

  test('is linked in the README', () => {
    expect(read('README.md')).toContain(`](${name})`);
  });
});
