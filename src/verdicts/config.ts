// The options in force, as the service dumped them at its last start.

import { printTime } from '../clock.ts';
import type { ConfigValue, InjectEvent } from '../model.ts';

export interface ConfigWatch {
  take(event: InjectEvent): void;
  option(host: string | null, group: string, name: string): ConfigValue | null;
  all(): readonly ConfigValue[];
}

export function newConfigWatch(): ConfigWatch {
  const values = new Map<string, ConfigValue>();
  const key = (host: string | null, group: string, name: string) =>
    `${host ?? ''}|${group}.${name}`;
  return {
    take({ facts, host, at, evidence }) {
      if (facts.kind !== 'option') return;
      const { group, name, value } = facts;
      values.set(key(host, group, name), {
        host,
        group,
        name,
        value,
        origin: 'log-dump',
        masked: value === null,
        since: printTime(at),
        evidence: [evidence],
      });
    },
    option: (host, group, name) => values.get(key(host, group, name)) ?? null,
    all: () => [...values.values()],
  };
}
