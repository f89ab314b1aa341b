// `plan`: what a release injects under a nova.conf, and by which handler, without any log.

import { describe, expect, test } from 'vitest';
import { plan } from '../src/commands/plan.ts';
import { ask, askJson } from './asking.ts';

const planned = (release: string, conf?: string) =>
  askJson(plan, { release, ...(conf === undefined ? {} : { confs: { 'nova.conf': conf } }) });

interface Planned {
  readonly items: readonly {
    readonly item: string;
    readonly injected: boolean | null;
    readonly why: string;
  }[];
  readonly handlers: readonly { readonly handler: string; readonly when: string }[];
  readonly leftOut: readonly { readonly handler: string; readonly why: string }[];
}

const injected = ({ items }: Planned) =>
  items.filter((one) => one.injected === true).map(({ item }) => item);
const order = ({ handlers }: Planned) => handlers.map(({ handler }) => handler);

describe('items', () => {
  test.each([
    ['2012.1.0', 'libvirt_inject_key=false', ['key', 'metadata', 'files']],
    ['2012.1.3', '', ['key', 'metadata', 'files']],
    ['2012.1.3', 'libvirt_inject_key=false', ['metadata', 'files']],
    ['2012.1.3', 'libvirt_inject_password=true', ['key', 'metadata', 'admin_password', 'files']],
    // On Folsom -2 is a partition number.
    ['2012.2', 'libvirt_inject_partition=-2', ['key', 'metadata', 'files']],
    ['2012.2', 'force_config_drive=True', []],
    ['2013.1', 'libvirt_inject_partition=-2', []],
    // Any text is true up to 2014.1.
    ['2013.2', 'force_config_drive=False', []],
    ['2014.1', '', []],
    // Still honoured as deprecated names.
    ['2014.1', 'libvirt_inject_partition=1\nlibvirt_inject_key=true', ['key', 'metadata', 'files']],
    ['2014.2', 'libvirt_inject_partition=1\nlibvirt_inject_key=true', []],
    ['31.0.0', '[libvirt]\ninject_partition=-1\ninject_key=true', ['key', 'metadata', 'files']],
  ])('%s with %j', async (release, conf, items) => {
    expect(injected(await planned(release, `[DEFAULT]\nflat_injected=false\n${conf}\n`))).toEqual(
      items,
    );
  });

  test('an option of some points of a release is said to be that where it decides', async () => {
    const { items }: Planned = await planned('2012.1', '--libvirt_inject_key=false');
    expect(items[0]).toMatchObject({
      item: 'key',
      injected: null,
      why: expect.stringContaining('2012.1.1 and later'),
    });
  });

  test('each value names its origin', async () => {
    const text = await ask(plan, {
      release: '2012.1.3',
      confs: { 'nova.conf': '--libvirt_inject_key=false\n' },
    });
    expect(text).toMatch(/key +not injected: libvirt_inject_key is false \(nova\.conf:1\)/);
    expect(text).toMatch(/admin_password +not injected: .* False \(default of\s+the release\)/);
  });
});

describe('handlers', () => {
  test.each([
    ['2012.1', '', ['nbd', 'guestfs']],
    ['2012.1', 'use_cow_images=false', ['loop', 'nbd', 'guestfs']],
    ['2012.2', 'img_handlers=guestfs,nbd', ['guestfs', 'nbd']],
    ['2013.1', '', ['guestfs', 'nbd']],
    ['2014.1', 'use_cow_images=false', ['guestfs', 'loop']],
    ['2015.1.0', 'use_cow_images=false', ['guestfs', 'loop']],
    // The disk decides, whatever use_cow_images says.
    ['12.0.0', 'use_cow_images=false', ['guestfs', 'loop', 'nbd']],
    ['13.0.0', '', ['guestfs', 'loop', 'nbd', 'block']],
    ['23.0.0', '', ['guestfs']],
  ])('%s with %j', async (release, conf, handlers) => {
    expect(order(await planned(release, `[DEFAULT]\n${conf}\n`))).toEqual(handlers);
  });

  test.each(['2012.1', '2013.2', '2014.2', '16.0.0', '22.0.0', '33.0.0'])(
    '%s: each one is in order or left out with a reason',
    async (release) => {
      const answer: Planned = await planned(release);
      const named = [...order(answer), ...answer.leftOut.map(({ handler }) => handler)];
      expect(named.sort()).toEqual(expect.arrayContaining(['guestfs', 'loop', 'nbd']));
      expect(new Set(named).size).toBe(named.length);
    },
  );

  test('17 to 22 say that the local handler cannot write', async () => {
    const { handlers }: Planned = await planned('19.0.0');
    expect(handlers.filter(({ when }) => when.includes('broken'))).toHaveLength(3);
  });
});

describe('what is refused', () => {
  test('no release', async () => {
    await expect(ask(plan, {})).rejects.toThrow(/^plan needs --release/);
  });

  test('a release nobody made', async () => {
    await expect(ask(plan, { release: 'esex' })).rejects.toThrow('--release esex: no such release');
  });

  test('a slip of the pen in nova.conf, with file, line and what is meant', async () => {
    const confs = { 'nova.conf': '[DEFAULT]\nlibvirt_inject_kye=false\n' };
    await expect(ask(plan, { release: 'folsom', confs })).rejects.toThrow(
      'nova.conf:2: libvirt_inject_kye is no option; did you mean libvirt_inject_key?',
    );
  });

  test('not a name of another release, which is named with its own', async () => {
    const warnings: string[] = [];
    const confs = { 'nova.conf': '[DEFAULT]\nlibvirt_inject_key=false\n' };
    await ask(plan, { release: '2014.2', confs, warnings });
    expect(warnings).toEqual([
      'nova.conf:2: libvirt_inject_key has no effect on 2014.2; there it is [libvirt] inject_key',
    ]);
  });
});
