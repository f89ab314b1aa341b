// A guest of which nothing is known yet, and the quote of a line with its secrets masked.

import type { Evidence, EvidenceKind, Line } from '../model.ts';
import { maskSecrets } from '../secrets.ts';
import type { GuestFacts } from './evidence.ts';

export function newGuest(source: number, path: string, kind: EvidenceKind): GuestFacts {
  return {
    source,
    kind,
    path,
    instanceId: null,
    hostnames: new Set(),
    ips: new Set(),
    macs: new Set(),
    stages: new Set(),
    booted: null,
    version: null,
    datasource: null,
    refused: null,
    keysFailed: null,
    rootRead: null,
    rootWritten: null,
    userWritten: null,
    tables: [],
    noKeys: null,
    network: null,
    firstLine: null,
    login: null,
    disabled: null,
    panic: null,
    cirros: null,
    cloudInit: null,
    entries: [],
  };
}

const MAX_QUOTE = 300;
// The proxies sign the instance id with the secret they share with Nova.
const SIGNATURE = /(x-instance-id-signature['"]?: ?['"]?)[0-9a-f]+/gi;

export function quote({ source, line, offset, text }: Line): Evidence {
  const masked = maskSecrets(text).replace(SIGNATURE, '$1***');
  return {
    source,
    line,
    offset,
    text: masked.length > MAX_QUOTE ? `${masked.slice(0, MAX_QUOTE)}…` : masked,
  };
}
