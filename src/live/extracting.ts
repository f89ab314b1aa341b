// Facts told as they come.

import { newExtractor, nothingExtracted } from '../facts/extractor.ts';
import { factLine, type LogFact } from '../facts/fact.ts';
import { shrink } from '../scan.ts';
import type { NewTaker } from './taker.ts';

export const extracting: NewTaker = (kept, tell) => {
  const extracted = kept?.extracted ?? nothingExtracted();
  const extractor = newExtractor(extracted);
  const tellLogs = (facts: readonly LogFact[]) => tell(facts.map(factLine).join(''));
  return {
    scans: extractor.scans,
    knows: { extracted },
    begin(input, before) {
      if (before !== null) {
        tellLogs(extractor.end(before));
        extractor.scans.slice(before, before + 1).forEach(shrink);
      }
      return extractor.begin(input);
    },
    take(record, scan) {
      const fact = extractor.take(record, scan);
      if (fact !== null) tell(factLine(fact));
    },
    look: () => tellLogs(extractor.logs()),
    rest: () => tellLogs(extractor.logs()),
    end: () => tellLogs(extractor.scans.flatMap((_, source) => extractor.end(source))),
  };
};
