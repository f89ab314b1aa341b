// Links by what names the instance itself: its uuid, its EC2 id, the directory its console lay in.

import { inRange } from '../releases/index.ts';
import type { Guest } from './guests.ts';
import type { InjectedInstance } from './injected.ts';
import { none, only, type Try } from './link.ts';

/** Its EC2 id and the instance's name are two numbers. */
export function isOther({ facts }: Guest, { name }: InjectedInstance): boolean {
  const hex = EC2_ID.exec(facts.instanceId?.id ?? '')?.[1];
  return hex !== undefined && name !== null && NUMBERED.test(name) && name !== `instance-${hex}`;
}

const EC2_ID = /^i-([0-9a-f]{8,})$/;
const NUMBERED = /^instance-[0-9a-f]{8,}$/;
const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/;

export const byUuid: Try = ({ facts }, instances) => {
  const known = facts.instanceId;
  if (known === null || !UUID.test(known.id)) return null;
  const own = instances.filter(({ uuid }) => uuid === known.id);
  return only(own, `instance ${known.id}`, {
    by: 'uuid',
    confidence: 'certain',
    text: 'by its instance id',
    evidence: [known.evidence],
  });
};

/** Up to 2012.2 the EC2 id and the name of an instance print one number; later two counters that
 *  normally run in step. Names may be set to be made otherwise. */
export const byEc2Id: Try = ({ facts }, instances) => {
  const known = facts.instanceId;
  const hex = known === null ? undefined : EC2_ID.exec(known.id)?.[1];
  if (known === null || hex === undefined) return null;
  const own = instances.filter(({ name }) => name === `instance-${hex}`);
  const isOpen = instances.some(({ name }) => name === null || !NUMBERED.test(name));
  if (own.length === 0 && isOpen) return null;
  const version = own[0]?.version ?? null;
  const isOneNumber = version !== null && inRange(version, '2012.1', '2012.2');
  return only(own, `instance ${known.id}`, {
    by: 'ec2-id',
    confidence: isOneNumber ? 'certain' : 'likely',
    text: `by its EC2 id ${known.id}`,
    evidence: [known.evidence],
  });
};

/** `<instances_path>/<name or uuid>/console.log`. */
export const byPath: Try = ({ parts, facts }, instances) => {
  const directories = parts
    .filter(({ kind }) => kind === 'console-log')
    .flatMap(({ path }) => path.split('/').slice(-2, -1));
  const own = instances.filter(({ uuid, name }) =>
    directories.some((directory) => directory === uuid || directory === name),
  );
  const evidence = facts.firstLine ?? facts.login ?? facts.cloudInit;
  if (own.length === 0) {
    const other = directories.find((one) => UUID.test(one) || NUMBERED.test(one));
    return other === undefined ? null : none(`instance ${other}`);
  }
  return only(own, `instance ${directories[0]}`, {
    by: 'path',
    confidence: 'certain',
    text: 'by the directory of its console',
    evidence: evidence === null ? [] : [evidence],
  });
};
