// Nova runs commands on images here, and DEBUG is on, but the log leaves them out.

import { settingToSee } from '../releases/index.ts';
import { citing, type Rule } from './rule.ts';

export const hiddenCommands = {
  id: 'hidden-commands',
  severity: 'info',
  title: 'Commands are not in this log',
  about:
    'From 17.0.6 on the commands that open an image on the host run in the privsep daemon, and the default log levels hold its records back with DEBUG on, too. Without them the log has the steps that Nova announces, but neither the commands nor how they ended. What libguestfs does runs no commands.',
  references: ['LP #1784062', '86a8aac0d7'],
  source({ source, cycles, version }) {
    const isHidden = source.visibility.commands === 'hidden' && 'DEBUG' in source.levels;
    const local = cycles.filter(({ mechanism }) => mechanism !== null && ON_HOST.has(mechanism));
    const evidence = citing(local.flatMap(({ steps }) => steps[0]?.evidence[0] ?? []).slice(0, 5));
    if (!isHidden || evidence === null) return null;
    return {
      detail:
        'Nova goes about images on the host itself here, but the default log levels of this release keep the commands out of the log.',
      remedy: `In nova.conf: ${settingToSee('commands', version)}. Restart nova-compute.`,
      evidence,
    };
  },
} as const satisfies Rule;

const ON_HOST: ReadonlySet<string> = new Set(['vfs-localfs', 'lxc']);
