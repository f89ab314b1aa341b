// Why this handler: from the lines first, then the options in force, then the release's defaults. The rules themselves are data of the releases; here they meet one cycle.

import { booleanOf } from '../config/index.ts';
import type { CycleTrace } from '../cycles/trace.ts';
import type { HandlerId } from '../handlers/index.ts';
import type {
  Attempt,
  Basis,
  Confidence,
  ConfigValue,
  Evidence,
  Reason,
  RuledOut,
} from '../model.ts';
import { inRange, selectionRule } from '../releases/index.ts';
import type { Opened } from './attempts.ts';
import { type Surroundings, versionOf } from './surroundings.ts';

export interface Choice {
  readonly reason: Reason;
  /** The observed attempts, and before them the handler that was dropped untried. */
  readonly attempts: readonly Attempt[];
}

interface Case {
  readonly cycle: CycleTrace;
  readonly opened: Opened | null;
  readonly attempts: readonly Attempt[];
  readonly around: Surroundings;
  /** The line a claim without a line of its own is cited with. */
  readonly cite: readonly Evidence[];
}

/** The reason for the handler of one cycle, or why nothing can be said. */
export function reasonOf(
  cycle: CycleTrace,
  opened: Opened | null,
  attempts: readonly Attempt[],
  around: Surroundings,
): Choice {
  const cite = (opened ?? cycle.tries.at(-1))?.evidence.slice(0, 1) ?? [];
  const given: Case = { cycle, opened, attempts, around, cite };
  if (attempts.length === 0) return { reason: unknownReason(given), attempts };
  if (cycle.vfs !== null || cycle.requestEvidence !== null) {
    return { reason: vfsReason(given), attempts };
  }
  const choice = listReason(given);
  const isByFormat = cycle.container || cycle.unmounted;
  return isByFormat ? { ...choice, reason: formatReason(given, choice.reason) } : choice;
}

function unknownReason({ cycle }: Case): Reason {
  return {
    rule: null,
    text: 'No line of this capture shows how the image was opened.',
    confidence: 'unknown',
    basis: 'absence',
    ruledOut: [],
    evidence: [cycle.firstEvidence],
  };
}

// ---------------------------------------------------------------- 2012.x: the img_handlers list

const DEFAULT_ORDER = ['loop', 'nbd', 'guestfs'] as const satisfies readonly HandlerId[];

function listReason(given: Case): Choice {
  const { cycle, opened, attempts, around } = given;
  if (!around.mayBe(cycle.host, '2012.1', '2012.2', cycle.firstEvidence))
    return { reason: vfsReason(given), attempts };
  const option = told(given, 'img_handlers');
  const order = option === null ? DEFAULT_ORDER : namesIn(option.value);
  const tried = new Set(attempts.map((attempt) => attempt.handler));
  const cow = told(given, 'use_cow_images');
  const loopDropped =
    order.includes('loop') &&
    !tried.has('loop') &&
    cycle.cow !== false &&
    booleanOf(cow?.value) !== false;
  const ruledOut: RuledOut[] = [];
  const known: Evidence[] = [
    ...(cycle.cowEvidence !== null && cycle.cow ? [cycle.cowEvidence] : (cow?.evidence ?? [])),
  ];
  const skipped: Attempt[] = [];
  if (loopDropped) {
    const evidence = known.length > 0 ? known : given.cite;
    const why = cycle.cow
      ? 'dropped untried: the disk is copy-on-write (use_cow_images), which loop cannot read'
      : `dropped untried for copy-on-write images: use_cow_images is ${cow === null ? 'on by default' : said(cow)}`;
    ruledOut.push({ handler: 'loop', why, evidence });
    skipped.push({ handler: 'loop', outcome: 'skipped', error: null, device: null, evidence });
  }
  for (const attempt of attempts) {
    if (attempt.outcome !== 'failed' || attempt.handler === opened?.handler) continue;
    ruledOut.push({
      handler: attempt.handler,
      why: failureText(attempt),
      evidence: attempt.evidence,
    });
  }
  for (const handler of order) {
    if (
      handler === opened?.handler ||
      tried.has(handler) ||
      ruledOut.some((out) => out.handler === handler)
    )
      continue;
    if (opened !== null)
      ruledOut.push({
        handler,
        why: 'not reached: an earlier handler opened the image',
        evidence: given.cite,
      });
  }
  const evidence = [...given.cite, ...(option?.evidence ?? []), ...known];
  return {
    attempts: [...skipped, ...attempts],
    reason: {
      rule: 'img-handlers',
      text: listText(given, order, { option, cow }, loopDropped),
      ...confidenceOf(option, loopDropped ? known.length > 0 : true),
      ruledOut,
      evidence,
    },
  };
}

