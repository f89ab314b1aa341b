// The public API: reading inputs, analysing them, and the types and reporters of the report.

export { type Analysis, type AnalyzeOptions, analyze, type Layouts } from './analyze.ts';
export { examine } from './commands/doctor-text.ts';
export { diffInstances, type InstanceDiff } from './comparison/instances.ts';
export { diffLogs, type LogDiff } from './comparison/logs.ts';
export { type Config, type NovaConf, readNovaConf } from './config/index.ts';
export { type Cost, costOf } from './cost/index.ts';
export { NothingRecognisedError, UsageError } from './errors.ts';
export { type Filter, filterReport } from './filter.ts';
export { type FirstRecord, firstRecord } from './first-record.ts';
export { type Tree, treeOf } from './instance-tree.ts';
export type * from './model.ts';
export { type Names, namesIn, redact } from './redaction/index.ts';
export { type ReporterId, reporters } from './reporters/index.ts';
export { reportSchema } from './schema/index.ts';
export { siteLayouts } from './site-layouts.ts';
export {
  type EvidenceInput,
  type Found,
  findInput,
  findInputs,
  type Input,
  type Listed,
  type ReadFirst,
  type ReadingCounts,
  type Unreadable,
} from './sources/index.ts';
export { readWindow, type Window } from './window.ts';
