// What the command line gives as evidence: `--console-log FILE` and its like. In: the flags. Out: inputs with
// their kind; a file of another kind is refused by name. Also the warnings on evidence that fits no instance.

import { UsageError } from './errors.ts';
import { evidenceName } from './evidence/index.ts';
import type { Flags } from './flags.ts';
import type { EvidenceKind, Report } from './model.ts';
import { plain } from './reporters/plain.ts';
import {
  type EvidenceInput,
  evidenceIn,
  findInput,
  isCompute,
  readingError,
} from './sources/index.ts';

const OPTIONS = {
  'metadata-log': ({ metadataLog = [] }) => metadataLog,
  'console-log': ({ consoleLog = [] }) => consoleLog,
  'cloud-init-log': ({ cloudInitLog = [] }) => cloudInitLog,
  'cloud-init-output': ({ cloudInitOutput = [] }) => cloudInitOutput,
  'authorized-keys': ({ authorizedKeys = [] }) => authorizedKeys,
} as const satisfies Record<EvidenceKind, (flags: Flags) => readonly string[]>;

const KINDS = Object.keys(OPTIONS) as readonly EvidenceKind[];

export interface Surroundings {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly warn: (message: string) => void;
}

/** @throws UsageError for a file that cannot be read or is of another kind */
export async function evidenceGiven(
  flags: Flags,
  { stdin, warn }: Surroundings,
): Promise<readonly EvidenceInput[]> {
  const found: EvidenceInput[] = [];
  for (const kind of KINDS) {
    for (const path of OPTIONS[kind](flags)) {
      const input = await findInput(path, stdin);
      if ('reason' in input) throw new UsageError(`--${kind} ${plain(path)}: ${input.reason}`);
      if (path !== '-') await refuseOther(kind, path, input, warn);
      found.push({ ...input, evidence: kind });
    }
  }
  return found;
}

async function refuseOther(
  kind: EvidenceKind,
  path: string,
  input: Pick<EvidenceInput, 'open'>,
  warn: Surroundings['warn'],
): Promise<void> {
  const named = `--${kind} ${plain(path)}`;
  const looks = await evidenceIn(input).catch((error) => {
    throw new UsageError(`${named}: ${readingError(error)}`);
  });
  if (looks === kind || isBoth(kind, looks)) return;
  if (looks !== null) {
    throw new UsageError(`${named}: looks like ${evidenceName(looks)}; give it with --${looks}`);
  }
  if (await isCompute(input))
    throw new UsageError(`${named}: looks like a log of nova-compute; give it without an option`);
  warn(`${named}: does not look like ${evidenceName(kind)}; read as one all the same`);
}

/** The last lines of a console may be nothing but what cloud-init prints. */
const isBoth = (kind: EvidenceKind, looks: EvidenceKind | null) =>
  kind === 'console-log' && looks === 'cloud-init-output';

/** For one of two logs, where the evidence is of the other. */
export const withoutEvidence = (flags: Flags): Flags => ({
  ...flags,
  metadataLog: [],
  consoleLog: [],
  cloudInitLog: [],
  cloudInitOutput: [],
  authorizedKeys: [],
});

/** One message for each file that tells nothing of an instance in the logs. */
export function unlinkedEvidence({ sources }: Report): readonly string[] {
  return sources.flatMap(({ path, evidence }) =>
    evidence === undefined || evidence.instances.length > 0
      ? []
      : [plain(`${path}: ${evidenceName(evidence.kind)}, not used: ${evidence.why}`)],
  );
}
