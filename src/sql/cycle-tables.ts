// The tables about cycles: the columns of a row, taken from a record of a report.

import { judgedAs } from '../verdicts/images.ts';
import { CYCLE, HOST, LINE, SOURCE, SOURCE_ID, type Tables } from './rows.ts';
import { flag, moment, number, text, texts, time } from './table.ts';

export const cycleTables = {
  cycles: {
    about: 'each time an image was opened, from the first attach to the last detach',
    columns: {
      id: text('stable over runs', ({ cycle }) => cycle.id),
      host: text(HOST, ({ cycle }) => cycle.host),
      purpose: text('injection, config-drive, resize-check …', ({ cycle }) => cycle.purpose),
      instance_uuid: text('', ({ cycle }) => cycle.instance.uuid),
      instance_name: text('', ({ cycle }) => cycle.instance.name),
      request_id: text('', ({ cycle }) => cycle.requestId),
      image_id: text('', ({ cycle }) => cycle.image.id),
      image_path: text('', ({ cycle }) => cycle.image.path),
      image_format: text('', ({ cycle }) => cycle.image.format),
      image_cow: flag('whether it is copy-on-write', ({ cycle }) => cycle.image.cow),
      handler: text('what opened the image', ({ cycle }) => cycle.handler),
      mechanism: text('who chose it', ({ cycle }) => cycle.mechanism),
      reason: text('why that one', ({ cycle }) => cycle.reason.text),
      reason_rule: text('', ({ cycle }) => cycle.reason.rule),
      reason_confidence: text('certain, likely, unknown', ({ cycle }) => cycle.reason.confidence),
      device: text('', ({ cycle }) => cycle.device),
      mapped_device: text('', ({ cycle }) => cycle.mappedDevice),
      partition: text('', ({ cycle }) => cycle.partition),
      mount_dir: text('', ({ cycle }) => cycle.mountDir),
      outcome: text(
        'completed, failed-ignored, failed-fatal, leaked, incomplete, unknown',
        ({ cycle }) => cycle.outcome,
      ),
      outcome_confidence: text('certain, likely, unknown', ({ cycle }) => cycle.outcomeConfidence),
      error: text('', ({ cycle }) => cycle.error),
      left_behind: number(
        'so many things',
        ({ cycle }) => Object.values(cycle.leftBehind).flat().length,
      ),
      redundancy: text(
        'of an injection, by the strongest verdict of its items: redundant, likely-redundant, conflicting, needed, unknown',
        ({ cycle }) => (cycle.purpose === 'injection' ? judgedAs(cycle) : null),
      ),
      started_at: time('', ({ cycle }) => cycle.start),
      ended_at: time('', ({ cycle }) => cycle.end),
      started_utc: moment('', ({ cycle }) => cycle.start),
      day: text('of started_at, as 2012-11-14', ({ cycle }) => cycle.start?.slice(0, 10) ?? null),
      duration_ms: number('NULL where the log does not tell', ({ cycle }) => cycle.durationMs),
      cut_by_window: flag('', ({ cycle }) => cycle.cutByWindow),
      codename: text('of the release that wrote it', ({ claim }) => claim?.codename ?? null),
      series: text('its first tag: 2012.1, 17.0.0', ({ claim }) => claim?.series ?? null),
      version: text('exact, where the log shows it', ({ claim }) => claim?.version ?? null),
      source_id: number(SOURCE_ID, ({ at }) => at?.source ?? null),
      source: text(SOURCE, ({ path }) => path),
      line: number(LINE, ({ at }) => at?.line ?? null),
    },
  },
  items: {
    about: 'what was injected, or tried to be, in a cycle',
    columns: {
      cycle: text(CYCLE, ({ cycle }) => cycle.id),
      item: text('key, net, metadata, admin_password, files', ({ name }) => name),
      outcome: text(
        'written, failed, unknown; NULL for one that the log does not show',
        ({ item }) => item?.outcome ?? null,
      ),
      error: text('', ({ item }) => item?.error ?? null),
      paths: texts('written inside the guest', ({ item }) => item?.paths ?? []),
      redundancy: text(
        'redundant, likely-redundant, conflicting, needed, failed-harmless, failed-harmful, unknown',
        ({ verdict }) => verdict?.verdict ?? null,
      ),
      redundancy_confidence: text('', ({ verdict }) => verdict?.confidence ?? null),
      redundancy_why: text('or what would settle it', ({ verdict }) => verdict?.why ?? null),
    },
  },
  steps: {
    about: 'the steps of the cycles',
    columns: {
      cycle: text(CYCLE, ({ cycle }) => cycle.id),
      number: number('from 1', ({ number: nth }) => nth),
      step: text('attach, map, mount, write, unmount, detach …', ({ step }) => step.step),
      started_at: time('', ({ step }) => step.at),
      ended_at: time('', ({ step }) => step.endedAt),
      duration_ms: number('', ({ step }) => step.durationMs),
      exit_code: number('', ({ step }) => step.exitCode),
      command: text('without its root helper', ({ step }) => step.command),
      note: text('of a line that is no command', ({ step }) => step.note),
      source_id: number(SOURCE_ID, ({ at }) => at?.source ?? null),
      source: text(SOURCE, ({ path }) => path),
      line: number(LINE, ({ at }) => at?.line ?? null),
    },
  },
  left_behind: {
    about: 'what stayed attached, mapped or mounted after a cycle',
    columns: {
      cycle: text(CYCLE, ({ cycle }) => cycle.id),
      kind: text('device, mapping, mount', ({ kind }) => kind),
      name: text('', ({ left }) => left.name),
      proof: text('observed, likely', ({ left }) => left.proof),
    },
  },
  savings: {
    about: 'what each setting would have made of each cycle, as inject-trace what-if tells',
    columns: {
      cycle: text(CYCLE, ({ cycle }) => cycle),
      setting: text('by its name on 2014.1 and later', ({ setting }) => setting),
      fate: text('vanishes, shrinks, stays, unknown', ({ fate }) => fate),
      why: text('', ({ why }) => why),
    },
  },
} satisfies Partial<Tables>;
