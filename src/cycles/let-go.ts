// What a host remembers of cycles that were let go of, as too many were open, so that their later lines are not
// taken for those of others.

import { takeOldest } from '../noted.ts';
import type { CycleTrace } from './trace.ts';

/** By which names a host's cycles are known, and those that say nothing any more. */
export interface Places {
  readonly byDevice: Map<string, CycleTrace>;
  /** Keys are paths without doubled slashes. */
  readonly byDir: Map<string, CycleTrace>;
  /** The names in both of each cycle. */
  readonly bound: Map<CycleTrace, Bound>;
  /** Devices, directories, images and requests of cycles that were let go of. */
  readonly letGo: Set<string>;
  /** Some of those are not remembered any more. */
  forgets: boolean;
}

type Index = 'byDevice' | 'byDir';
type Bound = Readonly<Record<Index, Set<string>>>;

/** Names remembered on a host. */
const REMEMBERED = 20_000;
/** Devices and directories of a host by which its cycles are known. */
const MOST_PLACES = 20_000;

/** What names this from now on says nothing. */
export function letGoOf(host: Places, name: string): void {
  host.letGo.add(name);
  if (takeOldest(host.letGo, REMEMBERED) !== null) host.forgets = true;
}

/** Whether a line may be of a cycle that was let go of, by the device or directory it names. */
export function mayBeLetGo(
  { host, thread }: { readonly host: Places; readonly thread: { readonly letGo: boolean } },
  name: string,
) {
  return thread.letGo || host.forgets || host.letGo.has(name);
}

/** From now on a device or a directory tells the cycle. */
export function bind(host: Places, index: Index, name: string, cycle: CycleTrace): void {
  host.letGo.delete(name);
  drop(host, index, name);
  host[index].set(name, cycle);
  const bound = host.bound.get(cycle) ?? { byDevice: new Set(), byDir: new Set() };
  host.bound.set(cycle, bound);
  bound[index].add(name);
  const [oldest] = host[index].keys();
  if (host[index].size <= MOST_PLACES || oldest === undefined) return;
  drop(host, index, oldest);
  host[index].delete(oldest);
  letGoOf(host, oldest);
}

/** Nothing tells the cycle any more. */
export function unbind(host: Places, cycle: CycleTrace): void {
  for (const index of INDICES) {
    for (const name of host.bound.get(cycle)?.[index] ?? []) host[index].delete(name);
  }
  host.bound.delete(cycle);
}

/** By what a cycle is told. */
export const namesOf = ({ bound }: Places, cycle: CycleTrace): readonly string[] =>
  INDICES.flatMap((index) => [...(bound.get(cycle)?.[index] ?? [])]);

const INDICES: readonly Index[] = ['byDevice', 'byDir'];

/** The name is no more one of the cycle that it told. */
function drop(host: Places, index: Index, name: string): void {
  const known = host[index].get(name);
  const bound = known === undefined ? undefined : host.bound.get(known);
  if (known === undefined || bound === undefined) return;
  bound[index].delete(name);
  if (INDICES.every((one) => bound[one].size === 0)) host.bound.delete(known);
}
