// The host a sosreport was made on, from the files in it that hold the host's name. In: the members of an
// archive, or a path on disk. Out: the name, null where there is no sosreport or it does not tell.

import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';

/** Below the report's top directory, the surest first: what the kernel said, then what was configured. */
const PLACES = [
  'sos_commands/host/hostname',
  'sos_commands/general/hostname',
  'hostname',
  'etc/hostname',
  'sos_commands/host/hostname_-f',
];

/** The names of hosts in one archive. */
export interface ReportHosts {
  /** Takes a member; `head` are its first bytes, decompressed. */
  meet(member: string, head: Uint8Array): void;
  /** Once every member was met. */
  of(member: string): string | null;
}

export function newReportHosts(): ReportHosts {
  const tops = new Set<string>();
  const heads = new Map<string, Uint8Array>();
  return {
    meet(member, head) {
      const top = topOf(member);
      if (top !== null) tops.add(top);
      if (PLACES.some((place) => member === place || member.endsWith(`/${place}`)))
        heads.set(member, Buffer.from(head.subarray(0, MAX_BYTES)));
    },
    of(member) {
      const [top] = [...tops].filter((one) => member.startsWith(one)).sort(byLength);
      if (top === undefined) return null;
      const found = PLACES.flatMap((place) => nameIn(heads.get(top + place)) ?? []);
      return found[0] ?? null;
    },
  };
}

const byLength = (a: string, b: string) => b.length - a.length;

/** What a report's members begin with: it is called so, or holds what its plugins ran. Containers in it
 *  have the same inside. */
function topOf(member: string): string | null {
  const [own = ''] = member.split('sos_containers/', 1);
  return /^(?:.*?\/)?(?=sos_commands\/)|^(?:.*?\/)?sosreport-[^/]*\//.exec(own)?.[0] ?? null;
}

/** The host of the sosreport a file on disk is in. Links that lead out of the report are not followed. */
export async function hostOfReport(path: string): Promise<string | null> {
  const [outer = ''] = resolve(path).split(`${sep}sos_containers${sep}`, 1);
  for (let top = dirname(outer); top !== dirname(top); top = dirname(top)) {
    if (!(await isReport(top))) continue;
    for (const place of PLACES) {
      const name = nameIn(await contentOf(join(top, place), top));
      if (name !== null) return name;
    }
    return null;
  }
  return null;
}

const isReport = async (top: string) =>
  (await stat(join(top, 'sos_commands')).catch(() => null))?.isDirectory() ??
  /[/\\]sosreport-[^/\\]*$/.test(top);

async function contentOf(path: string, top: string): Promise<Uint8Array | undefined> {
  try {
    const isInside = (await realpath(path)).startsWith((await realpath(top)) + sep);
    const isSmall = isInside && (await stat(path)).size <= MAX_BYTES;
    return isSmall ? await readFile(path) : undefined;
  } catch {
    return undefined;
  }
}

const MAX_BYTES = 1 << 12;

/** A name alone on its line; the one every host has for itself tells none apart. */
function nameIn(content: Uint8Array | undefined): string | null {
  const [line = ''] = Buffer.from(content ?? [])
    .toString('latin1')
    .split('\n', 1);
  const name = line.trim();
  return /^[A-Za-z0-9][\w.-]*$/.test(name) && !/^localhost\b/.test(name) ? name : null;
}
