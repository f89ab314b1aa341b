// nova/virt/libvirt/connection.py (2012.1) and nova/virt/libvirt/driver.py: the announcements, the
// driver's own failure lines, and the lines that place an injection in the life of an instance.

import type { BootStage, EventFacts, InjectItem } from '../model.ts';
import { imageInError } from './image-model.ts';
import { withinParentheses } from './parentheses.ts';
import { template } from './template.ts';

const essex = ['nova.virt.libvirt.connection'];
const driver = ['nova.virt.libvirt.driver'];

const ITEMS: Readonly<Record<string, InjectItem>> = {
  key: 'key',
  net: 'net',
  metadata: 'metadata',
  admin_password: 'admin_password',
  admin_pass: 'admin_password',
  files: 'files',
};

/** The item an announcement names by its word. */
export const injectedItem = (word: string): InjectItem | null => ITEMS[word] ?? null;

export const itemAnnounced = template({
  id: 'driver.item-announced',
  variants: [
    {
      since: '2012.1',
      until: '2012.1.3',
      loggers: essex,
      format: 'Injecting %(item)s into image %(image)s',
      sample: 'Injecting key into image 0b7d1c3a-5c1e-4d5c-9c0a-5f7b2f7a1e10',
    },
    {
      since: '2012.2',
      until: '2013.2',
      loggers: driver,
      format: 'Injecting %(item)s into image %(image)s',
      sample: 'Injecting admin_pass into image 0b7d1c3a-5c1e-4d5c-9c0a-5f7b2f7a1e10',
    },
  ],
  holes: { item: 'word', image: 'word' },
  event: ({ item = '', image = '' }) => {
    const named = injectedItem(item);
    return named === null ? null : { kind: 'announced', item: named, imageId: image };
  },
});

/** The whole injection failed and Nova went on: 2012.x catches every error here. */
export const injectionIgnored = template({
  id: 'driver.injection-ignored',
  variants: [
    {
      since: '2012.1',
      until: '2012.1.3',
      loggers: essex,
      format: 'Ignoring error injecting data into image %(image)s (%(error)s',
      sample: 'Ignoring error injecting data into image config-drive (\n--\nNo free nbd devices)',
    },
    {
      since: '2012.2',
      until: '2012.2.4',
      loggers: driver,
      format: 'Ignoring error injecting data into image %(image)s (%(error)s',
      sample:
        'Ignoring error injecting data into image 0b7d1c3a-5c1e-4d5c-9c0a-5f7b2f7a1e10 (\n--\nNo free nbd devices)',
    },
  ],
  holes: { image: 'word', error: 'greedy' },
  event: ({ image = '', error = '' }) => ({
    kind: 'injection-failed',
    image: imageInError(error),
    imageId: image,
    item: null,
    fatal: false,
    error: withinParentheses(error),
  }),
});

/** Files could not be injected, which fails the build from 2013.1 on. */
export const injectionFatal = template({
  id: 'driver.injection-fatal',
  variants: [
    {
      since: '2013.1',
      until: null,
      loggers: driver,
      format: 'Error injecting data into image %(image)s (%(error)s',
      sample:
        'Error injecting data into image 0b7d1c3a-5c1e-4d5c-9c0a-5f7b2f7a1e10 (nbd unavailable: module not loaded)',
    },
  ],
  holes: { image: 'word', error: 'greedy' },
  event: ({ image = '', error = '' }) => ({
    kind: 'injection-failed',
    image: imageInError(error),
    imageId: image,
    item: null,
    fatal: true,
    error: withinParentheses(error),
  }),
});

const stage = (
  name: BootStage,
  more: { readonly dir?: string; readonly migrating?: boolean } = {},
): EventFacts => ({
  kind: 'boot',
  stage: name,
  dir: more.dir ?? null,
  migrating: more.migrating ?? false,
  error: null,
  throughInjection: null,
});

export const instanceRunning = template({
  id: 'driver.instance-running',
  variants: [
    {
      since: '2012.1',
      until: '2012.1.3',
      loggers: essex,
      format: 'Instance is running',
      sample: 'Instance is running',
    },
    {
      since: '2012.2',
      until: '17',
      loggers: driver,
      format: 'Instance is running',
      sample: 'Instance is running',
    },
    {
      since: '18.0.0',
      until: null,
      loggers: driver,
      format: 'Guest created on hypervisor',
      sample: 'Guest created on hypervisor',
    },
  ],
  event: () => stage('running'),
});

export const instanceSpawned = template({
  id: 'driver.instance-spawned',
  variants: [
    {
      since: '2012.1',
      until: '2012.1.3',
      loggers: essex,
      format: 'Instance %(how)s successfully.',
      sample: 'Instance spawned successfully.',
    },
    {
      since: '2012.2',
      until: null,
      loggers: driver,
      format: 'Instance %(how)s successfully.',
      sample: 'Instance running successfully.',
    },
  ],
  event: ({ how = '' }) => (/^(?:spawned|rescued|running)$/.test(how) ? stage('spawned') : null),
});

export const configDriveUsed = template({
  id: 'driver.config-drive-used',
  variants: [
    {
      since: '2012.2',
      until: null,
      loggers: driver,
      format: 'Using config drive',
      sample: 'Using config drive',
    },
  ],
  event: () => stage('config-drive'),
});

export const filesDeleted = template({
  id: 'driver.files-deleted',
  variants: [
    {
      since: '2012.1',
      until: '2012.1.3',
      loggers: essex,
      format: 'Deleting instance files %(dir)s',
      sample: 'Deleting instance files /var/lib/nova/instances/instance-0000076d',
    },
    {
      since: '2012.2',
      until: null,
      loggers: driver,
      format: 'Deleting instance files %(dir)s',
      sample:
        'Deleting instance files /var/lib/nova/instances/3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21_del',
    },
  ],
  event: ({ dir = '' }) => stage('terminating', { dir }),
});

