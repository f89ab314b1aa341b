// The full report on each sample log, beside the log. A changed golden is a changed answer: read it.

import { expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { reporters } from '../src/reporters/index.ts';
import { fixtures, inputOf } from './support.ts';

for (const { name, path, bytes } of fixtures('releases/')) {
  test(name, async () => {
    const file = name.split('/').at(-1) ?? name;
    const { report } = await analyze([inputOf(bytes, file)]);
    const printed = [...reporters.json(report)].join('');
    await expect(printed).toMatchFileSnapshot(path.replace(/\.log$/, '.report.json'));
  });
}
