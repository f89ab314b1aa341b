// The panel beside the page that shows one cycle or finding. Escape closes it; the keyboard goes back to
// where it was.

import { button, element } from './dom.ts';
import type { Shown } from './findings.ts';

export interface Panel {
  readonly node: HTMLElement;
  readonly open: (shown: Shown) => void;
}

export function newPanel(): Panel {
  let before: Element | null = null;
  const title = element('h2', { id: 'panel-title', tabindex: -1 });
  const content = element('div', { class: 'content' });
  const shut = button('Close', () => close(), { 'aria-keyshortcuts': 'Escape' });
  const node = element(
    'aside',
    { id: 'panel', role: 'dialog', 'aria-labelledby': 'panel-title', hidden: '' },
    element('div', { class: 'bar' }, title, shut),
    content,
  );

  function close(): void {
    if (node.hidden) return;
    node.hidden = true;
    if (before instanceof HTMLElement || before instanceof SVGElement) before.focus();
  }

  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') close();
  });
  return {
    node,
    open({ title: text, content: nodes }) {
      if (node.hidden) before = document.activeElement;
      title.textContent = text;
      content.replaceChildren(...nodes);
      node.hidden = false;
      node.scrollTop = 0;
      title.focus();
    },
  };
}
