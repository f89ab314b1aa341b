// The tables about guests, hosts and their logs: the columns of a row, taken from a record of a report, or a fact.

import type { EventFact, Fact } from '../facts/fact.ts';
import { jsonLine } from '../reporters/json-line.ts';
import { HOST, LINE, SOURCE, SOURCE_ID, type Tables } from './rows.ts';
import { flag, moment, number, text, texts, time } from './table.ts';

const ofEvent = (fact: Fact): EventFact | null => (fact.kind === 'event' ? fact : null);

export const hostTables = {
  instances: {
    about: 'the guests whose images were opened',
    columns: {
      host: text(HOST, ({ host }) => host),
      uuid: text('', ({ uuid }) => uuid),
      name: text('', ({ name }) => name),
      boot_outcome: text('spawned, failed', ({ boot }) => boot.outcome),
      boot_started_at: time('', ({ boot }) => boot.start),
      boot_ended_at: time('', ({ boot }) => boot.end),
      boot_ms: number('', ({ boot }) => boot.durationMs),
      injection_ms: number('of the boot', ({ boot }) => boot.injectionMs),
      config_drive: flag('', ({ configDrive }) => configDrive),
      request_ids: texts('', ({ requestIds }) => requestIds),
      cycles: texts('ids of its cycles', ({ cycles }) => cycles),
    },
  },
  findings: {
    about: 'what is wrong, or worth knowing',
    columns: {
      id: text('what inject-trace explain ID tells of', ({ finding }) => finding.id),
      severity: text('error, warning, info', ({ finding }) => finding.severity),
      host: text(HOST, ({ finding }) => finding.host),
      title: text('', ({ finding }) => finding.title),
      detail: text('', ({ finding }) => finding.detail),
      remedy: text('', ({ finding }) => finding.remedy),
      cycles: texts('ids of the cycles', ({ finding }) => finding.cycles),
      instances: texts('', ({ finding }) => finding.instances),
      source_id: number(SOURCE_ID, ({ at }) => at?.source ?? null),
      source: text(SOURCE, ({ path }) => path),
      line: number(LINE, ({ at }) => at?.line ?? null),
    },
  },
  sources: {
    about: 'the logs, and what lies beside them',
    columns: {
      id: number('from 0, in the order they were read', ({ index }) => index),
      path: text('', ({ path }) => path),
      host: text(HOST, ({ host }) => host),
      format: text('line layout', ({ format }) => format),
      bytes: number('unpacked', ({ bytes }) => bytes),
      lines: number('', ({ lines }) => lines),
      recognised_lines: number('', ({ recognisedLines }) => recognisedLines),
      first_at: time('of its first record', ({ first }) => first),
      last_at: time('of its last record', ({ last }) => last),
      commands: text('visible, hidden, unknown', ({ visibility }) => visibility.commands),
      announcements: text(
        'visible, hidden, not-printed-by-release, unknown',
        ({ visibility }) => visibility.announcements,
      ),
      why: text('of these two', ({ visibility }) => visibility.why),
      has_debug: flag('whether it has records of DEBUG', ({ levels }) => 'DEBUG' in levels),
      evidence: text(
        'what it is beside the logs; NULL for a log',
        (one) => one.evidence?.kind ?? null,
      ),
      gaps: texts('kinds of what is missing', ({ gaps }) => gaps.map(({ kind }) => kind)),
    },
  },
  releases: {
    about: 'the releases of Nova the hosts ran',
    columns: {
      host: text(HOST, ({ claim }) => claim.host),
      codename: text('', ({ claim }) => claim.codename),
      series: text('first tag: 2012.1, 17.0.0', ({ claim }) => claim.series),
      version: text('exact, where the log shows it', ({ claim }) => claim.version),
      confidence: text('certain, likely, unknown', ({ claim }) => claim.confidence),
      source_id: number(SOURCE_ID, ({ at }) => at?.source ?? null),
      source: text(SOURCE, ({ path }) => path),
      line: number(LINE, ({ at }) => at?.line ?? null),
    },
  },
  config: {
    about: 'the options in force',
    columns: {
      host: text(HOST, ({ value }) => value.host),
      section: text('of nova.conf', ({ value }) => value.group),
      name: text('', ({ value }) => value.name),
      value: text('NULL where masked', ({ value }) => value.value),
      origin: text('log-dump, nova.conf, release-default, inferred', ({ value }) => value.origin),
      since: time('', ({ value }) => value.since),
      source_id: number(SOURCE_ID, ({ at }) => at?.source ?? null),
      source: text(SOURCE, ({ path }) => path),
      line: number(LINE, ({ at }) => at?.line ?? null),
    },
  },
  facts: {
    about: 'the facts themselves, each once; empty of logs',
    columns: {
      schema: text('', ({ schema }) => schema),
      host: text('', ({ host }) => host),
      id: text('equal for the same line, however its log was split', ({ id }) => id),
      kind: text('event, log, evidence', ({ kind }) => kind),
      logged_at: time('of an event', (fact) => ofEvent(fact)?.at ?? null),
      logged_utc: moment('of an event', (fact) => ofEvent(fact)?.at ?? null),
      level: text('of an event', (fact) => ofEvent(fact)?.level ?? null),
      request: text('of an event', (fact) => ofEvent(fact)?.request ?? null),
      instance: text('of an event', (fact) => ofEvent(fact)?.instance ?? null),
      event: text('what it is', (fact) => ofEvent(fact)?.event.kind ?? null),
      fact: text('all of it, as JSON', jsonLine),
    },
  },
} satisfies Partial<Tables>;
