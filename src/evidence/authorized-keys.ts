// An authorized_keys file taken out of a guest. Of a key only its fingerprint is kept, and whether the entry
// gives a shell; Nova and cloud-init leave marks by which their entries are told.

import { keyPrintIn } from '../key-print.ts';
import type { EvidenceReader } from './evidence.ts';
import { newGuest, quote } from './guest-facts.ts';

const INJECTED = '# The following ssh key was injected by Nova';
const ENTRY = /^(?:(.*?[",\w]) )?(?:ssh-[\w-]+|ecdsa-[\w-]+|sk-[\w@.-]+) AAAA/;
const FORCED = /(?:^|,)command="/;

export const authorizedKeys: EvidenceReader = {
  kind: 'authorized-keys',
  name: 'an authorized_keys file',
  isOwn: (line) => line === INJECTED || ENTRY.test(line),
  open(source, path) {
    const guest = newGuest(source, path, 'authorized-keys');
    let above = '';
    return {
      take(line) {
        const { text } = line;
        const print = text.startsWith('#') ? null : keyPrintIn(text);
        if (print !== null) {
          const forced = FORCED.test(ENTRY.exec(text)?.[1] ?? '');
          guest.entries.push({
            print,
            forced,
            isInjected: above === INJECTED,
            evidence: quote(line),
          });
        }
        above = text;
      },
      end: () => ({ requests: [], owners: [], guests: [guest] }),
    };
  },
};
