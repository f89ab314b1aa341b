// The button between dark and light; until it is pressed the page is as the system is.

import { button } from './dom.ts';

export function themeButton(): HTMLElement {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset['theme'] ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const name = () => (isDark() ? 'Light colours' : 'Dark colours');
  const node = button(name(), () => {
    root.dataset['theme'] = isDark() ? 'light' : 'dark';
    node.textContent = name();
  });
  node.id = 'theme';
  system.addEventListener('change', () => {
    node.textContent = name();
  });
  return node;
}