/** Options and formats in the log make it certain; nova.conf, which may have changed, and the release's
 *  defaults only likely. */
function confidenceOf(
  option: Told | null,
  cowKnown: boolean,
): { confidence: Confidence; basis: Basis } {
  if (option?.origin === 'log-dump' && cowKnown) return { confidence: 'certain', basis: 'config' };
  return { confidence: 'likely', basis: option === null ? 'release' : 'config' };
}

function listText(
  { opened, attempts, cycle }: Case,
  order: readonly HandlerId[],
  { option, cow }: { readonly option: Told | null; readonly cow: Told | null },
  loopDropped: boolean,
): string {
  const from = option === null ? 'the default; no config seen' : whereTold(option);
  const list = `img_handlers is ${order.join(', ')} (${from})`;
  const why =
    cow === null ? ' (use_cow_images, on by default)' : ` (use_cow_images is ${said(cow)})`;
  const dropped = loopDropped
    ? `; loop is skipped for copy-on-write images${cycle.cow ? '' : why}`
    : '';
  const failed = [
    ...new Set(attempts.filter((one) => one.outcome === 'failed').map((one) => one.handler)),
  ];
  const tried = failed.length > 0 ? `; ${failed.join(' and ')} failed` : '';
  if (opened === null)
    return `${list}${dropped}${tried}${failed.length > 0 ? '; no handler opened the image' : ''}.`;
  const raw =
    opened.handler === 'loop' ? '; the image is not copy-on-write, so loop is not skipped' : '';
  return `${list}${dropped}${tried}${raw}; ${opened.handler} opened the image.`;
}

function namesIn(list: string): readonly HandlerId[] {
  const names: readonly string[] = list.match(/\w+/g) ?? [];
  return DEFAULT_ORDER.filter((name) => names.includes(name)).sort(
    (one, other) => names.indexOf(one) - names.indexOf(other),
  );
}

// ---------------------------------------------------------------- options

type Told = ConfigValue & { readonly value: string };

/** An option as the log or nova.conf tells it: a default is what holds where neither does. */
function told({ cycle, around }: Case, name: string, group = 'DEFAULT'): Told | null {
  const option = around.option(cycle.host, group, name, cycle.firstEvidence);
  if (option === null || option.value === null || option.origin === 'release-default') return null;
  return { ...option, value: option.value };
}

function whereTold({ origin, file, line }: Told): string {
  if (origin === 'nova.conf') return `nova.conf ${file}:${line}`;
  return `from the options in the log${origin === 'inferred' ? ' before a restart' : ''}`;
}

const said = (option: Told) => `${option.value} (${whereTold(option)})`;

/** The option that makes a disk one for this handler: up to 2015.1 use_cow_images alone, then
 *  images_type, whose `default` goes by use_cow_images. */
function formatOption(given: Case, version: string, handler: HandlerId): Told | null {
  const cow = told(given, 'use_cow_images');
  const type = inRange(version, '12.0.0', null) ? told(given, 'images_type', 'libvirt') : cow;
  const formats: Partial<Record<HandlerId, readonly string[]>> = {
    nbd: ['qcow2'],
    loop: ['raw', 'flat'],
    block: ['lvm'],
  };
  if (type !== cow && type?.value !== 'default') {
    return formats[handler]?.some((format) => format === type?.value) ? type : null;
  }
  const fits = booleanOf(cow?.value) === (handler === 'nbd') && handler !== 'block';
  return type !== null && fits ? cow : null;
}

// ---------------------------------------------------------------- 2013.1 on: a VFS class

