// In: a cycle. Out: whether all of it is in the report, so that a line that is not there was not in the log.

import type { Cycle } from '../model.ts';

export const isFollowed = ({ notVisible }: Cycle): boolean =>
  !notVisible.some((one) =>
    /^what came after: too many|only the first and the latest are kept$/.test(one),
  );
