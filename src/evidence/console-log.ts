// A guest's serial console, from the file on the compute host or from the API. It may be cut at the front,
// and holds whatever the guest prints; only lines that are known are ever quoted.

import type { Line } from '../model.ts';
import { addFew } from '../noted.ts';
import { takeCirros } from './cirros.ts';
import { consoleLine } from './console-lines.ts';
import type { EvidenceReader, GuestFacts } from './evidence.ts';
import { newGuest, quote } from './guest-facts.ts';
import { newKeyTables } from './key-table.ts';
import { takeStage } from './stages.ts';

const FIRST = /^\[ *0\.0+\] |^Linux version \d|^SeaBIOS /;
// [    2.55] rtc_cmos 00:05: setting system clock to 2026-11-22T06:18:25 UTC (1795328305)
const CLOCK =
  /^\[ *(\d+\.\d+)\] (?:(?!setting system clock to ).)*setting system clock to .* \((\d{9,})\)/;
const DISABLED = /Kernel command line: (?:(?!Kernel command line: ).)*\bcloud-init=disabled\b/;
const PANIC = /Kernel panic - not syncing/;
const CLOUD_INIT = /^(?:ci-info: |cloud-init\[\d+\]: |Cloud-init v\. )/;
const OWN =
  /^\[ *\d+\.\d+\] |^[\w.-]+ login: |^ci-info: .*Authorized keys from|^checking http:\/\/169\.254\.169\.254\/|^=== datasource: /;

export const consoleLog: EvidenceReader = {
  kind: 'console-log',
  name: "a guest's console log",
  isOwn: (line) => OWN.test(line.replaceAll('\r', '')),
  open(source, path) {
    const guest = newGuest(source, path, 'console-log');
    const tables = newKeyTables(guest);
    return {
      take(line) {
        const { text, login } = consoleLine(line.text);
        takeKernel(guest, line);
        if (login !== null) {
          guest.login ??= quote({ ...line, text: `${login} login:` });
          if (login !== 'localhost') addFew(guest.hostnames, login);
        }
        if (CLOUD_INIT.test(text)) guest.cloudInit ??= quote({ ...line, text });
        takeStage(guest, { ...line, text }, text);
        tables.take({ ...line, text });
        takeCirros(guest, { ...line, text });
      },
      end: () => ({ requests: [], owners: [], guests: [guest] }),
    };
  },
};

function takeKernel(guest: GuestFacts, line: Line): void {
  if (line.line <= 3 && FIRST.test(line.text)) guest.firstLine ??= quote(line);
  const clock = CLOCK.exec(line.text);
  if (clock !== null && guest.booted === null) {
    const at = Number(clock[2]) * 1000 - Number(clock[1]) * 1000;
    guest.booted = { at, evidence: quote(line) };
  }
  if (DISABLED.test(line.text)) guest.disabled ??= quote(line);
  if (PANIC.test(line.text)) guest.panic ??= quote(line);
}
