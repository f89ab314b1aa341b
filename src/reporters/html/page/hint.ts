// What is told of the mark that the pointer or the keyboard is on: beside it, and gone with Escape.

import { element } from './dom.ts';

export interface Hint {
  readonly node: HTMLElement;
  readonly show: (beside: Element, content: readonly Node[]) => void;
  readonly hide: () => void;
}

const away = 10;

export function newHint(): Hint {
  let beside: Element | null = null;
  const node = element('div', { id: 'hint', role: 'tooltip', hidden: '' });
  const hide = () => {
    node.hidden = true;
    beside = null;
  };
  const place = () => {
    if (beside === null || !beside.isConnected) {
      hide();
      return;
    }
    const at = beside.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = node;
    const left = Math.max(Math.min(at.left, innerWidth - offsetWidth - away), away);
    const below = at.bottom + away;
    const fits = below + offsetHeight < innerHeight;
    node.style.left = `${left}px`;
    node.style.top = `${fits ? below : Math.max(at.top - offsetHeight - away, 0)}px`;
  };
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') hide();
  });
  document.addEventListener('scroll', place, { passive: true });
  return {
    node,
    hide,
    show(mark, content) {
      beside = mark;
      node.replaceChildren(...content);
      node.hidden = false;
      place();
    },
  };
}
