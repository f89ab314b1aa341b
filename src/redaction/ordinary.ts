// In: a value and what it names. Out: whether it tells of somebody wherever it stands. A host named `compute`
// or a user named `demo` does not: such a word is replaced only where its place shows what it is.

import { type Kind, PSEUDONYM } from './names.ts';

/** Words of Nova, of its logs and of this tool's own texts, and names that every cloud has. */
const WORDS = new Set(
  `admin agent all any api app apps at attach aws backup base bin block boot build by cache cell cells cirros
  centos ci client cloud cluster command compute conductor config console container control controller core
  cpu daemon data db debian debug default demo dev devstack disk domain driver drive end error fedora file files
  filesystem flavor floating from group guest guests host hosts hypervisor id image images in info init inject injection
  instance instances internal iscsi issue it job kernel key keys kvm lan libvirt library line list local
  localdomain localhost localnet log logs loop lxc machine main master metadata mount name nbd net network
  neutron node nodes none nova novalocal null object off on openstack os out partition password path pool port
  prod production project public python qemu queue rabbit report request rescue resize root run script
  scheduler secret server service session shared source spawn stack start stderr stdin stdout step storage
  stream sudo swift sys system systemd tenant test testing tests text time tmp ubuntu unknown unmount user users uuid var
  version virt virtual vm vms volume volumes warning worker www`.split(/\s+/),
);

const DEVICE = /^(?:nbd|loop|sd[a-z]|vd[a-z]|xvd|hd[a-z]|dm|tap|vnet|eth|ens|br|veth)\d*(?:p\d+)?$/;
/** Where a value has this, it is no word. */
const ID = /^(?:[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/;

/** Addresses of nobody: none, the host itself, the metadata service, masks. */
const NOBODY_AT =
  /^(?:0\.0\.0\.0|127\.\d+\.\d+\.\d+|169\.254\.169\.254|25[45]\.\d+\.\d+\.\d+|::1?|::ffff:(?:0:0|127\.0\.0\.1)|fe80::|(?:00[:-]){5}00|(?:ff[:-]){5}ff)$/i;

/** Values that name nobody in any place. */
const NOBODY =
  /^(?:-+|\*+|none|null|nil|true|false|n\/a|default|localhost(?:\.localdomain)?|root|nova|system|unknown|stderr|stdout|debug|info|audit|warn(?:ing)?|error|critical|trace|\d+|<.*>|%.*)$|^[^\n*]*(?:\*{1,2}[^\n*]+)*\*{3}/i;

/** Of a report that was redacted before; a host that is really called `host-1` shows no more by it. */
const CALLED = new RegExp(`^${PSEUDONYM}(?:\\.${PSEUDONYM})*$`);

export const isNobody = (kind: Kind, value: string): boolean =>
  kind === 'ip' || kind === 'mac'
    ? NOBODY_AT.test(value)
    : NOBODY.test(value) || CALLED.test(value) || isAccount(kind, value);

/** Accounts that images come with. */
const isAccount = (kind: Kind, value: string): boolean =>
  kind === 'user' &&
  /^(?:ubuntu|debian|centos|fedora|cirros|cloud-user|ec2-user|stack|qemu)$/.test(value);

export function isTelling(kind: Kind, value: string): boolean {
  switch (kind) {
    case 'host':
    case 'guest':
      return isNoWord(value);
    case 'dns':
      return value.includes('.') && isNoWord(value);
    case 'user':
    case 'project':
    case 'domain':
    case 'comment':
      return ID.test(value) || (/[\d._@-]/.test(value) && isNoWord(value));
    default:
      return true;
  }
}

const isNoWord = (value: string): boolean =>
  value.length > (/\d/.test(value) ? 1 : 2) &&
  /[A-Za-z]/.test(value) &&
  !DEVICE.test(value) &&
  !ordinary(value);

const ordinary = (value: string): boolean =>
  value
    .toLowerCase()
    .split(/[-._]/)
    .every((part) => part === '' || WORDS.has(part));
