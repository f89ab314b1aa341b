// /var/log/cloud-init-output.log (0.7.5 on): what the stages printed. Whatever else a user's scripts print
// stands in it too, passwords among them, so nothing but the stages' own lines is ever quoted.

import { consoleLine } from './console-lines.ts';
import type { EvidenceReader } from './evidence.ts';
import { newGuest } from './guest-facts.ts';
import { takeStage } from './stages.ts';

const OWN = /^Cloud-init v\. \S+ (?:running '[\w:-]+'|finished) at /;

export const cloudInitOutput: EvidenceReader = {
  kind: 'cloud-init-output',
  name: 'a cloud-init-output.log',
  isOwn: (line) => OWN.test(line),
  open(source, path) {
    const guest = newGuest(source, path, 'cloud-init-output');
    return {
      take(line) {
        const { text } = consoleLine(line.text);
        takeStage(guest, { ...line, text }, text);
      },
      end: () => ({ requests: [], owners: [], guests: guest.cloudInit === null ? [] : [guest] }),
    };
  },
};
