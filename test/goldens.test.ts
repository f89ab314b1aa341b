// The full report on each sample log, beside the log, and the showcase log in every format. A changed golden is
// a changed answer: read it.

import { expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { reporters } from '../src/reporters/index.ts';
import { withoutPage } from './goldens.ts';
import { fixture, fixtures, inputOf, root } from './support.ts';

for (const { name, path, bytes } of fixtures('releases/')) {
  test(name, async () => {
    const file = name.split('/').at(-1) ?? name;
    const { report } = await analyze([inputOf(bytes, file)]);
    const printed = [...reporters.json(report)].join('');
    await expect(printed).toMatchFileSnapshot(path.replace(/\.log$/, '.report.json'));
  });
}

const { report: showcase } = await analyze([
  inputOf(fixture('showcase.log').bytes, 'nova-compute.log'),
]);
const page = { color: false, width: 80 };
const views = [
  ...Object.entries(reporters).map(([id, reporter]) => [id, reporter, page] as const),
  ['terminal-blocks', reporters.terminal, { ...page, width: 120, blocks: true }] as const,
];

test.each(views)('the showcase log as %s', async (id, reporter, options) => {
  const printed = [...reporter(showcase, options)].join('');
  const readable = id === 'html' ? withoutPage(printed) : printed;
  await expect(readable).toMatchFileSnapshot(`${root}fixtures/showcase/${id}`);
});
