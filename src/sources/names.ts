// Which files are nova-compute logs, by their path where packages, containers and support archives put
// them, and else by their first lines.

import { dialects } from '../dialects/index.ts';

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
  readonly why: string;
}

/** Tells by the path, and where that does not settle it by the content.
 *  @param head the first bytes, decompressed
 *  @param whole all of it, decompressed */
export async function judge(
  path: string,
  head: Uint8Array,
  whole: () => Promise<AsyncIterable<Uint8Array>>,
): Promise<Judged> {
  if (LOG.test(path) && LOG_KIND.test(path))
    return { isLog: true, why: 'named like a nova-compute log' };
  if (OTHER_SERVICE.test(path) || NO_TEXT.test(path)) {
    return { isLog: false, why: 'named like something else' };
  }
  if (JOURNAL.test(path) || UNIT_OUTPUT.test(path)) {
    return (await namesCompute(await whole()))
      ? { isLog: true, why: 'names nova-compute' }
      : { isLog: false, why: 'does not name nova-compute' };
  }
  return looksLikeLog(head)
    ? { isLog: true, why: 'begins like a nova-compute log' }
    : { isLog: false, why: 'does not begin like a nova-compute log' };
}

/** So much of a file is looked at. */
export const LOOK_BYTES = 1 << 14;

const LOOK_LINES = 40;
const WRITER = /\bnova-compute(?:\[\d+\])?:|\bnova_compute\b/;
const LOGGER = /^nova\.(?:compute|virt)\b/;

/** Whether some of the first lines are laid out as a record of nova-compute. */
function looksLikeLog(head: Uint8Array): boolean {
  const text = Buffer.from(head).toString('latin1');
  if (text.includes('\0')) return false;
  return text.split('\n', LOOK_LINES).some((line) =>
    dialects.some((dialect) => {
      const layout = dialect.read(line.trimEnd());
      if (layout === null) return false;
      return LOGGER.test(layout.logger ?? '') || WRITER.test(line);
    }),
  );
}

/** Whether a stream names nova-compute; reads until it does. */
async function namesCompute(bytes: AsyncIterable<Uint8Array>): Promise<boolean> {
  let carry = '';
  for await (const chunk of bytes) {
    const text = carry + Buffer.from(chunk).toString('latin1');
    if (WRITER.test(text)) return true;
    carry = text.slice(-64);
  }
  return false;
}
