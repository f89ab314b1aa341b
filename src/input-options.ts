// What the command line tells of single inputs: `VALUE` is for all of them, `LOG=VALUE` for one, or for
// all that a directory, an archive or a pattern holds. Out: inputs with what was told of them.

import { normalize } from 'node:path';
import { UsageError } from './errors.ts';
import { plain } from './reporters/plain.ts';
import type { Found, Input } from './sources/index.ts';
import { readZone } from './zones.ts';

export interface Told {
  readonly host?: readonly string[] | undefined;
  readonly tz?: readonly string[] | undefined;
  /** Options that were not typed. */
  readonly elsewhere?: ReadonlyMap<string, unknown>;
}

export interface InputOptions {
  add(input: Input): Input;
  /** @throws UsageError when an option is for an input there is not */
  refuseOthers(paths: readonly string[], found: Found): void;
}

interface Given {
  readonly option: string;
  /** Null for all inputs. */
  readonly log: string | null;
  readonly value: string;
}

/** @throws UsageError when a value is none */
export function readInputOptions({ host: given = [], tz = [], elsewhere }: Told): InputOptions {
  const hosts = given.map((text) => split('--host', text));
  for (const given of hosts) refuseHost(given);
  const zones = tz.map((text) => withZone(split('--tz', text)));
  return {
    add(input) {
      const host = best(hosts, input);
      // The host that a sosreport names is surer than one given for whatever is read.
      const named = host?.log === null ? (input.host ?? host.value) : (host?.value ?? input.host);
      return { ...input, host: named ?? null, zone: best(zones, input)?.value ?? null };
    },
    refuseOthers(paths, { inputs, evidence, copies, unreadable }) {
      const found = [...inputs, ...evidence, ...copies, ...unreadable];
      const known = [...paths.map((path) => ({ path })), ...found];
      const typed = [...zones, ...hosts].filter(({ option }) => !elsewhere?.has(option.slice(2)));
      const other = typed.find(
        ({ log }) => log !== null && !known.some((input) => nearness(log, input) !== null),
      );
      if (other === undefined) return;
      throw new UsageError(`${other.option}: ${plain(other.log ?? '')} is not one of the inputs`);
    },
  };
}

/** Values hold no equals sign, paths may. */
function split(option: string, text: string): Given {
  const at = text.lastIndexOf('=');
  const value = text.slice(at + 1);
  if (at === 0) throw new UsageError(`${option} ${plain(text)}: no log before the equals sign`);
  return { option, log: at < 0 ? null : text.slice(0, at), value };
}

function refuseHost({ option, value }: Given): void {
  if (/^[\w.:-]+$/.test(value)) return;
  throw new UsageError(`${option}: not the name of a host: ${plain(value) || 'nothing'}`);
}

function withZone({ option, log, value }: Given): Given {
  const zone = readZone(value);
  if (zone !== null) return { option, log, value: zone };
  const how = 'write it like Europe/Berlin, UTC or +02:00';
  throw new UsageError(`${option}: no such time zone: ${plain(value) || 'nothing'}; ${how}`);
}

/** The value for what is nearest to the input; of equal ones the last counts. */
function best(all: readonly Given[], input: Input): Given | null {
  let found: Given | null = null;
  let most = -1;
  for (const given of all) {
    const near = given.log === null ? 0 : nearness(given.log, input);
    if (near === null || near < most) continue;
    found = given;
    most = near;
  }
  return found;
}

/** How near a name is to an input: itself, a directory or archive it is in, the pattern it fits; null
 *  when it is none of these. */
function nearness(log: string, { path, argument }: Pick<Input, 'path' | 'argument'>) {
  const named = clean(log);
  const own = normalize(path);
  const isIn = own === named || own.startsWith(`${named}/`) || own.startsWith(`${named}:`);
  if (isIn) return 1 + named.length;
  return argument !== undefined && clean(argument) === named ? 1 : null;
}

const clean = (path: string) => normalize(path).replace(/(?<=.)\/$/, '');
