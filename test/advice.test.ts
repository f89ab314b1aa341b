// What a remedy tells to set: on each release only options that it has, under the section it has them in.

import { expect, test } from 'vitest';
import type { Report } from '../src/model.ts';
import { hasOption, options } from '../src/releases/index.ts';
import type { RuleId } from '../src/rules/index.ts';
import { fixtures, reportOn } from './support.ts';

interface Advised {
  readonly group: string;
  readonly name: string;
}

/** `[libvirt] inject_key=false`, `timeout_nbd in [DEFAULT]`, `libvirt_inject_key=false`. */
function advisedIn(text: string): readonly Advised[] {
  return options.flatMap(({ name }) => {
    if (name.length < 8) return [];
    const before = new RegExp(
      `(?:\\[(\\w+)\\] )?\\b${name}\\b(?:=\\S+)?(?: in \\[(\\w+)\\])?`,
      'g',
    );
    return [...text.matchAll(before)].map(([, ahead, behind]) => ({
      group: ahead ?? behind ?? 'DEFAULT',
      name,
    }));
  });
}

/** Those that say which name a release does not take. */
const MAY_NAME_OTHERS: readonly string[] = [
  'ignored-options',
  'misread-partition-option',
] satisfies readonly RuleId[];

/** Every option that a report on one release advises, with what advises it. */
function adviceOf({ findings, cycles }: Report) {
  const told = [
    ...findings.map(({ id, remedy }) => ({ id: String(id), text: remedy ?? '' })),
    ...cycles.flatMap(({ redundancy }) =>
      redundancy.map(({ remedy }) => ({ id: 'redundancy', text: remedy })),
    ),
  ];
  return told
    .filter(({ id }) => !MAY_NAME_OTHERS.includes(id))
    .flatMap(({ id, text }) => advisedIn(text).map((option) => ({ id, option })));
}

test('a remedy names no option that its release does not have', async () => {
  const advice: string[] = [];
  const wrong: string[] = [];
  for (const { name, bytes } of fixtures()) {
    const report = await reportOn(bytes);
    const [claim, ...others] = report.releases;
    const version = claim?.version ?? claim?.series;
    if (version == null || others.length > 0) continue;
    for (const { id, option } of adviceOf(report)) {
      const line = `${name}: ${id}: [${option.group}] ${option.name} on ${version}`;
      advice.push(line);
      if (hasOption(version, option) === false) wrong.push(line);
    }
  }
  expect(wrong).toEqual([]);
  expect(advice.length).toBeGreaterThan(100);
});
