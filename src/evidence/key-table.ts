// The table of authorized keys that cloud-init prints on the console from 0.7.0 on, once per instance:
// a heading, rules, a row per key. In: lines without prefixes. Out: tables of the guest.

import type { Line } from '../model.ts';
import type { GuestFacts, TableRow } from './evidence.ts';
import { quote } from './guest-facts.ts';

const HEADING = /^ci-info: \++Authorized keys from \S+ for user (\S*[^\s+])\++$/;
const COLUMNS = /^ci-info: \|\s+Keytype\s+\|\s+Fingerprint \((\w+)\)/i;
const ROW =
  /^ci-info: \|\s+((?:ssh|ecdsa|sk)-[\w@.-]+)\s+\|\s+((?:[0-9a-f]{2}:){15,}[0-9a-f]{2})\s+\|/;
const NONE = /^ci-info: no authorized ssh keys fingerprints found for user/i;

export function newKeyTables(guest: GuestFacts) {
  let rows: TableRow[] | null = null;
  return {
    take(line: Line): void {
      const { text } = line;
      if (!text.startsWith('ci-info: ')) {
        // The kernel may write between two rows.
        if (/Cloud-init v\. \S+ finished/.test(text)) rows = null;
        return;
      }
      const user = HEADING.exec(text)?.[1];
      if (user !== undefined) {
        rows = [];
        guest.tables.push({ user, hash: null, rows, evidence: quote(line) });
      }
      const hash = COLUMNS.exec(text)?.[1];
      const table = guest.tables.at(-1);
      if (hash !== undefined && rows !== null && table !== undefined) {
        const known = hash === 'md5' || hash === 'sha256' ? hash : null;
        guest.tables[guest.tables.length - 1] = { ...table, hash: known };
      }
      const row = ROW.exec(text);
      if (row !== null && rows !== null)
        rows.push({ type: row[1] ?? '', print: row[2] ?? '', evidence: quote(line) });
      if (NONE.test(text)) guest.noKeys ??= quote(line);
    },
  };
}
