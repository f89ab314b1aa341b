// The commands there are. To add one: a file named after its word, and an entry here. What answers is
// loaded when it is asked for.

import { loaders } from '../reporters/loaders.ts';
import type { Command } from './command.ts';

/** What narrows a report, and says how and where it is printed. */
const rendering = [
  'instance',
  'request',
  'ignore',
  'fail-on',
  'output',
  'max-lines',
  'verbose',
] as const;

export const commands: readonly Command[] = [
  {
    id: '',
    subjects: [],
    readsLogs: true,
    describe: 'explain each disk image injection: handler, reason, items, outcome',
    formats: Object.keys(loaders),
    takes: rendering,
    examples: [
      ['$0 /var/log/nova/nova-compute.log', 'report on a log'],
      ['journalctl -u nova-compute | $0 -', 'report on the journal'],
      ['$0 sosreport.tar.xz', 'report on the logs in an archive'],
      ['$0 --fail-on warning --format junit nova-compute.log', 'in a CI job'],
      ['$0 --format md --instance instance-0000076d nova-compute.log', 'to paste into a ticket'],
      ['$0 --format json nova-compute.log | jq .summary', 'the same as data'],
      ['$0 -o report.json -o tests.xml nova-compute.log', 'several files in one go'],
    ],
    load: async () => (await import('./report.ts')).report,
  },
  {
    id: 'show',
    subjects: ['instance'],
    readsLogs: true,
    describe: 'the tree of one instance, by uuid, name or the beginning of one: @since boot +took',
    formats: ['terminal', 'json'],
    takes: [],
    examples: [['$0 show instance-0000076d nova-compute.log', 'when each step began and ended']],
    load: async () => (await import('./show.ts')).show,
  },
  {
    id: 'explain',
    subjects: ['subject'],
    readsLogs: true,
    describe:
      'why: of an INSTANCE, REQUEST or CYCLE in the logs, or of a FINDING-ID without any log',
    formats: ['terminal', 'json'],
    takes: [],
    examples: [
      ['$0 explain instance-0000076d nova-compute.log', 'why this handler, with the lines'],
      ['$0 explain leaked-nbd-device', 'what a finding means'],
    ],
    load: async () => (await import('./explain.ts')).explain,
  },
  {
    id: 'blame',
    subjects: [],
    readsLogs: true,
    describe: 'what injecting cost, costliest first: steps, instances, images; devices in use',
    formats: ['terminal', 'json'],
    takes: [],
    examples: [['$0 blame nova-compute.log', 'the costliest steps and instances']],
    load: async () => (await import('./blame.ts')).blame,
  },
  {
    id: 'diff',
    subjects: ['one', 'other'],
    readsLogs: true,
    describe: 'what differs between two instances, or with no further log between two logs',
    formats: ['terminal', 'json'],
    takes: [],
    examples: [
      ['$0 diff instance-0000076d instance-0000076e nova-compute.log', 'compare two instances'],
      ['$0 diff before.log after.log', 'compare two logs'],
    ],
    load: async () => (await import('./diff.ts')).diff,
  },
  {
    id: 'what-if',
    subjects: [],
    readsLogs: true,
    ownConf: true,
    describe: 'what other options (--set, or --nova-conf as it would be) would have changed',
    formats: ['terminal', 'json'],
    takes: ['set'],
    examples: [
      ['$0 what-if --set libvirt_inject_key=false nova-compute.log', 'which mounts would go away'],
    ],
    load: async () => (await import('./what-if.ts')).whatIfCommand,
  },
  {
    id: 'plan',
    subjects: [],
    readsLogs: false,
    describe: 'what a release injects under a nova.conf, and by which handler; reads no log',
    formats: ['terminal', 'json'],
    takes: ['release', 'nova-conf'],
    examples: [['$0 plan --release essex --nova-conf nova.conf', 'handlers in order, and when']],
    load: async () => (await import('./plan.ts')).plan,
  },
  {
    id: 'verify-off',
    subjects: ['before', 'after'],
    readsLogs: true,
    answersNothing: true,
    describe:
      'whether switching injection off worked: a log from before the change, one from after it',
    formats: ['terminal', 'json'],
    takes: [],
    examples: [
      ['$0 verify-off before.log after.log', 'is injection off?'],
      ['$0 verify-off before.log after.log --console-log console.log', 'and does the key arrive?'],
    ],
    load: async () => (await import('./verify-off.ts')).verifyOff,
  },
  {
    id: 'doctor',
    subjects: [],
    readsLogs: true,
    answersNothing: true,
    describe: 'what can be read of the logs, what not, and the setting that would show more',
    formats: ['terminal'],
    takes: [],
    examples: [['$0 doctor nova-compute.log', 'what can be read of a log, and what not']],
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    id: 'report',
    subjects: ['report'],
    readsLogs: false,
    describe: 'a report saved as JSON, in another format or narrowed; reads no log',
    formats: Object.keys(loaders),
    takes: rendering,
    examples: [['$0 report report.json --instance instance-0000076d', 'one instance of it']],
    load: async () => (await import('./saved-report.ts')).savedReport,
  },
  {
    id: 'schema',
    subjects: [],
    readsLogs: false,
    describe: 'the JSON Schema of what --format json prints; reads no log',
    formats: ['json'],
    takes: [],
    examples: [['$0 schema > report.schema.json', 'for a validator or a generator of types']],
    load: async () => (await import('./schema.ts')).schema,
  },
];
