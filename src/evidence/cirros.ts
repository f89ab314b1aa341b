// CirrOS reads the EC2 metadata with an init of its own (0.2.9 on), which installs keys as cloud-init does. In:
// a console line. Out: whether it reached the metadata service, and as which instance.

import type { Line } from '../model.ts';
import type { GuestFacts } from './evidence.ts';
import { quote } from './guest-facts.ts';

const FOUND =
  /^(?:cloud-setup: )?successful after \d+\/\d+ tries: up [\d.]+\. iid=(i-[0-9a-f]{8,})/;
const LOST = /failed to read iid from metadata\. tried \d+/;
const SOURCE = /^=== datasource: (\S+) (?:net|local|None) ===$/;
const OWN_ID = /^instance-id: (i-[0-9a-f]{8,}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/;

export function takeCirros(guest: GuestFacts, line: Line): void {
  const { text } = line;
  const found = FOUND.exec(text);
  const id = found?.[1] ?? OWN_ID.exec(text)?.[1];
  if (id !== undefined) guest.instanceId ??= { id, evidence: quote(line) };
  if (found !== null) guest.cirros = { found: true, evidence: quote(line) };
  if (LOST.test(text)) guest.cirros ??= { found: false, evidence: quote(line) };
  const source = SOURCE.exec(text)?.[1];
  if (source === 'ec2') guest.cirros ??= { found: true, evidence: quote(line) };
}
