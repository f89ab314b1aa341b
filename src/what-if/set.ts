// One option set to another value, as the command line names it. In: the text. Out: the change; what is
// no option is refused, with the one that may be meant.

import { nearestOption } from '../config/index.ts';
import { UsageError } from '../errors.ts';
import {
  isKnownOption,
  type OptionName,
  options,
  optionText,
  releases,
} from '../releases/index.ts';

export interface Change extends OptionName {
  readonly value: string;
}

/** `libvirt_inject_key=false`, `libvirt.inject_key=false` or `[libvirt]inject_key=false`.
 *  @throws UsageError for what is no setting, or of no option known here */
export function readChange(text: string): Change {
  const [, braced, dotted, name = '', value] =
    /^\s*(?:\[(\w+)\]\s*|(\w+)\.)?(\w+)\s*=\s*(.*?)\s*$/s.exec(text) ?? [];
  if (value === undefined) {
    throw new UsageError(`--set ${text}: write it like libvirt.inject_key=false`);
  }
  const group = braced ?? dotted ?? 'DEFAULT';
  if (!isKnownOption(group, name)) throw new UsageError(`--set ${text}: ${unknown(group, name)}`);
  return { group, name, value };
}

function unknown(group: string, name: string): string {
  const elsewhere = options.find((row) => row.name === name);
  const near = elsewhere ?? nearIn({ group, name });
  const meant = near === null ? '' : `; did you mean ${optionText(near)}?`;
  return `no option about injection is called ${optionText({ group, name })}${meant}`;
}

function nearIn(given: OptionName): OptionName | null {
  for (const { series } of releases.toReversed()) {
    const near = nearestOption(series, given);
    if (near !== null) return near;
  }
  return null;
}

export const settingText = ({ value, ...option }: Change) => `${optionText(option)}=${value}`;
