// Grizzly and Havana write a personality file without making the directory it goes into.

import { citing, type Rule } from './rule.ts';

/** `tee` on the host, or libguestfs' own calls. */
const NO_DIRECTORY =
  /Command: (?:(?!Command: )[^\n])*\btee (?:-a )?\/(?:(?!Command: )[^\n])*\n[\s\S]{0,4096}?No such file or directory|^write(?:_append)?: .*No such file or directory/;

export const missingParentDirectory = {
  id: 'missing-parent-directory',
  severity: 'error',
  title: 'A personality file goes into a directory the image lacks',
  about:
    'In 2013.1 and 2013.2 a personality file is written to its path as it is. When the image has no such directory the write fails, and because files are mandatory there, so does the build. 2012.x made the directory, and 2014.1 does again.',
  references: ['LP #1272829', 'af8972a21b'],
  affects: [{ since: '2013.1', until: '2013.2' }],
  cycle(cycle) {
    const files = cycle.items.find(({ item }) => item === 'files');
    if (files?.outcome !== 'failed' || !NO_DIRECTORY.test(files.error ?? '')) return null;
    const evidence = citing(files.evidence.slice(-1));
    if (evidence === null) return null;
    return {
      detail: 'The directory of the file does not exist in the guest image, so the build failed.',
      remedy:
        'Make the directory in the image, put the file into one that exists, boot with a config drive (nova boot --config-drive true), which needs no directory, or upgrade to 2014.1.',
      evidence,
    };
  },
} as const satisfies Rule;
