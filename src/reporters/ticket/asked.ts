// In: a report. Out: what was asked: of which instances and releases, and in which files.

import type { Report } from '../../model.ts';
import { instanceName } from '../cycle-facts.ts';
import { evidenceText, extent } from '../inputs.ts';
import { count, sourceName } from '../page.ts';
import { flat } from '../wrap.ts';
import type { Line, Part } from './part.ts';

export function askedPart(report: Report): Part {
  const rows = report.sources.map(
    (source): Line =>
      source.evidence === undefined
        ? [{ code: sourceName(source) }, `: ${extent(source)}`]
        : [flat(evidenceText(source))],
  );
  return {
    label: 'Asked:',
    text: [` what nova-compute${releaseNames(report)} injected into ${guests(report)}`],
    body: { kind: 'list', rows },
    noun: 'source',
    share: 1,
  };
}

function releaseNames({ releases }: Report): string {
  const names = releases.map(({ codename, version, series }) =>
    [codename, version ?? series].filter((part) => part !== null).join(' '),
  );
  const known = [...new Set(names)].filter((name) => name !== '');
  return known.length === 0 ? '' : ` (${known.join(', ')})`;
}

/** A filter shows as a single instance. */
function guests({ instances }: Report): string {
  const [instance, ...others] = instances;
  if (instance === undefined) return 'guests';
  if (others.length > 0) return count(instances.length, 'instance');
  const { uuid, name, host } = instance;
  return `${instanceName(uuid, name)}${host === null ? '' : ` on ${host}`}`;
}
