// What Nova of a release does under a nova.conf: which items are injected when, by which handler. Reads
// no log.

import { configInForce, newDumpWatch } from '../config/index.ts';
import { UsageError } from '../errors.ts';
import type { InjectItem, ReleaseClaim } from '../model.ts';
import { type Plan, planOf } from '../plan/index.ts';
import { howToSeeCommands, isExactPoint, releaseNamed, switchOff } from '../releases/index.ts';
import { json } from '../reporters/json.ts';
import { openPage, type Page, paragraph } from '../reporters/page.ts';
import type { Answer, Asked } from './command.ts';
import { refuseSlips } from './slips.ts';

export async function plan({ flags, page, confs, warn }: Asked): Promise<Answer> {
  const claim = claimOf(flags.release);
  refuseSlips(confs, claim, warn);
  const config = configInForce({ dumps: newDumpWatch(), files: confs, release: () => claim });
  const planned = planOf(claim.version ?? '', (group, name) =>
    config.option({ name: null, key: '' }, group, name, null),
  );
  if (planned === null) throw new UsageError(`--release ${claim.version}: no such release of Nova`);
  if (flags.format === 'json') return { text: json(planned) };
  return { text: planText(openPage(null, page), planned, claim.codename) };
}

function claimOf(named: string | undefined): ReleaseClaim {
  if (named === undefined) throw new UsageError('plan needs --release, as codename or version');
  const release = releaseNamed(named);
  if (release === null) throw new UsageError(`--release ${named}: no such release of Nova`);
  const { codename, series } = release;
  const version = isExactPoint(named) ? named : series;
  return { host: null, codename, series, version, confidence: 'certain', evidence: [] };
}

function* planText(page: Page, planned: Plan, codename: string | null): Iterable<string> {
  const { version, items, handlers, leftOut, rule, stillOpensImages } = planned;
  yield paragraph(page, [{ text: `${codename ?? ''} ${version}`.trim(), tone: 'strong' }]);
  yield '\nItems\n';
  for (const { item, injected, why } of items)
    yield row(page, item, `${YES[String(injected)]} ${why}`);
  yield '\nHandlers, in order\n';
  for (const [index, { handler, when }] of handlers.entries()) {
    yield row(page, `${index + 1}. ${handler}`, `when ${when}`);
  }
  for (const { handler, why } of leftOut) yield row(page, `not ${handler}`, why);
  yield row(page, 'how', rule);
  yield '\nTo switch off\n';
  for (const { item, injected } of items) {
    if (injected !== false) yield row(page, item, switchOff(version, item as InjectItem).text);
  }
  yield row(
    page,
    'still',
    stillOpensImages ??
      'Nothing opens images on the host once injection is off, container roots apart.',
  );
  yield row(page, 'to see it', howToSeeCommands(version));
}

const YES: Readonly<Record<string, string>> = {
  true: 'injected',
  false: 'not injected:',
  null: 'not known:',
};

const COLUMN = 18;

const row = (page: Page, name: string, text: string) =>
  paragraph(page, [text], `  ${name.padEnd(COLUMN)}`, ' '.repeat(COLUMN + 2));
