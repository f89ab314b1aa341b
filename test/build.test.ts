// What the build makes, as it is installed: the library under the name of the package.

import { execFileSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { build, root } from './support.ts';

beforeAll(build, 300_000);

const LOG = 'fixtures/showcase.log';
const node = (...args: readonly string[]) =>
  execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' });

test('the library reports what the command line does', () => {
  const script = `
    import { analyze, findInput, reporters } from 'inject-trace';
    const { report } = await analyze([await findInput('${LOG}', process.stdin)]);
    process.stdout.write([...reporters.json(report)].join(''));`;
  expect(node('--input-type=module', '--eval', script)).toBe(
    node('bin/inject-trace.js', '--format', 'json', LOG),
  );
});
