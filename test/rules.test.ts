// Each rule on its own logs: `fixtures/rules/<id>/fires.log` and `silent.log`. `findings.txt` beside
// them holds all that both logs lead to.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Finding, Report } from '../src/model.ts';
import { type RuleId, rules } from '../src/rules/index.ts';
import { reportOn, root } from './support.ts';

const HOME = `${root}fixtures/rules`;

/** What else the log of a rule shows, because one state leads to the other. */
const ALSO: Partial<Record<RuleId, readonly RuleId[]>> = {
  'shared-nbd-device': ['handler-fallback'],
  'leaked-mount': ['handler-fallback', 'nbd-module-missing'],
  'mount-warning-as-failure': ['ignored-injection-failure'],
  'stale-nbd-lock': ['handler-fallback', 'leaked-nbd-device'],
  'stale-partition-mapping': ['handler-fallback', 'ignored-injection-failure', 'missing-partition'],
  'image-open-at-restart': ['handler-fallback'],
  'nbd-module-missing': ['handler-fallback'],
  'nbd-devices-exhausted': ['ignored-injection-failure'],
  'nbd-pool-shrunk': ['ignored-injection-failure', 'nbd-devices-exhausted'],
  'nbd-device-no-show': ['ignored-injection-failure'],
  'missing-partition': ['ignored-injection-failure'],
  'partition-search-unsupported': ['ignored-injection-failure'],
  'failed-handlers': ['ignored-injection-failure', 'missing-partition', 'nbd-module-missing'],
  'unreadable-host-kernel': ['ignored-injection-failure'],
  'inverted-kernel-message': ['ignored-injection-failure'],
  'unusable-libguestfs': ['ignored-injection-failure'],
  'missing-libguestfs': ['ignored-injection-failure'],
  'broken-local-handler': ['handler-fallback', 'ignored-injection-failure'],
  'missing-rootwrap-filter': ['handler-fallback', 'ignored-injection-failure'],
  'missing-parent-directory': ['fatal-injection-failure', 'handler-fallback'],
  'missing-host-command': ['handler-fallback', 'ignored-injection-failure'],
  'failed-guest-inspection': ['ignored-injection-failure'],
  'unmountable-guest-partition': ['ignored-injection-failure'],
  'guest-account-failure': ['ignored-injection-failure'],
  'bytes-password-failure': ['ignored-injection-failure'],
  'lost-personality-files': ['ignored-injection-failure'],
  'orphaned-appliance': ['ignored-injection-failure', 'unmountable-guest-partition'],
  'boot-from-volume-stall': ['handler-fallback', 'ignored-injection-failure'],
  'bypassed-missing-partition': ['handler-fallback'],
  'hidden-commands': ['ignored-injection-failure'],
  'slow-step': ['handler-fallback'],
  'injection-dominated-boot': ['handler-fallback'],
};

const read = (id: string, name: string): Promise<Report> =>
  reportOn(readFileSync(`${HOME}/${id}/${name}.log`));

const ids = ({ findings }: Report) => new Set(findings.map(({ id }) => id));

const line = ({ severity, id, detail, remedy, evidence }: Finding) =>
  `${severity} ${id} [${evidence.map((one) => one.line).join(', ')}]\n  ${detail}\n  remedy: ${remedy ?? 'none'}\n`;

describe('fixtures', () => {
  test('each rule has a folder, and each folder a rule', () => {
    expect(readdirSync(HOME).sort()).toEqual(rules.map(({ id }) => id).sort());
  });

  test.each(rules.map(({ id }) => id))(
    '%s fires on its log and not on the silent one',
    async (id) => {
      const fires = await read(id, 'fires');
      const silent = await read(id, 'silent');
      expect(ids(fires)).toContain(id);
      expect(ids(silent)).not.toContain(id);
      const text = [
        '# fires.log\n',
        ...fires.findings.map(line),
        '\n# silent.log\n',
        ...silent.findings.map(line),
      ].join('');
      await expect(text).toMatchFileSnapshot(`${HOME}/${id}/findings.txt`);
    },
  );

  test.each(rules.map(({ id }) => id))('on the log of %s no other rule fires', async (id) => {
    const others = [...ids(await read(id, 'fires'))].filter((one) => one !== id);
    expect(others.sort()).toEqual([...(ALSO[id] ?? [])].sort());
  });
});

describe('what each rule is', () => {
  test.each(rules)(
    '$id has a file of its name and says what it is about',
    ({ id, about, title }) => {
      expect(existsSync(`${root}src/rules/${id}.ts`)).toBe(true);
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(about).toMatch(/^[A-Za-z].*\.$/s);
    },
  );
});
