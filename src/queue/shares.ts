// How hosts are shared: each host belongs to one of a fixed number of partitions, each partition to one share.

import { createHash } from 'node:crypto';
import { UsageError } from '../errors.ts';
import { plain } from '../reporters/plain.ts';

/** Part of the subjects, so that it can never change: who publishes and who consumes have to agree. */
export const PARTITIONS = 32;

/** The first of three is `{ number: 1, of: 3 }`. */
export interface Share {
  readonly number: number;
  readonly of: number;
}

/** From 0: the first four bytes of the name's SHA-256, big-endian, modulo the number there are. */
export const partitionOf = (host: string): number =>
  createHash('sha256').update(host).digest().readUInt32BE(0) % PARTITIONS;

export function partitionsOf({ number, of }: Share): readonly number[] {
  const all = Array.from({ length: PARTITIONS }, (_, at) => at);
  return all.filter((partition) => partition % of === number - 1);
}

const SHARE = /^(\d{1,2})\/(\d{1,2})$/;

export const isShare = (text: string): boolean => SHARE.test(text);

/** `2/3`, the second of three. @throws UsageError */
export function readShare(text = '1/1'): Share {
  const [, number, of] = (SHARE.exec(text) ?? []).map(Number);
  if (number === undefined || of === undefined || number < 1 || number > of || of > PARTITIONS)
    throw new UsageError(
      `--share ${plain(text)}: not as 2/3 for the second of three, at most ${PARTITIONS}`,
    );
  return { number, of };
}

export const shareText = ({ number, of }: Share): string => `${number}/${of}`;
