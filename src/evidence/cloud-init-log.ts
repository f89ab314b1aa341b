// /var/log/cloud-init.log, from 0.6 on, written by cloud-init itself or through rsyslog. A log that came with
// a snapshot also holds the boots of the instance before it: each instance id is a guest of its own.

import type { Line } from '../model.ts';
import { addFew } from '../noted.ts';
import type { EvidenceReader, GuestFacts } from './evidence.ts';
import { newGuest, quote } from './guest-facts.ts';
import { takeStage } from './stages.ts';

// 2026-11-22 06:15:30,018 - util.py[DEBUG]: <message>
// Nov 22 06:25:50 web-1 [CLOUDINIT] util.py[DEBUG]: <message>
const LINE =
  /^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - |[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ \[CLOUDINIT\] )[\w.-]+\[(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\]: (.*)$/;
const TARGET = /init will now be targeting instance id: ([\w-]+)/;
const BOOT = /Cloud-init v\. \S+ running 'init-local'|cloud-init start-local running:/;
const HOSTNAME = /(?:[Ss]etting the (?:system )?hostname to|populated \/etc\/hostname with) (\S+)/;
const MAC = /'mac_?address': '((?:[0-9a-f]{2}:){5}[0-9a-f]{2})'/;
const NETWORK = /Applying network configuration from ds\b/;
// `publish` is cloud-init's spelling.
const REFUSED =
  /Skipping import of publish ssh keys per config setting: allow_public_ssh_keys=False/i;
const FAILED = /Applying ssh credentials failed!|applying credentials failed!/i;
const WRITTEN =
  /^Writing to (?:\/home\/([^/]+)|(\/root))\/\.ssh\/authorized_keys - \w+: \[\d+\] (\d+) (?:bytes|characters)/;
const READ = /^Read(?:ing)? (\d+) bytes from \/root\/\.ssh\/authorized_keys/;

export const cloudInitLog: EvidenceReader = {
  kind: 'cloud-init-log',
  name: 'a cloud-init.log',
  isOwn: (line) => LINE.test(line),
  open(source, path) {
    const guests: GuestFacts[] = [];
    let guest = newGuest(source, path, 'cloud-init-log');
    const close = () => {
      const before = guests.find(({ instanceId }) => instanceId?.id === guest.instanceId?.id);
      // A later boot of the same instance writes no keys.
      if (before === undefined || before.instanceId === null) guests.push(guest);
    };
    return {
      take(line) {
        const text = LINE.exec(line.text)?.[1];
        if (text === undefined) return;
        if (BOOT.test(text) && guest.cloudInit !== null) {
          close();
          guest = newGuest(source, path, 'cloud-init-log');
        }
        guest.cloudInit ??= quote(line);
        takeStage(guest, line, text);
        takeIdentity(guest, line, text);
        takeKeys(guest, line, text);
      },
      end() {
        if (guest.cloudInit !== null) close();
        return { requests: [], owners: [], guests };
      },
    };
  },
};

function takeIdentity(guest: GuestFacts, line: Line, text: string): void {
  const id = TARGET.exec(text)?.[1];
  if (id !== undefined && isNovas(id)) guest.instanceId ??= { id, evidence: quote(line) };
  const name = HOSTNAME.exec(text)?.[1];
  if (name !== undefined) addFew(guest.hostnames, name.split('.')[0] ?? name);
  const mac = MAC.exec(text)?.[1];
  if (mac !== undefined) addFew(guest.macs, mac);
  if (NETWORK.test(text)) guest.network ??= quote(line);
}

/** A uuid of Nova's, or what its EC2 service says; a seed in the image chooses others. */
const isNovas = (id: string) =>
  /^(?:i-[0-9a-f]{8,}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/.test(id);

function takeKeys(guest: GuestFacts, line: Line, text: string): void {
  if (REFUSED.test(text)) guest.refused ??= quote(line);
  if (FAILED.test(text)) guest.keysFailed ??= quote(line);
  const written = WRITTEN.exec(text);
  if (written !== null) {
    const size = { bytes: Number(written[3]), evidence: quote(line) };
    // A file is made empty first, so the last counts.
    if (written[2] !== undefined) guest.rootWritten = size;
    else guest.userWritten = { ...size, user: written[1] ?? '' };
  }
  const read = READ.exec(text)?.[1];
  if (read !== undefined && guest.rootWritten === null)
    guest.rootRead = { bytes: Number(read), evidence: quote(line) };
}
