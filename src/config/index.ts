// The options in force: for a host, an option and a line, what the service dumped into the log before
// that line, else what nova.conf sets, else the release's default, each with its origin. In: the dumps
// seen, the nova.conf files given, the release of a line. Out: values to ask for, and the report's list.

import type {
  ComputeDriver,
  ComputeHost,
  ConfigDisagreement,
  ConfigValue,
  Evidence,
  IgnoredOption,
  ReleaseClaim,
} from '../model.ts';
import {
  decidesInjection,
  hasOption,
  inRange,
  isSameValue,
  type OptionName,
  optionIn,
  options,
  optionType,
} from '../releases/index.ts';
import { computeDriver } from './driver.ts';
import type { DumpWatch } from './dumps.ts';
import type { NovaConf } from './nova-conf.ts';
import { defaultOf, ignoredNames, settingOf } from './settings.ts';
import { refutes } from './shown.ts';

export { type DumpWatch, newDumpWatch } from './dumps.ts';
export { nearestOption } from './near-names.ts';
export { type NovaConf, readNovaConf, type Setting } from './nova-conf.ts';

/** `at` is a line of the host; null means its last one. */
export interface Config {
  /** The value in force, null when nothing tells: no default is claimed that the log shows not to be in
   *  force, such as injection switched off where something is injected. The option may be asked for under any name it has had;
   *  the answer has the name of the host's release. A masked value that nova.conf does not tell either
   *  has `value: null, masked: true`. */
  option(host: ComputeHost, group: string, name: string, at: Evidence | null): ConfigValue | null;
  /** Ask this first: with another driver than libvirt no conclusion about injection holds. */
  driver(host: ComputeHost, at: Evidence | null): ComputeDriver;
  /** Options that nova.conf sets to another value than the last dump of the host shows. */
  disagreements(host: ComputeHost): readonly ConfigDisagreement[];
  /** Names set in nova.conf without effect on the host's release; none while that is not known. */
  ignored(host: ComputeHost): readonly IgnoredOption[];
  /** The report's list: every value dumped, and what else was in force at the first and the last of
   *  these lines of each host. Defaults only of options that decide about injection. */
  all(places: readonly Place[]): readonly ConfigValue[];
}

export interface Place {
  readonly host: ComputeHost;
  readonly at: Evidence | null;
}

/** What the values are taken from. */
export interface Known {
  readonly dumps: DumpWatch;
  readonly files: readonly NovaConf[];
  /** The release that wrote a line of a host. */
  release(host: ComputeHost, at: Evidence | null): ReleaseClaim;
}

export function configInForce(known: Known): Config {
  return {
    option: (host, group, name, at) => inForce(known, spotAt(known, host, at), { group, name }),
    driver: (host, at) => {
      const spot = spotAt(known, host, at);
      return computeDriver((name) => inForce(known, spot, { group: 'DEFAULT', name }));
    },
    disagreements: (host) => disagreements(known, host),
    ignored: (host) => {
      const { version } = spotAt(known, host, null);
      return version === null ? [] : ignoredNames(known.files, version);
    },
    all: (places) => all(known, places),
  };
}

/** A place with the release that wrote it. */
interface Spot extends Place {
  readonly version: string | null;
  readonly told: readonly Evidence[];
}

function spotAt({ release }: Known, host: ComputeHost, at: Evidence | null): Spot {
  const { version, series, evidence } = release(host, at);
  return { host, at, version: version ?? series, told: evidence };
}

function inForce(known: Known, spot: Spot, asked: OptionName): ConfigValue | null {
  const { dumps } = known;
  const { host, at, version } = spot;
  const option = optionIn(version, asked);
  const dumped = dumps.last(host, asked, at) ?? (option && dumps.last(host, option, at));
  if (dumped?.origin === 'log-dump' && !dumped.masked) return dumped;
  const set = option && fromConf(known, spot, option);
  return set ?? dumped ?? (option && fromRelease(known, spot, option));
}

function fromConf({ files }: Known, spot: Spot, option: OptionName): ConfigValue | null {
  const set = settingOf(files, spot.version, option);
  return set && { ...unlogged(spot, option), origin: 'nova.conf', ...set };
}

/** The default, unless the log shows that it is another value: then it is not told which. */
function fromRelease(known: Known, spot: Spot, option: OptionName): ConfigValue | null {
  const { host, at, version, told } = spot;
  const value = version && defaultOf(known.files, version, option);
  if (!version || !value) return null;
  const shown = known.dumps.shown(host, optionIn('master', option) ?? option, at);
  const isRefuted = shown.some((one) => refutes(one, value) && inRange(version, null, one.until));
  return isRefuted ? null : { ...unlogged(spot, option), value, evidence: told };
}

/** A value that no line of the log prints. */
function unlogged({ host }: Place, { group, name }: OptionName): ConfigValue {
  return {
    host: host.name,
    group,
    name,
    value: null,
    origin: 'release-default',
    masked: false,
    since: null,
    evidence: [],
    file: null,
    line: null,
  };
}

function disagreements(known: Known, host: ComputeHost): readonly ConfigDisagreement[] {
  const { dumps } = known;
  const spot = spotAt(known, host, null);
  const dumped = new Map(dumps.of(host).map((one) => [keyOf(one), one]));
  return [...dumped.values()].flatMap((dump) => {
    const conf = fromConf(known, spot, dump);
    if (dump.value === null || conf?.value == null) return [];
    // Where Nova is installed, for one, is not known.
    if (conf.value.includes('$')) return [];
    const [said, set] = [dump.value, conf.value];
    const types = options.filter((row) => keyOf(row) === keyOf(dump)).map(optionType);
    return types.some((type) => isSameValue(said, set, type)) ? [] : [{ dump, conf }];
  });
}

function all(known: Known, places: readonly Place[]): readonly ConfigValue[] {
  const hosts = new Map(places.map(({ host }) => [host.key, host]));
  return [...hosts.values()].flatMap((host) => {
    const own = places.filter((place) => place.host.key === host.key);
    const first = spotAt(known, host, own[0]?.at ?? null);
    const last = spotAt(known, host, own.at(-1)?.at ?? null);
    const dumped = known.dumps.of(host);
    const isSame = dumped.length === 0 && first.version === last.version;
    const rest = (isSame ? [first] : [first, last]).flatMap((spot) => undumped(known, spot));
    const once = new Map(rest.map((one) => [`${keyOf(one)} ${one.value}`, one]));
    return [...dumped, ...once.values()];
  });
}

function undumped(known: Known, spot: Spot): readonly ConfigValue[] {
  const names = new Map(options.map((row) => [keyOf(row), row]));
  return [...names.values()].flatMap((option) => {
    if (hasOption(spot.version, option) === false) return [];
    const value = inForce(known, spot, option);
    if (value?.origin === 'nova.conf') return [value];
    return value?.origin === 'release-default' && decidesInjection(option) ? [value] : [];
  });
}

const keyOf = ({ group, name }: OptionName) => `${group}.${name}`;
