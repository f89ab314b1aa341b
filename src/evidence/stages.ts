// The lines that cloud-init prints alike in its log, in its output and on the console, from 0.6 on: stages,
// version, datasource, instance id, addresses. In: one line without its prefix. Out: facts of the guest.

import type { Line } from '../model.ts';
import { addFew } from '../noted.ts';
import type { DatasourceKind, GuestFacts } from './evidence.ts';
import { quote } from './guest-facts.ts';

// Cloud-init v. 22.4.2 running 'init' at Sun, 22 Nov 2026 06:19:00 +0000. Up 37.12 seconds.
const RUNNING =
  /Cloud-init v\. (\S+) running '([\w:-]+)' at (.{1,80}? [+-]\d{4})\. Up ([\d.]+) seconds/;
// Cloud-init v. 22.4.2 finished at <date>. Datasource DataSourceEc2.  Up 66.82 seconds
const FINISHED =
  /Cloud-init v\. (\S+) finished at (.{1,80}? [+-]\d{4})\. Datasource (DataSource\w{1,80}).{0,500}?\. {1,9}Up ([\d.]+) seconds/;
// cloud-init start-local running: Sun, 22 Nov 2026 07:13:31 +0000. up 33.14 seconds
const OLD_STAGE =
  /cloud-init (?:start(?:-local)? running:|boot finished at) (.{1,80}? [+-]\d{4})\. [Uu]p ([\d.]+) seconds/;
const LOADED = /Loaded datasource (DataSource\w+) - /;
const OLD_FOUND = /found data source:? (DataSource\w+)/;
const OLD_NONE = /^no instance data found in start$/;
const FALLBACK = /Used fallback datasource/;
// ci-info: |  ens3  | True | 192.0.2.21 | 255.255.255.0 | global | fa:16:3e:cf:ba:3c |
const ADDRESS_ROW = /^ci-info: \|\s+(?!lo\b)\S+\s+\|\s+True\s+\|\s+(\d+\.\d+\.\d+\.\d+)\s+\|/;
// ci-info: eth0  : 1 192.0.2.61      255.255.255.0   fa:16:3e:92:f7:45
const OLD_ADDRESS = /^ci-info: (?!lo\b)\S+\s+: 1 (\d+\.\d+\.\d+\.\d+)\s/;
const MAC = /\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/;

/** What the fourth of the table of datasources says of whose data it is: only these are Nova's. */
export function datasourceKind(name: string): DatasourceKind {
  if (/^DataSource(?:Ec2|OpenStack)/.test(name)) return 'metadata-service';
  if (/^DataSourceConfigDrive/.test(name)) return 'config-drive';
  return name === 'DataSourceNone' ? 'none' : 'other';
}

/** @param text the line without what stands before cloud-init's own words */
export function takeStage(guest: GuestFacts, line: Line, text: string): void {
  const running = RUNNING.exec(text);
  if (running !== null) {
    const [all, version = '', stage = '', date = '', uptime = ''] = running;
    addFew(guest.stages, all);
    isNamed(guest, line, version);
    // Only the first boot writes keys: its time is the one to compare.
    if (stage === 'init-local' || guest.booted === null) bootedAt(guest, line, date, uptime);
  }
  const finished = FINISHED.exec(text);
  if (finished !== null) {
    const [all, version = '', date = '', name = '', uptime = ''] = finished;
    addFew(guest.stages, all);
    isNamed(guest, line, version);
    bootedAt(guest, line, date, uptime);
    guest.datasource ??= { kind: datasourceKind(name), name, evidence: quote(line) };
  }
  takeOldStage(guest, line, text);
  const name = (LOADED.exec(text) ?? OLD_FOUND.exec(text))?.[1];
  if (name !== undefined && guest.datasource === null) {
    guest.cloudInit ??= quote(line);
    guest.datasource = { kind: datasourceKind(name), name, evidence: quote(line) };
  }
  if (FALLBACK.test(text))
    guest.datasource ??= { kind: 'none', name: 'DataSourceNone', evidence: quote(line) };
  takeAddress(guest, text);
}

function takeOldStage(guest: GuestFacts, line: Line, text: string): void {
  const old = OLD_STAGE.exec(text);
  if (old !== null) {
    const [all, date = '', uptime = ''] = old;
    addFew(guest.stages, all);
    isNamed(guest, line, '0.6');
    bootedAt(guest, line, date, uptime);
  }
  if (OLD_NONE.test(text)) {
    isNamed(guest, line, '0.6');
    guest.datasource ??= { kind: 'none', name: 'none', evidence: quote(line) };
  }
}

function takeAddress(guest: GuestFacts, text: string): void {
  if (!text.startsWith('ci-info: ')) return;
  const ip = (ADDRESS_ROW.exec(text) ?? OLD_ADDRESS.exec(text))?.[1];
  if (ip === undefined) return;
  addFew(guest.ips, ip);
  const mac = MAC.exec(text)?.[0];
  if (mac !== undefined) addFew(guest.macs, mac);
}

function isNamed(guest: GuestFacts, line: Line, text: string): void {
  guest.cloudInit ??= quote(line);
  guest.version ??= { text, evidence: quote(line) };
}

function bootedAt(guest: GuestFacts, line: Line, date: string, uptime: string): void {
  const stage = Date.parse(date);
  if (Number.isNaN(stage)) return;
  const at = stage - Number(uptime) * 1000;
  if (guest.booted === null || at < guest.booted.at) guest.booted = { at, evidence: quote(line) };
}
