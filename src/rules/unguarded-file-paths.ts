// 2012.1: files are written without a check that their paths stay inside the image.

import { citing, type Rule } from './rule.ts';

export const unguardedFilePaths = {
  id: 'unguarded-file-paths',
  severity: 'info',
  title: 'Paths of injected files were not checked',
  about:
    'Up to 2012.1.1 Nova writes injected files, as root, to the path it is given below the mounted image. A path with .. in it, or a symbolic link that the image holds, leads to any file of the host. From 2012.1.2 on it asks readlink first whether the path stays inside.',
  references: ['CVE-2012-3360', 'CVE-2012-3361', 'LP #1015531'],
  affects: [{ since: '2012.1', until: '2012.1.1' }],
  cycle({ items, steps, handler }) {
    const files = items.find(({ item }) => item === 'files');
    if (files?.outcome !== 'written' || handler === null) return null;
    const commands = steps.flatMap(({ command }) => command ?? []);
    // Behind the mount the first thing a release with the check does.
    const isGuarded = commands.some((command) => command.startsWith('readlink '));
    const evidence = citing(files.evidence);
    if (isGuarded || commands.length === 0 || evidence === null) return null;
    return {
      detail:
        'Files were injected without the readlink that from 2012.1.2 on checks that their paths stay in the image.',
      remedy: 'Upgrade to 2012.1.2; no option of nova-compute keeps files from being injected.',
      evidence,
    };
  },
} as const satisfies Rule;
