// What the names of inputs tell of what is missing: numbers left out of a rotation, and logs of which a
// support archive has only the last part.

import { realpath } from 'node:fs/promises';
import type { Input, Rotation } from './input.ts';

// sos writes it beside the tree, and links to it from where the log was:
// sos_strings/nova/var.log.nova.nova-compute.log.tailed
const TAIL = /(?:^|[/:])sos_strings\/.+\.tailed$/;
// A date is no number of a rotation.
const NUMBERED = /^(.+)\.(\d{1,3})(?:\.(?:gz|xz|zst|bz2))?$/;

/** @param met the paths of all files that were looked at, read or not */
export async function withNeighbours(
  inputs: readonly Input[],
  met: readonly string[],
): Promise<readonly Input[]> {
  const present = new Map<string, Map<number, string>>();
  // Those that are read stand for their number.
  for (const path of [...inputs.map((input) => input.path), ...met]) {
    const { stem, number } = numberOf(path);
    if (number === null) continue;
    const set = present.get(stem) ?? new Map<number, string>();
    if (!set.has(number)) set.set(number, path);
    present.set(stem, set);
  }
  return Promise.all(
    inputs.map(async (input) => ({
      ...input,
      isTail: await isTail(input.path),
      rotation: rotationOf(input.path, present),
    })),
  );
}

function numberOf(path: string) {
  const [, stem = path, digits = ''] = NUMBERED.exec(path) ?? [];
  return { stem, number: digits === '' ? null : Number(digits) };
}

/** The higher number is the older file. */
function rotationOf(
  path: string,
  present: ReadonlyMap<string, ReadonlyMap<number, string>>,
): Rotation | null {
  const { stem, number } = numberOf(path);
  const set = present.get(stem);
  if (number === null || set === undefined) return null;
  const next = Math.min(...[...set.keys()].filter((other) => other > number));
  const older = set.get(next);
  const [first, ...others] = Array.from(
    { length: older === undefined ? 0 : next - number - 1 },
    (_, index) => `${stem}.${number + 1 + index}`,
  );
  return older === undefined || first === undefined ? null : { missing: [first, ...others], older };
}

async function isTail(path: string): Promise<boolean> {
  if (TAIL.test(path)) return true;
  return TAIL.test(await realpath(path).catch(() => path));
}