export const finishMigration = template({
  id: 'driver.finish-migration',
  variants: [
    {
      since: '2012.1',
      until: '2012.1.3',
      loggers: essex,
      format: 'Instance %(name)s: Starting finish_migration',
      sample: 'Instance instance-0000076d: Starting finish_migration',
    },
    {
      since: '2012.2',
      until: null,
      loggers: driver,
      format: 'Starting finish_migration',
      sample: 'Starting finish_migration',
    },
  ],
  event: () => stage('resumed', { migrating: true }),
});

const DOMAIN =
  /<domain\b[^>]*>(?:\s|\\n)*<uuid>([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})<\/uuid>(?:\s|\\n)*<name>([^<\s]{1,255})<\/name>/;

/** From 2014.2 on Nova signs the XML with its own version. */
const PACKAGE = /<nova:package version="([^"]+)"/;

const domainIdentity = (xml: string): EventFacts | null => {
  const head = xml.slice(0, 1000);
  const [, uuid, name] = DOMAIN.exec(head) ?? [];
  if (uuid === undefined || name === undefined) return null;
  return { kind: 'identity', uuid, name, version: PACKAGE.exec(head)?.[1] ?? null };
};

/** The guest's XML carries uuid and name side by side. */
export const domainXml = template({
  id: 'driver.domain-xml',
  variants: [
    {
      since: '2014.1',
      until: '2014.1.5',
      loggers: driver,
      format: 'End to_xml xml=%(xml)s',
      sample:
        'End to_xml xml=<domain type="kvm">\n  <uuid>3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21</uuid>\n  <name>instance-0000076d</name>',
    },
    {
      since: '2014.2',
      until: null,
      loggers: driver,
      format: 'End _get_guest_xml xml=%(xml)s',
      sample:
        'End _get_guest_xml xml=<domain type="kvm">\n  <uuid>3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21</uuid>\n  <name>instance-0000076d</name>',
    },
  ],
  event: ({ xml = '' }) => domainIdentity(xml),
});

/** nova/virt/libvirt/config.py prints every object it renders; only the domain names the instance. */
export const generatedXml = template({
  id: 'config.generated-xml',
  variants: [
    {
      since: '2012.2',
      until: null,
      loggers: ['nova.virt.libvirt.config'],
      format: 'Generated XML %(xml)s',
      sample:
        'Generated XML (\'<domain type="kvm">\\n  <uuid>3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21</uuid>\\n  <name>instance-0000076d</name>\',)',
    },
  ],
  event: ({ xml = '' }) => domainIdentity(xml),
});

const hint = (since: string, until: string | null, format: string, sample: string) =>
  template({
    id: `driver.hint.${sample.slice(0, 30).trim().toLowerCase().replace(/\W+/g, '-')}${since}`,
    variants: [
      {
        since,
        until,
        loggers: since === '2012.1' ? [...essex, ...driver] : driver,
        format,
        sample,
      },
    ],
    event: () => ({ kind: 'release-hint' }),
  });

/** Lines that only some releases print, or print in this form. */
export const releaseHints = [
  hint('2012.1', '25', 'Creating image', 'Creating image'),
  hint('26.0.0', null, 'Creating image(s)', 'Creating image(s)'),
];

/** The information holds the files and, in 16.0.4 to 16.1.0, 17.0.0 and 17.0.1, the password. */
const secretsAfter = 'InjectionInfo(';

/** What is masked here was quoted in clear; a password that Nova or an operator hid is not. */
function passwordIn(info: string, line: string): readonly InjectItem[] {
  const isClear = /, admin_pass='\*\*\*'\)(?:\s|$)/.test(info);
  return isClear && !/admin_pass=u?(['"])\**\1/.test(line) ? ['admin_password'] : [];
}

/** Injection is switched on. When nothing follows, there was nothing to inject. */
export const injectionChecked = template({
  id: 'driver.injection-checked',
  needles: ['Checking root disk injection '],
  variants: [
    {
      since: '15.1.1',
      until: null,
      loggers: driver,
      format: 'Checking root disk injection InjectionInfo(%(info)s',
      sample: 'Checking root disk injection InjectionInfo(network_info=[])',
    },
    {
      since: '15.0.0',
      until: '16.0.3',
      loggers: driver,
      format: 'Checking root disk injection %(hole)s',
      sample: 'Checking root disk injection %(info)s',
    },
  ],
  holes: { hole: 'unfilled' },
  secretsAfter,
  event: ({ info = '' }, { text }) => ({ kind: 'release-hint', prints: passwordIn(info, text) }),
});

/** Something is injected into the root disk. */
export const injectionBegun = template({
  id: 'driver.injection-begun',
  needles: ['Injecting InjectionInfo(', 'Injecting %('],
  variants: [
    {
      since: '15.1.1',
      until: null,
      loggers: driver,
      format: 'Injecting InjectionInfo(%(info)s',
      sample: 'Injecting InjectionInfo(network_info=[])',
    },
    {
      since: '15.0.0',
      until: '16.0.3',
      loggers: driver,
      format: 'Injecting %(hole)s',
      sample: 'Injecting %(info)s',
    },
  ],
  holes: { hole: 'unfilled' },
  secretsAfter,
  event: ({ info = '' }, { text }) => ({
    kind: 'injection-begun',
    prints: passwordIn(info, text),
  }),
});
