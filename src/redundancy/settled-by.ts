// What would settle an item that nothing settles yet, and where to get it. In: item, release, instance. Out:
// a sentence; and what was given without settling it.

import type { Cycle, InjectItem } from '../model.ts';
import { inRange } from '../releases/index.ts';
import type { Served } from './requests.ts';

const KEY =
  'The metadata service offers the same key to cloud-init; whether this guest fetched and installed it is not in this log. The guest console (cloud-init prints its authorized keys) or the metadata access log would settle it.';

const ITEMS: Readonly<Record<InjectItem, string>> = {
  key: KEY,
  net: 'DHCP or cloud-init may configure the same network; the guest console would settle it.',
  metadata:
    'The metadata service offers the same metadata from 2012.2 on; whether this guest reads it is not in this log. The metadata access log would settle it.',
  admin_password:
    'No metadata service carries the password; only a config drive would, and with one Nova does not inject. Whether it is used in the guest is not in this log.',
  files:
    'No metadata service carries personality files; only a config drive would, and with one Nova does not inject. Whether the guest needs them is not in this log.',
};

/** Up to 2012.2 directories go by the instance's name, then by its uuid. */
function consoleOf({ instance: { uuid, name } }: Cycle, version: string | null): string {
  const byName = version !== null && inRange(version, '2012.1', '2012.2');
  const directory = (byName ? name : (uuid ?? name)) ?? '<instance>';
  return `<instances_path>/${directory}/console.log on the compute host, or os-getConsoleOutput by POST /servers/${uuid ?? '<id>'}/action (openstack console log show)`;
}

export function settledBy(item: InjectItem, cycle: Cycle, version: string | null): string {
  const { isOnConsole, elsewhere } = WHERE[item];
  const console = isOnConsole ? `--console-log: ${consoleOf(cycle, version)}; ` : '';
  return `${ITEMS[item]} How to get it: ${console}${elsewhere}.`;
}

const LOG =
  '--cloud-init-log: /var/log/cloud-init.log in the guest (sos report -o cloud_init there)';
const ACCESS =
  '--metadata-log: /var/log/nova/nova-api*.log, in which the instance asks for /latest/meta-data/public-keys/0/openssh-key or /openstack/latest/meta_data.json (sos report -o openstack_nova on the controller, -o openstack_neutron on the network node)';

interface Where {
  readonly isOnConsole: boolean;
  readonly elsewhere: string;
}

const WHERE: Readonly<Record<InjectItem, Where>> = {
  key: { isOnConsole: true, elsewhere: `${LOG}; ${ACCESS}` },
  net: { isOnConsole: true, elsewhere: LOG },
  metadata: { isOnConsole: false, elsewhere: `${LOG}; ${ACCESS}` },
  admin_password: { isOnConsole: false, elsewhere: LOG },
  files: { isOnConsole: false, elsewhere: LOG },
};

/** What the metadata logs show without settling it, null when that is nothing. */
export function unsettledBy({ ambiguous, missing, other }: Served) {
  if (ambiguous !== null) {
    const why =
      'A key was fetched, but the line does not tell by which instance, so it counts for none; haproxy’s log or the metadata agent’s at DEBUG would.';
    return { why, evidence: [ambiguous] };
  }
  if (missing !== null) {
    const why = `The instance asked for its key and was answered 404; ${missing.text}.`;
    return { why, evidence: [missing.request.evidence, ...missing.evidence] };
  }
  if (other === null) return null;
  const why = `The instance reached the metadata service, but was not seen to ask for its key; ${other.text}.`;
  return { why, evidence: [other.request.evidence, ...other.evidence] };
}
