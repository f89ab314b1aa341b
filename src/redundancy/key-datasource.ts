// What the datasource that cloud-init loaded says of the injected key: none, another than Nova's, or Nova's, and
// then what is known beyond that of the key. Each is a kind of evidence of its own.

import type { GuestFacts } from '../evidence/index.ts';
import type { Evidence } from '../model.ts';
import { canRefuse } from './cloud-init-version.ts';
import { type Answer, type Case, fromGuest, type Kind } from './verdict.ts';

export const noDatasource: Kind = fromGuest(({ datasource, rootRead, rootWritten }) => {
  if (datasource?.kind !== 'none') return null;
  const isKept = rootRead !== null && rootRead.bytes === rootWritten?.bytes;
  const kept = isKept ? ' It left root’s authorized_keys as it was.' : '';
  return {
    verdict: 'needed',
    confidence: 'certain',
    why: `Cloud-init found no datasource, so it had no key to install: the injected one is the only one.${kept}`,
    evidence: [datasource.evidence, ...(isKept && rootWritten ? [rootWritten.evidence] : [])],
  };
});

export const otherDatasource: Kind = fromGuest(({ datasource }) =>
  datasource?.kind !== 'other'
    ? null
    : {
        verdict: 'conflicting',
        confidence: 'likely',
        why: `Cloud-init took its data from ${datasource.name}, not from Nova: the injected key comes from nowhere else and stays a root login that the image did not ask for.`,
        evidence: [datasource.evidence],
      },
);

/** The datasource is Nova's: what is known beyond that of the key. */
export const novasDatasource: Kind = fromGuest((guest, given) => {
  const { datasource, tables, userWritten, noKeys, keysFailed, version } = guest;
  if (datasource?.kind !== 'metadata-service' && datasource?.kind !== 'config-drive') return null;
  const evidence: Evidence[] = [datasource.evidence];
  const loaded = `Cloud-init loaded ${datasource.name}`;
  if (keysFailed !== null) {
    const why = `${loaded}, but writing the keys failed.`;
    return { verdict: 'needed', confidence: 'likely', why, evidence: [...evidence, keysFailed] };
  }
  const rows = tables.flatMap((table) => table.rows);
  if (rows.length === 0 && noKeys !== null) return withoutKeys(loaded, guest, evidence, noKeys);
  const proof = servedRow(guest, given);
  if (proof !== null) return proof;
  const [row] = rows;
  const installed = row?.evidence ?? ((userWritten?.bytes ?? 0) > 1 ? userWritten?.evidence : null);
  const isInstalled = installed !== null && installed !== undefined;
  const missing = isInstalled
    ? ' and installed a key for the default user; that it is the injected one is not shown. nova-compute’s log at DEBUG prints the injected key from 2013.1 on, and the key of the instance is GET /servers/<id> (key_name) and GET /os-keypairs/<key_name>.'
    : '; that it installed the key is not shown. The guest’s console with its table of authorized keys (--console-log), or its /var/log/cloud-init.log (--cloud-init-log), would settle it.';
  return {
    verdict: 'likely-redundant',
    confidence: 'likely',
    why: `${loaded}${missing}`,
    evidence: [
      ...evidence,
      ...(isInstalled ? [installed] : []),
      ...(version ? [version.evidence] : []),
    ],
  };
});

function withoutKeys(
  loaded: string,
  { version, cloudInit }: GuestFacts,
  evidence: readonly Evidence[],
  noKeys: Evidence,
): Answer {
  const all = [noKeys, ...evidence];
  const isLogRead = cloudInit !== null && /\[DEBUG\]: /.test(cloudInit.text);
  if (version !== null && canRefuse(version.text) && !isLogRead) {
    const why = `${loaded}, and the default user has no key: the instance has none for it, or the image refuses it (allow_public_ssh_keys). The guest’s /var/log/cloud-init.log (--cloud-init-log) tells which.`;
    return { verdict: 'unknown', confidence: 'unknown', why, evidence: all };
  }
  const why = `${loaded}, and the default user has no key: the injected one is the only one.`;
  return { verdict: 'needed', confidence: 'likely', why, evidence: all };
}

/** The service gave this instance its key, and the guest lists one key: where they are the same field of
 *  Nova's database, the key needs no fingerprint. */
function servedRow({ tables, datasource }: GuestFacts, { served }: Case): Answer | null {
  const rows = tables.flatMap((table) => table.rows);
  const { fetched } = served;
  const [row] = rows;
  if (row === undefined || rows.length > 1 || fetched === null) return null;
  if (fetched.request.asked !== 'key' || datasource?.kind !== 'metadata-service') return null;
  return {
    verdict: 'redundant',
    confidence: 'likely',
    why: `The guest fetched its key from the metadata service, which serves the same field that Nova injects (${fetched.text}), and its table of authorized keys holds one key: cloud-init installed it.`,
    evidence: [row.evidence, fetched.request.evidence, datasource.evidence, ...fetched.evidence],
  };
}
