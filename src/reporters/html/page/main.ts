// The page: reads what is embedded in it and lays out its parts.

import type { PageData } from '../page-data.ts';
import { costSection } from './cost.ts';
import { cycleShown } from './cycle-shown.ts';
import { button } from './dom.ts';
import { everything } from './filter.ts';
import { filterBar } from './filter-bar.ts';
import { findingsSection } from './findings.ts';
import { newHint } from './hint.ts';
import { hintOf } from './mark-words.ts';
import { newPanel } from './panel.ts';
import { newRest } from './rest.ts';
import { embedded, newStore } from './store.ts';
import { cyclesSection, instancesSection } from './tables.ts';
import { themeButton } from './theme.ts';
import { newTimeline } from './timeline.ts';

const data = embedded<PageData>('report');
if (data !== null) lay(data);

function lay(of: PageData): void {
  const store = newStore(of);
  const restOf = newRest(of.perBlock);
  const panel = newPanel();
  const hint = newHint();

  const open = (at: number) => {
    const cycle = of.cycles[at];
    if (cycle === undefined) return;
    const { title, content } = cycleShown(cycle, restOf(at));
    const zoom = button('Show in the timeline', () => timeline.goTo(at));
    const timed = cycle.startMs === null ? [] : [zoom];
    panel.open({ title, content: [...timed, ...content] });
  };
  const timeline = newTimeline(store, {
    opened: open,
    told: (mark) => {
      if (mark === null) hint.hide();
      else hint.show(mark.node, hintOf(mark, of.cycles, restOf));
    },
  });
  document.querySelector('header')?.append(themeButton());
  const main = document.querySelector('main');
  main?.append(findingsSection(store, panel.open));
  if (of.cycles.length > 0) {
    main?.append(filterBar(store), timeline.node, cyclesSection(store, open), costSection(store));
  }
  if (of.instances.length > 0) {
    main?.append(
      instancesSection(store, ({ name }) => store.ask({ ...everything, instance: name })),
    );
  }
  document.body.append(panel.node, hint.node);
}
