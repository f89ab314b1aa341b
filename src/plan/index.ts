// What Nova of a release does under given options, without any log. In: a version and the options. Out:
// which items are injected when, by which handlers in which order, and why not by the others.

import type { InjectItem } from '../model.ts';
import {
  gatesOf,
  isClosed,
  optionDefault,
  selectionRule,
  stillOpensImages,
} from '../releases/index.ts';
import { type Handlers, handlersOf } from './handlers.ts';
import { type Option, said } from './option.ts';

export interface PlannedItem {
  readonly item: InjectItem;
  /** False when an option keeps it out, null when that is not known. */
  readonly injected: boolean | null;
  readonly why: string;
}

export interface Plan extends Handlers {
  readonly version: string;
  readonly items: readonly PlannedItem[];
  /** How the release chooses. */
  readonly rule: string;
  /** What opens images on the host even with injection off, null when nothing does. */
  readonly stillOpensImages: string | null;
}

const ITEMS: Readonly<Record<InjectItem, string>> = {
  key: 'the instance has a keypair',
  net: 'a network is marked as injected',
  metadata: 'the instance has metadata',
  admin_password: 'the request carries an admin password',
  files: 'files were given with the request',
};

/** Null for a version that no release is known for. */
export function planOf(version: string, option: Option): Plan | null {
  const rule = selectionRule(version);
  if (rule === null) return null;
  const items = Object.entries(ITEMS) as [InjectItem, string][];
  return {
    version,
    items: items.map(([item, when]) => planned(version, option, item, when)),
    rule: rule.text,
    ...handlersOf(rule.id, version, option),
    stillOpensImages: stillOpensImages(version),
  };
}

function planned(version: string, option: Option, item: InjectItem, when: string): PlannedItem {
  const open: string[] = [];
  const doubts: string[] = [];
  for (const gate of gatesOf(version)) {
    if (gate.items !== null && !gate.items.includes(item)) continue;
    const { group, name } = gate.option;
    const value = option(group, name);
    const set = value?.value ?? (gate.certain ? null : optionDefault(gate.since, group, name));
    if (set == null) doubts.push(`the value of ${name} is not known`);
    else if (!isClosed(gate, set)) {
      if (gate.items !== null && value !== null) open.push(said(value));
    } else if (!gate.certain || value === null) {
      // Which point of the release it is matters only where the option would keep the item out.
      doubts.push(`it is up to ${name}, which only ${gate.since} and later have`);
    } else if (gate.unless !== undefined) doubts.push(`${said(value)}; but ${gate.unless}`);
    else return { item, injected: false, why: said(value) };
  }
  if (doubts.length > 0) return { item, injected: null, why: doubts.join('; ') };
  return { item, injected: true, why: [`when ${when}`, ...open].join('; ') };
}
