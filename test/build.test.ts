// What the build makes, as it is installed: the library under the name of the package, and the command line
// in a Node that takes nothing of what the build compiled.

import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { build, root } from './support.ts';

beforeAll(build, 300_000);

const LOG = 'fixtures/showcase.log';
const node = (...args: readonly string[]) =>
  execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
const reportOf = (...options: readonly string[]) =>
  node(...options, 'bin/inject-trace.js', '--format', 'json', LOG);

test('the library reports what the command line does', () => {
  const script = `
    import { analyze, findInput, reporters } from 'inject-trace';
    const { report } = await analyze([await findInput('${LOG}', process.stdin)]);
    process.stdout.write([...reporters.json(report)].join(''));`;
  expect(node('--input-type=module', '--eval', script)).toBe(reportOf());
});

describe('what V8 compiled', () => {
  const kept = () => readdirSync(`${root}dist/cli`).filter((file) => /\.cjs\.v/.test(file));

  test('is kept for the Node that built', () => {
    const own = `${process.version}-${process.arch}`;
    expect(kept()).toContain(`logs.cjs.${own}`);
  });

  test('is left alone where V8 runs with other settings', () => {
    expect(reportOf('--no-opt')).toBe(reportOf());
  });

  test('is added to by no run', () => {
    const before = kept();
    node('bin/inject-trace.js', 'blame', LOG);
    expect(kept()).toEqual(before);
  });
});
