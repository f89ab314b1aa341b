// In: a text. Out: the addresses, hardware addresses and fingerprints of keys in it, told from versions, times and
// numbers of lines.

import { isIPv6 } from 'node:net';
import type { Found, Kind } from './names.ts';
import { isNobody } from './ordinary.ts';

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
/** Versions have four parts, too: `qemu-kvm-1.5.3.1`, `1:2.5.0.1-0ubuntu1`. */
const IPV4 = new RegExp(
  `(?<![\\w.]|[A-Za-z]-|[Vv]ersion[ :=]{1,3})${OCTET}(?:\\.${OCTET}){3}(?![A-Za-z_]|\\.?\\d|[~+]|-\\d*(?:ubuntu|deb|el|fc|build|rc))`,
  'g',
);
const IPV6 =
  /(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{1,4}|\d{1,3}(?:\.\d{1,3}){3})?(?![\w:]|\.\d)/g;
const MAC =
  /(?<![0-9A-Fa-f][:-]|[0-9A-Za-z])(?:(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}|(?=[\d-]{0,16}[A-Fa-f])(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2})(?![:-]?[0-9A-Za-z])/g;
const PRINT =
  /(?<![0-9a-f:])(?:[0-9a-f]{2}:){15}(?:(?:[0-9a-f]{2}:){4}|(?:[0-9a-f]{2}:){16})?[0-9a-f]{2}(?![0-9a-f:])|\bSHA256:[A-Za-z0-9+/]{43}/g;

const shapes: readonly (readonly [Kind, RegExp, (value: string) => boolean])[] = [
  ['ip', IPV4, () => true],
  // Times have colons, too; none has an empty part or three digits in one.
  ['ip', IPV6, (value) => isIPv6(value) && /[0-9A-Fa-f]{3}/.test(value)],
  ['mac', MAC, () => true],
  ['key', PRINT, () => true],
];

export function addressesIn(text: string): readonly Found[] {
  if (!/[.:-][0-9A-Fa-f]/.test(text)) return [];
  return shapes.flatMap(([kind, shape, holds]) =>
    [...text.matchAll(shape)]
      .filter(([value]) => holds(value) && !isNobody(kind, value))
      .map(({ 0: value, index }) => ({ kind, value, start: index })),
  );
}
