// The JSON Schema of the report: what `--format json` prints, and what a saved report is held to. Its
// `Line` is what stands on each line of `--format ndjson`.

import type {
  ConfigValue,
  Finding,
  ImageRedundancy,
  Instance,
  ReleaseClaim,
  Report,
  Severity,
  Summary,
} from '../model.ts';
import { rules } from '../rules/index.ts';
import { confidence, evidence, evidenceDefs, ref, someEvidence } from './claims.ts';
import { cycleDefs } from './cycle.ts';
import { adding, lineDefs } from './lines.ts';
import { sourceDefs } from './source.ts';
import {
  a,
  always,
  count,
  exactly,
  list,
  maybe,
  maybeAmount,
  maybeCount,
  maybeTime,
  oneOf,
  optional,
  orNull,
  record,
  type SchemaDocument,
  tally,
} from './words.ts';

const severity = oneOf<Severity>({ error: '', warning: '', info: '' });

const reportDefs = {
  ReleaseClaim: record<ReleaseClaim>({
    host: maybe('string'),
    codename: maybe('string'),
    series: maybe('string', 'first tag of the release: 2012.1, 17.0.0'),
    version: maybe('string', 'exact, where the log shows it'),
    confidence,
    evidence,
  }),
  ConfigValue: record<ConfigValue>(
    {
      host: maybe('string'),
      group: a('string'),
      name: a('string'),
      value: maybe('string', 'null when masked'),
      origin: oneOf<ConfigValue['origin']>({
        'log-dump': '',
        'nova.conf': '',
        'release-default': '',
        inferred: 'dumped by the process before',
      }),
      masked: a('boolean'),
      since: maybeTime('from when it holds'),
      evidence,
      file: maybe('string', 'the nova.conf that sets it'),
      line: maybeCount('in that file'),
    },
    'an option in force',
  ),
  Instance: record<Instance>({
    host: maybe('string'),
    uuid: maybe('string'),
    name: maybe('string'),
    requestIds: list(a('string')),
    cycles: list(a('string'), 'ids'),
    boot: record<Instance['boot']>({
      start: maybeTime(),
      end: maybeTime(),
      outcome: orNull(oneOf<'spawned' | 'failed'>({ spawned: '', failed: '' })),
      durationMs: maybeCount(),
      injectionMs: maybeCount('of it spent injecting'),
    }),
    configDrive: maybe('boolean'),
    cloudInit: a('null'),
  }),
  Finding: record<Finding>({
    id: { enum: rules.map(({ id }) => id) },
    severity,
    title: a('string'),
    detail: a('string'),
    host: maybe('string'),
    cycles: list(a('string'), 'ids'),
    instances: list(a('string'), 'uuids or names'),
    remedy: maybe('string', 'exact for the release'),
    references: list(a('string')),
    evidence: someEvidence,
  }),
  ImageRedundancy: record<ImageRedundancy>(
    {
      image: maybe('string', 'null for those whose log does not name it'),
      injections: count(),
      redundant: count(),
      likelyRedundant: count(),
      conflicting: count(),
      needed: count(),
      unknown: count(),
      secondsSaved: maybeAmount('what the redundant ones took'),
    },
    'injections into instances of one image, by the strongest verdict of their items',
  ),
  Summary: record<Summary>({
    cycles: count(),
    injections: count(),
    byHandler: tally(),
    byOutcome: tally(),
    byPurpose: tally(),
    instances: count(),
    hosts: count(),
    findings: record<Summary['findings']>({ error: count(), warning: count(), info: count() }),
    unrecognisedLines: count('that no line layout could read'),
    secondsSpentInjecting: maybeAmount(),
    partial: optional(always('the reading was interrupted')),
    redundancy: optional(list(ref('ImageRedundancy'))),
  }),
};

const tool = record<Report['tool']>({ name: exactly('inject-trace'), version: a('string') });

const lines = lineDefs({
  source: adding(sourceDefs.Source, { index: count('by which evidence names it') }),
  release: reportDefs.ReleaseClaim,
  config: reportDefs.ConfigValue,
  cycle: cycleDefs.Cycle,
  instance: reportDefs.Instance,
  finding: reportDefs.Finding,
  summary: adding(reportDefs.Summary, { tool }),
});

export const reportSchema: SchemaDocument = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:inject-trace:report:1',
  title: 'Report of inject-trace',
  ...record<Report>({
    schema: exactly('inject-trace/report/1'),
    tool,
    sources: list(ref('Source'), 'in the order read'),
    releases: list(ref('ReleaseClaim')),
    config: list(ref('ConfigValue')),
    cycles: list(ref('Cycle')),
    instances: list(ref('Instance')),
    findings: list(ref('Finding')),
    summary: ref('Summary'),
  }),
  $defs: { ...evidenceDefs, ...sourceDefs, ...cycleDefs, ...reportDefs, ...lines },
};
