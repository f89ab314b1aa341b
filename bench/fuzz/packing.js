// Logs packed as they come: compressed, in an archive, or both, and then damaged. In: bytes. Out: other bytes.

import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { MUTATIONS } from './mutations.js';

/** @typedef {import('../chance.js').Chance} Chance */

const NAMES = [
  'var/log/nova/nova-compute.log',
  '../../etc/nova-compute.log',
  '/nova-compute.log',
  'nova-compute.log.1.gz',
  '\x1b]0;title\x07nova-compute.log',
  'a\u202egol.etupmoc-avon',
  'x'.repeat(300),
  'sos_commands/host/hostname',
];

/** @param {Buffer} bytes @param {Chance} chance */
export async function packed(bytes, chance) {
  let whole = bytes;
  for (let level = chance.below(4); level > 0; level -= 1) {
    whole = chance.happens(0.5) ? gzipSync(whole, { level: 1 }) : await tarOf(whole, chance);
  }
  if (chance.happens(0.3)) return whole;
  const damage = MUTATIONS[chance.below(MUTATIONS.length)];
  return damage?.(whole, chance, () => bytes) ?? whole;
}

/** @param {Buffer} body @param {Chance} chance */
async function tarOf(body, chance) {
  const members = Array.from({ length: 1 + chance.below(3) }, () => {
    const name = NAMES[chance.below(NAMES.length)] ?? '';
    return { header: { name, size: body.length, type: /** @type {const} */ ('file') }, body };
  });
  return Buffer.from(await packTar(members));
}
