// Whether anything else delivered the injected key. In: a case. Out: the answer of the first kind of evidence
// that can tell; an injection that failed is then judged by whether the key arrived all the same.

import { inRange } from '../releases/index.ts';
import { noDatasource, novasDatasource, otherDatasource } from './key-datasource.ts';
import { keyEntries, keySizes } from './key-files.ts';
import { cirros, keyTable, noCloudInit, oldCloudInit, refused } from './key-guest.ts';
import { failedService, fetchedKey } from './key-served.ts';
import type { Answer, Case, Kind } from './verdict.ts';

/** In 2012.1 what is written into the drive is what the drive delivers. */
const essexDrive: Kind = ({ cycle, version, item }) => {
  if (cycle.purpose !== 'config-drive' || version === null) return null;
  if (!inRange(version, '2012.1', '2012.1')) return null;
  const why =
    'The image is the config drive itself: in 2012.1 this is how its content gets there, and without it the drive is empty.';
  const evidence = cycle.items.find((one) => one.item === item)?.evidence ?? [];
  return { verdict: 'needed', confidence: 'certain', why, evidence };
};

/** The surest first: what the guest holds, then what cloud-init had, then what the service gave. */
const kinds: readonly Kind[] = [
  refused,
  keyTable,
  keyEntries,
  keySizes,
  noDatasource,
  otherDatasource,
  oldCloudInit,
  novasDatasource,
  cirros,
  noCloudInit,
  fetchedKey,
  failedService,
];

export function keyAnswer(given: Case): Answer | null {
  const drive = essexDrive(given);
  if (drive !== null) return drive;
  for (const kind of kinds) {
    const answer = kind(given);
    if (answer !== null) return hasFailed(given) ? ofFailed(answer) : answer;
  }
  return null;
}

/** The item, or the whole injection before it was written. */
function hasFailed({ cycle, item }: Case): boolean {
  const own = cycle.items.find((one) => one.item === item)?.outcome;
  const isWhole = cycle.outcome === 'failed-ignored' || cycle.outcome === 'failed-fatal';
  return own === 'failed' || (isWhole && own !== 'written');
}

function ofFailed(answer: Answer): Answer {
  const { verdict, why } = answer;
  if (verdict === 'redundant')
    return { ...answer, verdict: 'failed-harmless', why: `The injection failed. ${why}` };
  if (verdict === 'needed')
    return { ...answer, verdict: 'failed-harmful', why: `The injection failed. ${why}` };
  return {
    ...answer,
    verdict: 'unknown',
    confidence: 'unknown',
    why: `The injection failed; whether the key arrived otherwise is not proved. ${why}`,
  };
}