function vfsReason(given: Case): Reason {
  const { cycle, opened, attempts, around } = given;
  const handler = opened?.handler ?? attempts.at(-1)?.handler ?? null;
  const version = versionOf(around.release(cycle.host, cycle.firstEvidence));
  const rule = version === null ? null : selectionRule(version);
  const seen = cycle.vfsEvidence;
  const evidence = [...(seen === null ? [] : [seen]), ...given.cite];
  if (handler === null || evidence.length === 0) return unknownReason(given);
  const ruledOut: RuledOut[] = [];
  const citeVfs = seen === null ? given.cite : [seen];
  if (handler === 'guestfs') {
    for (const other of ['nbd', 'loop'] as const) {
      ruledOut.push({
        handler: other,
        why: 'not considered: python-guestfs is installed, and there is no fallback from it',
        evidence: citeVfs,
      });
    }
  } else {
    if (seen !== null && cycle.vfs === 'vfs-localfs') {
      ruledOut.push({
        handler: 'guestfs',
        why: 'python-guestfs could not be imported',
        evidence: citeVfs,
      });
    }
    const other = handler === 'nbd' ? 'loop' : 'nbd';
    const by = version === null ? null : formatOption(given, version, handler);
    const cowEvidence = [cycle.cowEvidence ?? [], by?.evidence ?? []].flat();
    const why =
      handler === 'nbd' ? 'loop is for raw images only' : 'the image is raw, which loop reads';
    ruledOut.push({
      handler: other,
      why: by === null ? why : `${why}: ${by.name} is ${said(by)}`,
      evidence: cowEvidence.length > 0 ? cowEvidence : given.cite,
    });
  }
  const certain = seen !== null;
  return {
    rule: rule?.id ?? 'vfs-import',
    text: vfsText(handler, cycle, certain),
    confidence: certain ? 'certain' : 'likely',
    basis: certain ? 'observed' : 'release',
    ruledOut: ruledOut.filter((out) => out.handler !== opened?.handler),
    evidence,
  };
}

function vfsText(handler: HandlerId, cycle: CycleTrace, certain: boolean): string {
  if (handler === 'guestfs')
    return 'python-guestfs is installed, so Nova opens the image with libguestfs (VFSGuestFS).';
  const local = certain
    ? 'python-guestfs could not be imported, so Nova falls back to VFSLocalFS'
    : 'Nova opened the image on the host (VFSLocalFS)';
  const format =
    cycle.cow === null
      ? ''
      : cycle.cow
        ? '; the image is not raw, so nbd and not loop'
        : '; the image is raw, so loop and not nbd';
  return `${local}${format}; ${handler} is the handler.`;
}

// ---------------------------------------------------------------- opened by format: containers, growth

/** The handler is chosen as for an injection, but from those that mount on the host. */
function formatReason({ opened, attempts, cite, cycle }: Case, chosen: Reason): Reason {
  const handler = opened?.handler ?? attempts.at(-1)?.handler;
  const guestfs: RuledOut = {
    handler: 'guestfs',
    why: cycle.container
      ? 'a container needs its root mounted on the host'
      : 'the file system is grown by commands of the host',
    evidence: cite,
  };
  const use = cycle.container
    ? 'The image is mounted as the root of an LXC container, on the host and whatever is injected'
    : 'The file system of the image is grown on the host, through a device and without mounting it';
  const others = chosen.ruledOut.filter((out) => out.handler !== 'guestfs');
  return {
    rule: cycle.container ? 'container-rootfs' : 'filesystem-resize',
    text: `${use}; ${handler ?? 'the handler'} is used for a ${handler === 'loop' ? 'raw' : 'copy-on-write'} image.`,
    confidence: 'likely',
    basis: 'release',
    ruledOut: handler === 'guestfs' ? others : [...others, guestfs],
    evidence: cite.length > 0 ? cite : [cycle.firstEvidence],
  };
}

function failureText(attempt: Attempt): string {
  const line = attempt.error?.trim().split('\n', 1)[0] ?? '';
  return line === '' ? 'tried first and failed' : `tried first and failed: ${line}`;
}
