// Nothing a log can choose drives what shows the report, in any format.

import { describe, expect, test } from 'vitest';
import { reporters } from '../src/reporters/index.ts';
import { DRIVING, hostileReport } from './hostile.ts';

const report = await hostileReport();
const shown = Object.entries(reporters).map(
  ([format, reporter]) =>
    [format, [...reporter(report, { color: false, width: 80 })].join('')] as const,
);

describe('a report full of hostile text', () => {
  test.each(shown)('has no letter that drives a terminal or hides others as %s', (_, text) => {
    expect(text.length).toBeGreaterThan(500);
    expect(DRIVING.exec(text)).toBeNull();
  });

  test('is the same when its JSON is read back', () => {
    const { json: text = '' } = Object.fromEntries(shown);
    expect(JSON.parse(text)).toEqual(report);
  });
});
