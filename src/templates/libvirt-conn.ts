// nova/virt/libvirt_conn.py, gone in 2012.1: logs of 2011.x are still met, and must not be judged by the
// rules of later releases. In: its announcements and warnings. Out: the same facts as of later ones.

import { injectedItem } from './libvirt-driver.ts';
import { withinParentheses } from './parentheses.ts';
import { template } from './template.ts';

const before2012 = {
  since: null,
  until: '2011.3',
  loggers: ['nova.virt.libvirt_conn'],
} as const;

export const itemAnnounced = template({
  id: 'libvirt-conn.item-announced',
  variants: [
    {
      ...before2012,
      format: 'instance %(name)s: injecting %(item)s into image %(image)s',
      sample: 'instance instance-00000011: injecting key into image 748701802',
    },
  ],
  holes: { name: 'word', item: 'word', image: 'word' },
  event: ({ item = '', image = '' }) => {
    const named = injectedItem(item);
    return named === null ? null : { kind: 'announced', item: named, imageId: image };
  },
});

export const injectionIgnored = template({
  id: 'libvirt-conn.injection-ignored',
  variants: [
    {
      ...before2012,
      format: 'instance %(name)s: ignoring error injecting data into image %(image)s (%(error)s',
      sample:
        'instance instance-00000012: ignoring error injecting data into image 14 (\n--\nNo free nbd devices)',
    },
  ],
  holes: { name: 'word', image: 'word', error: 'greedy' },
  event: ({ image = '', error = '' }) => ({
    kind: 'injection-failed',
    image: null,
    imageId: image,
    item: null,
    fatal: false,
    error: withinParentheses(error),
  }),
});
