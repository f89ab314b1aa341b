// The subjects of facts: SUBJECT.PARTITION.HOST, so that a consumer takes a partition and a reader a host.

import { UsageError } from '../../errors.ts';
import { plain } from '../../reporters/plain.ts';
import { PARTITIONS, partitionOf } from '../shares.ts';

/** Long names are cut: they only have to be told apart by who reads. */
const LONGEST = 120;

export const subjectOf = (subject: string, host: string): string =>
  `${subject}.${tokenOf(partitionOf(host))}.${hostToken(host)}`;

export const filterOf = (subject: string, partition: number): string =>
  `${subject}.${tokenOf(partition)}.>`;

/** Always two digits. */
export const tokenOf = (partition: number): string => String(partition).padStart(2, '0');

/** `compute-17%2Eexample`: a token holds no dot, blank or wildcard. */
const hostToken = (host: string): string =>
  host
    .replace(/[^\w-]/gu, (sign) => `%${Buffer.from(sign).toString('hex').toUpperCase()}`)
    .slice(0, LONGEST) || '%';

/** Subjects that no partition has. */
export function isStray(subject: string, one: string): boolean {
  const [partition = '', host, ...rest] = one.slice(subject.length + 1).split('.');
  const isOne = /^\d\d$/.test(partition) && Number(partition) < PARTITIONS;
  return !isOne || host === undefined || rest.length > 0;
}

/** @throws UsageError for what is no subject without wildcards */
export function checkSubject(subject: string): void {
  if (/^[^\s.*>$][^\s.*>]*(?:\.[^\s.*>]+)*$/.test(subject)) return;
  throw new UsageError(`--subject ${plain(subject)}: not as inject.facts`);
}

/** @throws UsageError for what cannot be part of the name of a consumer */
export function checkDurable(durable: string): void {
  if (/^[\w-]{1,64}$/.test(durable)) return;
  throw new UsageError(`--durable ${plain(durable)}: letters, digits, - and _, at most 64`);
}
