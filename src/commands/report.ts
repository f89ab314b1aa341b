// The report on the logs, in the format asked for: what the tool does without a command word.

import { failingOn, leavingOut } from '../fail-on.ts';
import { filterReport } from '../filter.ts';
import { type ReporterId, reporters } from '../reporters/index.ts';
import type { Command } from './command.ts';

export const report: Command = {
  id: '',
  subjects: [],
  readsLogs: true,
  describe: 'explain each disk image injection: handler, reason, items, outcome',
  formats: Object.keys(reporters),
  takes: ['instance', 'request', 'since', 'until', 'ignore', 'fail-on'],
  examples: [
    ['$0 /var/log/nova/nova-compute.log', 'report on a log'],
    ['journalctl -u nova-compute | $0 -', 'report on the journal'],
    ['$0 sosreport.tar.xz', 'report on the logs in an archive'],
    ['$0 --fail-on warning --format junit nova-compute.log', 'in a CI job'],
    ['$0 --format json nova-compute.log | jq .summary', 'the same as data'],
  ],
  async run({ flags, page, read, warn }) {
    const { ignore = [], failOn = [] } = flags;
    const isFailed = failingOn(failOn);
    const leaveOut = leavingOut(ignore);
    const whole = leaveOut((await read(flags.files)).report);
    const shown = filterReport(whole, flags);
    if (shown.cycles.length === 0 && whole.cycles.length > 0) {
      warn(`none of the ${whole.cycles.length} cycles in the log fits the filter`);
    }
    return {
      text: reporters[flags.format as ReporterId](shown, page),
      failed: isFailed(shown),
    };
  },
};
