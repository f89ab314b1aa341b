// Facts of hosts that are not alike: most inject alike, one takes long, one fails, one leaks, one shows no commands.

import { readFileSync, writeFileSync } from 'node:fs';
import { runTool } from './running.ts';
import { closed, keyOverNbd, nova, opened, root, toBytes } from './support.ts';

type Injecting = (log: ReturnType<typeof nova>) => readonly string[];

const leaking: Injecting = (log) => [
  log.announced('key'),
  ...opened(log),
  ...log.writeKey(),
  ...closed(log).slice(0, 1),
  log.result(1),
];
const failing: Injecting = (log) => [log.announced('key'), log.ignored('no room left')];

/** @returns paths */
export function fleetFacts(scratch: string): readonly string[] {
  const showcase = readFileSync(`${root}fixtures/showcase.log`, 'utf8');
  const logs: Readonly<Record<string, string>> = {
    ...Object.fromEntries([1, 2, 3, 4, 5].map((at) => [`compute-${at}`, logOf(keyOverNbd)])),
    slow: stretched(logOf(keyOverNbd), 5),
    failing: logOf(failing),
    leaking: logOf(leaking),
    blind: showcase.replace(/^.* DEBUG .*\n/gm, ''),
    mixed: showcase,
  };
  const paths = Object.entries(logs).map(([host, text]) => {
    writeFileSync(`${scratch}/${host}.log`, text);
    return extracted(scratch, host, `${scratch}/${host}.log`);
  });
  return [...paths, extracted(scratch, 'rules', 'fixtures/rules')];
}

function extracted(scratch: string, host: string, log: string): string {
  const path = `${scratch}/${host}.ndjson`;
  writeFileSync(path, runTool(['extract', '--host', host, log]).stdout);
  return path;
}

/** A dozen injections, two minutes apart. */
function logOf(injecting: Injecting): string {
  const lines = Array.from({ length: 12 }, (_, at) => {
    const id = at.toString(16).padStart(8, '0');
    const uuid = `${id}-90e7-4c7d-8f0b-6a5b1f0c9e21`;
    const request = `req-${id}-8a0b-4c55-9d1f-2b7a4e9c0d11`;
    const log = nova('2012.1', { uuid, request, name: `instance-${id}`, start: at * 120 });
    return [log.starting(), ...injecting(log), log.spawned()];
  });
  return toBytes(lines.flat()).toString();
}

/** Each second becomes as many. */
export function stretched(text: string, times: number): string {
  const first = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return text.replace(/^(\S+) (\S+)/gm, (_, day, time) => {
    const ms = Date.parse(`${day}T${time}Z`);
    return new Date(first + (ms - first) * times).toISOString().slice(0, 19).replace('T', ' ');
  });
}
