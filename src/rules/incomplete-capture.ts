// Part of what the service logged is not in the log, and what is missing may matter.

import type { Cycle, GapKind } from '../model.ts';
import { citing, type Rule } from './rule.ts';

export const incompleteCapture = {
  id: 'incomplete-capture',
  severity: 'info',
  title: 'The capture is not complete',
  about:
    'A log that begins or ends inside an injection, that lacks a rotated file, or whose daemon dropped messages for their rate does not show all that happened. What is missing may be the very lines that would show how an injection ended or that something was released, so nothing is concluded from their absence.',
  references: [],
  source({ source, seen, cycles }) {
    // Without DEBUG beginnings and ends are not logged in the first place.
    const isQuiet = !('DEBUG' in source.levels) && Object.keys(source.levels).length > 0;
    const begun = isQuiet ? [] : withoutBeginning(cycles);
    const open = isQuiet ? [] : withoutEnd(cycles);
    // What stands above the first record may also be the output of another program.
    const gaps = source.gaps.filter(
      ({ kind }) => kind in REMEDIES && (kind !== 'cut-head' || begun.length > 0),
    );
    const cut = [...cutText(begun, 'before it begins'), ...cutText(open, 'after it ends')];
    const shown = [
      ...gaps.flatMap((gap) => gap.evidence[0] ?? []),
      ...begun.flatMap(({ steps }) => steps[0]?.evidence[0] ?? []),
      ...open.flatMap(({ steps }) => steps.at(-1)?.evidence[0] ?? []),
    ];
    const evidence = citing(
      shown.length > 0 ? shown.slice(0, CITED) : [seen.first].flatMap((one) => one ?? []),
    );
    if (gaps.length + cut.length === 0 || evidence === null) return null;
    const isByWish = [...begun, ...open].map(({ cutByWindow }) => cutByWindow);
    const wider = isByWish.includes(true) ? [WIDER] : [];
    const whole = isByWish.includes(false) ? [WHOLE] : [];
    const remedies = gaps.flatMap(({ kind }) => REMEDIES[kind] ?? []);
    return {
      detail: `${[...gaps.map(({ detail }) => detail), ...cut].join('; ')}.`,
      remedy: [...new Set([...remedies, ...wider, ...whole])].join(' '),
      evidence,
    };
  },
} as const satisfies Rule;

const CITED = 5;
const WHOLE = 'Give the whole log, with the rotated files before and after it.';

const WIDER = 'Give an earlier --since or a later --until.';

const REMEDIES: Partial<Record<GapKind, string>> = {
  'cut-head': WHOLE,
  'cut-tail': WHOLE,
  'tail-limit': 'Collect the log without a limit on its size.',
  'rotation-gap': 'Give the missing rotated files, too.',
  'suppressed-messages':
    'Raise the rate limit of the daemon: RateLimitInterval=0 (RateLimitIntervalSec=0 in newer ones) in journald.conf, $SystemLogRateLimitInterval 0 or $imjournalRatelimitInterval 0 in rsyslog.conf.',
  'null-messages': 'Export the journal with journalctl --all.',
  'too-many-open': 'Give a larger --max-open-cycles.',
  interrupted: 'Let the logs be read to their end.',
  'damaged-archive': 'Copy the file again from where it is whole.',
};

const says = (words: RegExp) => (cycles: readonly Cycle[]) =>
  cycles.filter(({ notVisible }) => notVisible.some((one) => words.test(one)));

const withoutBeginning = says(/^beginning not visible in this capture/);
const withoutEnd = says(/^end not visible in this capture/);

function cutText(cycles: readonly Cycle[], where: string): readonly string[] {
  if (cycles.length === 0) return [];
  return [`${cycles.length === 1 ? 'an image is' : `${cycles.length} images are`} open ${where}`];
}
