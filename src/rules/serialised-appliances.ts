// Builds that ran at the same time had their appliances one after another.

import type { Cycle } from '../model.ts';
import { citing, type HostView, type Rule } from './rule.ts';
import { between, seconds } from './times.ts';

/** Fewer may follow one another by chance. */
const FEWEST = 3;
/** What stands between the end of one and the start of the next, when that was waiting for it. */
const HANDOVER = 1_000;

interface Turn {
  readonly cycle: Cycle;
  /** When its build began. */
  readonly asked: string;
  readonly start: string;
  readonly end: string;
}

export const serialisedAppliances = {
  id: 'serialised-appliances',
  severity: 'info',
  title: 'Builds waited for each other to inject',
  about: `For every image libguestfs boots a small virtual machine, which takes seconds. Where builds that run at the same time have theirs one after another, each waits for all those before it. Reported when at least ${FEWEST} follow one another within ${HANDOVER / 1000} s, each of a build that was on its way before the one in front began.`,
  references: [],
  host(host) {
    return chains(turnsOf(host)).flatMap((chain) => {
      const [first, last] = [chain[0], chain.at(-1)];
      if (first === undefined || last === undefined) return [];
      const evidence = citing(chain.flatMap(({ cycle }) => cycle.steps[0]?.evidence[0] ?? []));
      const waited = between(last.asked, last.start);
      if (evidence === null || waited === null) return [];
      return [
        {
          cycles: chain.map(({ cycle }) => cycle),
          detail: `${chain.length} builds that ran at the same time injected one after another; the last was ${seconds(waited)} on its way before its appliance began.`,
          remedy:
            'Nothing makes them run side by side. Fewer injections do: see what can be switched off with "inject-trace what-if".',
          evidence,
        },
      ];
    });
  },
} as const satisfies Rule;

/** Injections with libguestfs whose times and builds are known, in their order. */
function turnsOf({ cycles, instances }: HostView): readonly Turn[] {
  const asked = new Map(
    instances.flatMap((one) => one.cycles.map((id) => [id, one.boot.start] as const)),
  );
  return cycles.flatMap((cycle) => {
    const { mechanism, purpose, start, end } = cycle;
    const began = asked.get(cycle.id) ?? null;
    if (mechanism !== 'vfs-guestfs' || purpose !== 'injection') return [];
    return start === null || end === null || began === null
      ? []
      : [{ cycle, asked: began, start, end }];
  });
}

function chains(turns: readonly Turn[]): readonly (readonly Turn[])[] {
  const found: Turn[][] = [];
  for (const turn of turns) {
    const chain = found.at(-1);
    const before = chain?.at(-1);
    if (chain !== undefined && before !== undefined && waitedFor(turn, before)) chain.push(turn);
    else found.push([turn]);
  }
  return found.filter(({ length }) => length >= FEWEST);
}

function waitedFor(turn: Turn, before: Turn): boolean {
  const handover = between(before.end, turn.start);
  const wasOnItsWay = between(turn.asked, before.start) !== null;
  return handover !== null && handover <= HANDOVER && wasOnItsWay;
}
