// Which files are nova-compute logs, by their path where packages, containers and support archives put
// them, and else by their first lines.

import { hasBlocks } from '../dialects/blocks.ts';
import { dialects } from '../dialects/index.ts';
import { journalJson } from '../dialects/journal-json.ts';
import type { EvidenceKind } from '../model.ts';
import { evidenceMet, whyTaken } from './evidence-met.ts';

/** What was looked for, for a message. */
export const LOOKED_FOR =
  'nova-compute.log*, n-cpu*.log*, sos_commands/nova, a journal that names nova-compute, or text that begins like such a log';

// Deb and rpm: var/log/nova; Kolla: var/log/kolla/nova; TripleO: var/log/containers/nova; devstack: n-cpu,
// with the date of a run; rotations add .1, .1.gz, -20130620, -20130620.xz.
const LOG =
  /(?:^|\/)(?:openstack-)?(?:nova-compute|nova_compute|screen-n-cpu|n-cpu)(?:[.-][^/]*)?(?:\.log|\.txt|\.json)?(?:[.-][^/]*)?$/;
const LOG_KIND = /\.(?:log|txt|json|gz|xz|zst|bz2|\d+)(?:[.-]|$)/;
const JOURNAL = /(?:^|\/)(?:journalctl|journal|messages|syslog|daemon\.log)[^/]*$/;
const UNIT_OUTPUT = /(?:^|\/)sos_commands\/(?:nova|openstack[^/]*)\/[^/]*(?:journal|log)[^/]*$/;

// Other services write next to it; their lines look alike.
const OTHER_SERVICE =
  /(?:^|\/)nova-(?!compute)[a-z-]+[^/]*$|(?:^|\/)(?:n-(?!cpu)[a-z-]+|keystone|glance|neutron|cinder|libvirtd?|qemu)[^/]*$/;
const NO_TEXT =
  /\.(?:journal~?|pyc?|so|rpm|deb|qcow2|img|iso|db|sqlite|pcap|conf|ini|yaml|yml|html|css|js|ts|md|png|jpe?g|zip)$/i;

export interface Judged {
  readonly isLog: boolean;
  /** Of a file that is no such log, but tells of its instances. */
  readonly evidence?: EvidenceKind;
  readonly why: string;
}

/** Where sos keeps the last part of a log that is too large: the log's path in one name. */
const TAILED = /(sos_strings\/[^/]+\/)(?:[a-z0-9]+\.)+((?:[a-z0-9]+[-_])[^/]*)\.tailed$/;

/** Tells by the path, and where that does not settle it by the content.
 *  @param head the first bytes, decompressed
 *  @param whole all of it, decompressed */
export async function judge(
  stated: string,
  head: Uint8Array,
  whole: () => Promise<AsyncIterable<Uint8Array>>,
): Promise<Judged> {
  const path = stated.replace(TAILED, '$1$2');
  if (LOG.test(path) && LOG_KIND.test(path))
    return { isLog: true, why: 'named like a nova-compute log' };
  if (NO_TEXT.test(path)) return { isLog: false, why: 'named like something else' };
  const lines = firstLines(head);
  const kind = looksLikeLog(lines) ? null : evidenceMet(path, head);
  if (kind !== null && !JOURNAL.test(path)) {
    const isUseful = kind !== 'metadata-log' || (await holds(await whole(), KEY_REQUEST));
    if (isUseful) return { isLog: false, evidence: kind, why: whyTaken(kind) };
    return { isLog: false, why: 'no instance asks for its key in it' };
  }
  if (OTHER_SERVICE.test(path)) return { isLog: false, why: 'named like something else' };
  const isNamed = JOURNAL.test(path) || UNIT_OUTPUT.test(path);
  if (isNamed || isJournal(lines)) {
    if (await holds(await whole(), WRITER)) return { isLog: true, why: 'names nova-compute' };
    if (isNamed) return { isLog: false, why: 'does not name nova-compute' };
  }
  return looksLikeLog(lines)
    ? { isLog: true, why: 'begins like a nova-compute log' }
    : { isLog: false, why: 'does not begin like a nova-compute log' };
}

/** So much of a file is looked at. */
export const LOOK_BYTES = 1 << 14;

const LOOK_LINES = 40;
// The program in front of a line, or the fields of a journal's entry.
const WRITER =
  /\bnova-compute(?:\[\d+\])?:|\bnova_compute\b|\b(?:SYSLOG_IDENTIFIER|_COMM|_SYSTEMD_UNIT)(?:=|" ?: ?")[^"\n]{0,255}?(?:nova[-_]compute|n-cpu)\b/;
// Other services write access lines as well.
const KEY_REQUEST = /\/meta-data\/public-keys|\/meta_data\.json/;
const LOGGER = /^nova\.(?:compute|virt)\b/;

function firstLines(head: Uint8Array): readonly string[] {
  return Buffer.from(head).toString('latin1').split('\n', LOOK_LINES);
}

/** Whether the first lines of a file are nova-compute's, or a journal's. */
export function isComputeLog(head: Uint8Array): boolean {
  const lines = firstLines(head);
  return looksLikeLog(lines) || isJournal(lines);
}

/** Whether whole entries of a journal are printed, whose programs may be any: verbose, export, JSON. */
function isJournal(lines: readonly string[]): boolean {
  return hasBlocks(lines) || lines.some((line) => journalJson.read(line) !== null);
}

/** Whether some of the first lines are laid out as a record of nova-compute. */
function looksLikeLog(lines: readonly string[]): boolean {
  if (lines.some((line) => line.includes('\0'))) return false;
  return lines.some((line) =>
    dialects.some((dialect) => {
      const layout = dialect.read(line.trimEnd());
      if (layout === null) return false;
      return LOGGER.test(layout.logger ?? '') || WRITER.test(line);
    }),
  );
}

/** Whether a stream holds such a text; reads until it does. */
async function holds(bytes: AsyncIterable<Uint8Array>, text: RegExp): Promise<boolean> {
  let carry = '';
  for await (const chunk of bytes) {
    const read = carry + Buffer.from(chunk).toString('latin1');
    if (text.test(read)) return true;
    carry = read.slice(-64);
  }
  return false;
}
