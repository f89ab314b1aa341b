// A warning about an image that is in no words of Nova's: a translated log, or one that was changed.

import { inRange } from '../releases/index.ts';
import { citing, type Rule } from './rule.ts';

export const unreadWarning = {
  id: 'unread-warning',
  severity: 'info',
  title: 'A warning about an image could not be read',
  about:
    'Up to 15.x nova-compute logs warnings and errors in the language of its environment, and only the English texts are known here. A warning that cannot be read may say that an injection failed, so the outcome of the cycles around it is left open. Messages that a site changed look the same.',
  references: [],
  source({ seen, cycles, version }) {
    const images = new Set(cycles.map(({ image }) => image.id));
    const unread = seen.unreadOf.filter(
      ({ imageIds }) => imageIds?.some((id) => images.has(id)) ?? true,
    );
    const evidence = citing(unread.slice(0, CITED).map((one) => one.evidence));
    if (evidence === null) return null;
    const isTranslated = version === null || inRange(version, null, '15');
    return {
      detail: `A warning or an error about an image is in no words known here${isTranslated ? ', perhaps for its language' : ''}; what it says is not taken into account.`,
      remedy: isTranslated
        ? 'Start nova-compute with LC_ALL=C in its environment to have the messages in English.'
        : null,
      evidence,
    };
  },
} as const satisfies Rule;

const CITED = 5;
