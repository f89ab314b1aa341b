// What a guest's console and cloud-init's logs say of the injected key: refused, in the table of authorized
// keys, handled by an old version, or no cloud-init at all. Each is a kind of evidence of its own.

import type { GuestFacts } from '../evidence/index.ts';
import { isBeforeKeyLog, isPrinted } from './cloud-init-version.ts';
import { fromGuest, type Kind } from './verdict.ts';

export const refused: Kind = fromGuest(({ refused: evidence }) =>
  evidence === null
    ? null
    : {
        verdict: 'conflicting',
        confidence: 'certain',
        why: 'The image is told to take no key from the metadata (allow_public_ssh_keys: false), and Nova puts it in for root all the same.',
        evidence: [evidence],
      },
);

/** The table of authorized keys against the key that nova-compute logs. */
export const keyTable: Kind = fromGuest((guest, { key, keyEvidence }) => {
  if (key === null) return null;
  const tables = guest.tables.filter(({ hash, rows }) => hash !== null && rows.length > 0);
  const [table] = tables;
  if (table === undefined) return null;
  const rows = tables.flatMap((one) =>
    one.rows.map((row) => ({ ...row, hash: one.hash, of: one })),
  );
  const same = rows.find(({ print, hash }) => hash !== null && print === key[hash]);
  if (same !== undefined) {
    const why = `The guest's table of authorized keys for user ${same.of.user} holds the very key that was injected, by its ${same.hash} fingerprint: cloud-init installed it.${rootAfter(guest)}`;
    const evidence = [same.evidence, same.of.evidence, ...keyEvidence];
    return { verdict: 'redundant', confidence: 'certain', why, evidence };
  }
  if (!isPrinted(key.type, guest.version?.text ?? null) || guest.datasource?.kind === 'none')
    return null;
  const why = `The guest's table of authorized keys for user ${table.user} holds other keys and not the injected one: that one stays in root's file and gives a root shell.`;
  const evidence = [...rows.map((row) => row.evidence), ...keyEvidence];
  return { verdict: 'conflicting', confidence: 'certain', why, evidence };
});

const rootAfter = ({ rootRead, rootWritten }: GuestFacts) =>
  rootRead !== null && rootWritten?.bytes === rootRead.bytes
    ? ' Root’s file was left as it was.'
    : ' Where disable_root is on, as by default, the injected copy of it no longer gives a root shell.';

/** 0.6 logs nothing of keys: only its known fault and its datasource tell. */
export const oldCloudInit: Kind = fromGuest((guest, { key }) => {
  const { version, datasource } = guest;
  if (version === null || !isBeforeKeyLog(version.text) || datasource?.kind === 'none') return null;
  const evidence = [version.evidence, ...(datasource === null ? [] : [datasource.evidence])];
  if (key !== null && key.commentWords > 1 && datasource !== null) {
    const why =
      'Cloud-init 0.6 does not understand a key with a comment of several words: it writes it a second time, and disables neither for root.';
    return { verdict: 'conflicting', confidence: 'likely', why, evidence };
  }
  if (key?.commentWords === 1 && datasource?.kind === 'metadata-service') {
    const why = `Cloud-init 0.6 loaded ${datasource.name}, which offers the same key; it logs nothing of writing it.`;
    return { verdict: 'likely-redundant', confidence: 'likely', why, evidence };
  }
  const why =
    'Cloud-init 0.6 ran, which logs nothing of keys and handles those with a comment of several words wrongly. The guest’s /root/.ssh/authorized_keys (--authorized-keys) would settle it.';
  return { verdict: 'unknown', confidence: 'unknown', why, evidence };
});

export const cirros: Kind = fromGuest(({ cirros: seen }) => {
  if (seen === null) return null;
  const evidence = [seen.evidence];
  return seen.found
    ? {
        verdict: 'likely-redundant',
        confidence: 'likely',
        why: 'CirrOS reached the metadata service, and its init installs the key from there; it prints no table of keys.',
        evidence,
      }
    : {
        verdict: 'needed',
        confidence: 'likely',
        why: 'CirrOS did not reach the metadata service, so the injected key is the only one.',
        evidence,
      };
});

/** A console from the boot to the login prompt without a word of cloud-init. */
export const noCloudInit: Kind = fromGuest((guest, { served }) => {
  const { firstLine, login, cloudInit, disabled, panic } = guest;
  if (cloudInit !== null) return null;
  if (panic !== null && login === null) {
    const why =
      'The guest’s console ends in a kernel panic, before anything could install a key. The console of a boot that succeeds would settle it.';
    return { verdict: 'unknown', confidence: 'unknown', why, evidence: [panic] };
  }
  if (firstLine === null || login === null || served.fetched !== null) return null;
  const why = `${disabled === null ? 'The console shows the whole boot and nothing of cloud-init' : 'Cloud-init is disabled on the kernel command line'}: nothing else delivers the key.`;
  const evidence = disabled === null ? [firstLine, login] : [disabled, login];
  return { verdict: 'needed', confidence: 'likely', why, evidence };
});
