// Whether anything else delivered network, metadata, password or files. Only what holds on every release of
// cloud-init is said; the rest stays unknown.

import { inRange } from '../releases/index.ts';
import { isSince } from './cloud-init-version.ts';
import { type Answer, type Case, fromGuest, type Kind } from './verdict.ts';

/** The metadata service carries neither, and a guest with a config drive is not injected into. */
const onlyInjected: Kind = fromGuest(({ datasource }, { item }) => {
  if (datasource === null || datasource.kind === 'config-drive') return null;
  const why =
    item === 'files'
      ? `Cloud-init took its data from ${datasource.name}, which never carries personality files: nothing else delivers them.`
      : `Cloud-init took its data from ${datasource.name}, which never carries the password, and cloud-init sets none from Nova: nothing else delivers it.`;
  return { verdict: 'needed', confidence: 'likely', why, evidence: [datasource.evidence] };
});

const metadata: Kind = fromGuest(({ datasource }, { version }) => {
  if (datasource === null || version === null) return null;
  const evidence = [datasource.evidence];
  if (inRange(version, '2012.1', '2012.1') || datasource.kind === 'none') {
    const why = `Cloud-init took its data from ${datasource.name}, which in this case does not carry the instance's metadata.`;
    return { verdict: 'needed', confidence: 'likely', why, evidence };
  }
  if (datasource.kind === 'other' || /Ec2/.test(datasource.name)) return null;
  const why = `Cloud-init loaded ${datasource.name}, whose meta_data.json holds the same metadata; whether anything in the guest reads /meta.js is not shown.`;
  return { verdict: 'likely-redundant', confidence: 'likely', why, evidence };
});

const net: Kind = fromGuest(({ datasource, version, network }) => {
  if (datasource === null || version === null) return null;
  const evidence = [datasource.evidence, version.evidence];
  if (datasource.kind === 'metadata-service' && !isSince(version.text, '18.3')) {
    const why = `Cloud-init ${version.text} takes no network configuration from ${datasource.name}: with static addresses the injected file is the only one.`;
    return { verdict: 'needed', confidence: 'likely', why, evidence };
  }
  if (network === null) return null;
  const why =
    'Cloud-init configured the network from Nova’s data as well: of the two files the guest may read only one. Its /etc/network/interfaces and what cloud-init wrote beside it tell which.';
  return { verdict: 'conflicting', confidence: 'likely', why, evidence: [network, ...evidence] };
});

const kinds = { files: onlyInjected, admin_password: onlyInjected, metadata, net } as const;

export function otherAnswer(given: Case): Answer | null {
  return given.item === 'key' ? null : kinds[given.item](given);
}
