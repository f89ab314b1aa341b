// The public API: reading inputs, analysing them, and the types and reporters of the report.

export { type Analysis, analyze } from './analyze.ts';
export { NothingRecognisedError, UsageError } from './errors.ts';
export { type Filter, filterReport } from './filter.ts';
export type * from './model.ts';
export { type ReporterId, reporters } from './reporters/index.ts';
export { findInput, type Input, type Unreadable } from './sources.ts';
