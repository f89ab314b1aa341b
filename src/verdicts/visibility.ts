// What a source can show at all: commands need DEBUG, announcements INFO and a release that prints
// them. An absence is only worth something where the line would have been visible.

import type { CommandFacts } from '../handlers/handler.ts';
import type { Evidence, InjectEvent, InjectItem, Visibility } from '../model.ts';
import { announcementOf, commandsVisible, howToSeeCommands } from '../releases/index.ts';
import { countDropped, type DroppedMessages, newDroppedMessages } from './dropped-messages.ts';

/** What was met in one source. */
export interface Sightings {
  command: Evidence | null;
  /** A command on an open image or its device: those that privsep runs and may hide. */
  privileged: Evidence | null;
  announcement: Evidence | null;
  /** A warning about an image that is not understood. */
  unread: Evidence | null;
  /** The first of these, with the images they name; null for the one that is open. */
  readonly unreadOf: { readonly evidence: Evidence; readonly imageIds: readonly string[] | null }[];
  /** Whatever a template knows. */
  first: Evidence | null;
  /** A build that is done. */
  spawned: Evidence | null;
  /** The first lines that print what is injected, by item. */
  readonly printed: Map<InjectItem, Evidence[]>;
  /** What Nova complains of while it looks for an nbd device. */
  readonly nbdComplaints: { readonly note: string; readonly evidence: Evidence }[];
  readonly dropped: DroppedMessages;
}

export function newSightings(): Sightings {
  return {
    command: null,
    privileged: null,
    announcement: null,
    unread: null,
    unreadOf: [],
    first: null,
    spawned: null,
    printed: new Map(),
    nbdComplaints: [],
    dropped: newDroppedMessages(),
  };
}

export function sight(sightings: Sightings, event: InjectEvent): void {
  const { facts, evidence } = event;
  if (facts.kind === 'command') {
    sightings.command ??= evidence;
    if (!isUnprivileged(facts.facts)) sightings.privileged ??= evidence;
  }
  if (facts.kind === 'announced' || facts.kind === 'injection-begun')
    sightings.announcement ??= evidence;
  if (facts.kind === 'messages-dropped') countDropped(sightings.dropped, facts, evidence);
  if (facts.kind === 'warning-unread') sightUnread(sightings, facts.imageIds, evidence);
  else if (facts.kind !== 'messages-dropped') sightings.first ??= evidence;
  if (facts.kind === 'boot' && facts.stage === 'spawned') sightings.spawned ??= evidence;
  const complaint = complaintOf(event);
  if (complaint !== null && sightings.nbdComplaints.length < MANY) {
    sightings.nbdComplaints.push({ note: complaint, evidence });
  }
  if ('prints' in facts) sightPrinted(sightings, facts.prints ?? [], evidence);
}

/** Above DEBUG alone: at DEBUG the cycle that looks for one is in the log, too. */
function complaintOf({ facts, level }: InjectEvent): string | null {
  if (level === 'DEBUG' || level === null) return null;
  if (facts.kind === 'device-skipped') return facts.note;
  const isOfHost = facts.kind === 'attempt-failed' && OF_HOST.includes(facts.error);
  return isOfHost ? facts.error : null;
}

/** What hinders every image alike. */
const OF_HOST: readonly string[] = ['No free nbd devices', 'nbd unavailable: module not loaded'];

function sightUnread(
  sightings: Sightings,
  imageIds: readonly string[] | null,
  evidence: Evidence,
): void {
  sightings.unread ??= evidence;
  if (sightings.unreadOf.length < MANY) sightings.unreadOf.push({ evidence, imageIds });
}

const MANY = 100;
const REMEMBERED = 5;

function sightPrinted({ printed }: Sightings, items: readonly InjectItem[], evidence: Evidence) {
  for (const item of items) {
    const lines = printed.get(item) ?? [];
    if (lines.length < REMEMBERED) printed.set(item, [...lines, evidence]);
  }
}

/** `qemu-img create` and the like run in nova-compute itself. */
const isUnprivileged = ({ step }: CommandFacts) => step === 'other' || step === 'create-image';

/** @param levels records per level, as read from the source
 *  @param version of Nova, null when not known */
export function visibilityOf(
  { command: any, privileged, announcement }: Sightings,
  levels: ReadonlyMap<string, number>,
  version: string | null,
): Visibility {
  const debug = levels.has('DEBUG');
  const info = levels.has('INFO') || levels.has('AUDIT');
  const hiddenByDefault = version !== null && commandsVisible(version) === 'hidden-by-default';
  const command = hiddenByDefault ? privileged : any;
  const commands =
    command !== null
      ? 'visible'
      : debug
        ? hiddenByDefault
          ? 'hidden'
          : 'unknown'
        : levels.size > 0
          ? 'hidden'
          : 'unknown';
  const printed = version === null ? undefined : announcementOf(version);
  return {
    commands,
    announcements: announcements(
      announcement,
      printed?.level ?? (printed === null ? null : undefined),
      { debug, info, any: levels.size > 0 },
    ),
    why: why(commands, debug, version),
    evidence: [command, announcement].filter((one) => one !== null),
  };
}

function announcements(
  seen: Evidence | null,
  level: string | null | undefined,
  levels: { readonly debug: boolean; readonly info: boolean; readonly any: boolean },
): Visibility['announcements'] {
  if (seen !== null) return 'visible';
  if (level === null) return 'not-printed-by-release';
  if (!levels.any) return 'unknown';
  if (level === 'INFO') return levels.info || levels.debug ? 'visible' : 'hidden';
  if (level === 'DEBUG') return levels.debug ? 'visible' : 'hidden';
  return levels.info || levels.debug ? 'unknown' : 'hidden';
}

function why(commands: Visibility['commands'], debug: boolean, version: string | null): string {
  if (commands === 'visible') return 'commands are logged in this source';
  if (commands === 'hidden') {
    const reason = debug
      ? 'this release leaves privileged commands out of the log by default'
      : 'no DEBUG record in this source, and commands are logged at DEBUG only';
    return `${reason}; ${howToSeeCommands(version)}`;
  }
  return debug
    ? 'DEBUG records were read, but no command line among them'
    : 'no record with a level was read';
}
