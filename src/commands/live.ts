// The report told while logs are written, and taken up again where it was put down.

import { UsageError } from '../errors.ts';
import { failingOn, leftOut } from '../fail-on.ts';
import { isAbout } from '../filter.ts';
import type { Flags } from '../flags.ts';
import { readInputOptions } from '../input-options.ts';
import { extracting } from '../live/extracting.ts';
import type { StillOpen } from '../live/idle.ts';
import { live } from '../live/index.ts';
import { reporting } from '../live/reporting.ts';
import type { NewTaker } from '../live/taker.ts';
import { outputsIn } from '../outputs.ts';
import { readMaxOpen } from '../reading.ts';
import { extensions } from '../reporters/loaders.ts';
import { ndjsonLines } from '../reporters/ndjson.ts';
import { plain } from '../reporters/plain.ts';
import { terminalPart, waitingLine } from '../reporters/terminal-live.ts';
import { siteLayouts } from '../site-layouts.ts';
import type { Answer, Asked } from './command.ts';
import { factFiles } from './fact-files.ts';
import { publisherFor } from './publish.ts';

/** Formats that stand alone part by part. */
const LIVE: readonly string[] = ['terminal', 'ndjson'];
const LINES = 'ndjson';
const IDLE_SECONDS = 60;

/** @throws UsageError */
export async function liveReport(asked: Asked): Promise<Answer> {
  const { flags, page, confs, stdin } = asked;
  refuseWhole(flags, stdin.isTTY === true);
  const outputs = await outputsIn(flags.output ?? [], extensions);
  const { follow = false, release } = flags;
  for (const { path, format } of outputs) {
    if (format !== LINES)
      throw new UsageError(`--output ${plain(path)}: ${why(flags)} writes only .ndjson and .jsonl`);
  }
  const isFailing = failingOn(flags.failOn ?? []);
  let failed = false;
  const isLines = flags.format === LINES;
  const newTaker = reporting({
    release,
    maxOpenCycles: readMaxOpen(flags),
    novaConf: confs,
    telling: {
      isWanted: (cycle) => isAbout(cycle, flags),
      isLeftOut: leftOut(flags.ignore ?? []),
    },
    lines: (part, of) => [...ndjsonLines(part, of)].join(''),
    show: isLines ? undefined : (part, of) => [...terminalPart(part, of, page)].join(''),
    idle:
      isLines || !follow
        ? null
        : { ms: readIdle(flags), tell: (open, of) => waitingLine(waiting(open), of, page) },
    onTold: (part) => {
      failed ||= isFailing(part);
    },
  });
  const answer = await followed(
    asked,
    newTaker,
    outputs.map(({ path }) => path),
    {},
  );
  return { ...answer, failed };
}

/** Facts as they come. @throws UsageError */
export async function liveFacts(asked: Asked): Promise<Answer> {
  refuseStream(asked.flags, asked.stdin.isTTY === true);
  const whole = needsWhole(asked.flags);
  if (whole !== null) throw new UsageError(`${whole}: ${why(asked.flags)} reads logs alone`);
  return followed(asked, extracting, await factFiles(asked.flags), { command: 'extract' });
}

/** @param command what else another run has to be told */
async function followed(
  asked: Asked,
  newTaker: NewTaker,
  outputs: readonly string[],
  command: { readonly command?: string },
): Promise<Answer> {
  const { flags, confs, stdin, warn, print } = asked;
  const { state = null, follow = false, release, tz = [], host = [], logFormat } = flags;
  const signal = asked.interrupted();
  const publisher = await publisherFor(asked, { follows: follow, signal });
  const told = readInputOptions(flags);
  const partly = await live({
    newTaker,
    paths: flags.files,
    follows: follow,
    state,
    asked: { logs: flags.files, release, tz, host, 'log-format': logFormat, ...command },
    dialects: siteLayouts(confs, logFormat),
    add: told.add,
    stdin,
    outputs,
    print: flags.prints ? print : null,
    send: publisher && ((lines) => publisher.publish(lines.split('\n').slice(0, -1))),
    signal,
    warn,
  }).finally(() => publisher?.close());
  return { text: [], partly, isInterrupted: signal.aborted };
}

function waiting({ trace, ms }: StillOpen) {
  const last = trace.steps.at(-1);
  const who = trace.imagePath ?? trace.name ?? trace.uuid ?? 'an image';
  const what = last?.command ?? last?.note ?? 'announced';
  return { who, what, ms, at: trace.lastEvidence };
}

const why = ({ follow }: Flags) => (follow ? '--follow' : '--state');

/** What needs everything to be read. @throws UsageError */
function refuseWhole(flags: Flags, isTerminal: boolean): void {
  const { format } = flags;
  if (!LIVE.includes(format))
    throw new UsageError(
      `--format ${format}: ${why(flags)} tells cycles one by one, as ${LIVE.join(' or ')}`,
    );
  const whole = needsWhole(flags);
  if (whole !== null)
    throw new UsageError(`${whole} needs the whole log, and ${why(flags)} tells it as it is read`);
  refuseStream(flags, isTerminal);
}

/** @throws UsageError */
function refuseStream({ files, state }: Flags, isTerminal: boolean): void {
  if (files.includes('-') && state !== undefined)
    throw new UsageError('--state: standard input cannot be read again; name the log');
  if (files.includes('-') && isTerminal)
    throw new UsageError('no log given: name a file, or pipe one in; --help shows how');
  const twice = files.find((file, at) => files.indexOf(file) !== at);
  if (twice !== undefined) throw new UsageError(`${plain(twice)}: given twice`);
}

/** The option that does, null where none is given. */
export function needsWhole(flags: Flags): string | null {
  const options = [
    ['--redact', flags.redact],
    ['--since', flags.since],
    ['--until', flags.until],
    ['--metadata-log', flags.metadataLog],
    ['--console-log', flags.consoleLog],
    ['--cloud-init-log', flags.cloudInitLog],
    ['--cloud-init-output', flags.cloudInitOutput],
    ['--authorized-keys', flags.authorizedKeys],
    ['--redact-map', flags.redactMap],
    ['--max-lines', flags.maxLines],
  ] as const;
  const given = options.find(([, value]) => value !== undefined && value !== false);
  return given?.[0] ?? null;
}

function readIdle({ idle }: Flags): number {
  const seconds = idle === undefined ? IDLE_SECONDS : Number(idle);
  if (!(seconds > 0) || seconds > 1e6)
    throw new UsageError(`--idle ${plain(idle ?? '')}: not a number of seconds above 0`);
  return seconds * 1000;
}
