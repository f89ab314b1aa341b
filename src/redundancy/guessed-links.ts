// Links by what is an instance's only at a time or by custom: the address that the metadata log gives to it, its
// hostname, its key, and last when it booted.

import { isSameKey } from '../key-print.ts';
import type { InjectedInstance } from './injected.ts';
import { BOOT_MS, CLOCK_MS, only, type Try } from './link.ts';

export const byAddress: Try = ({ facts }, instances, owners) => {
  const { booted } = facts;
  if (booted === null) return null;
  const near = owners.filter(
    ({ ip, at }) =>
      facts.ips.has(ip) && at !== null && at >= booted.at - CLOCK_MS && at <= booted.at + BOOT_MS,
  );
  const [first] = near;
  if (first === undefined) return null;
  if (near.some(({ uuid }) => uuid !== first.uuid))
    return { why: `its address ${first.ip} was of several instances when it booted` };
  const own = instances.filter(({ uuid }) => uuid === first.uuid);
  return only(own, `instance ${first.uuid}, which had its address ${first.ip}`, {
    by: 'address',
    confidence: 'likely',
    text: `by its address ${first.ip}, which the metadata log gives to the instance`,
    evidence: [first.evidence],
  });
};

/** Where `instance_name_template` makes names of hostnames. */
export const byHostname: Try = ({ facts }, instances) => {
  const own = instances.filter(({ name }) => name !== null && facts.hostnames.has(name));
  if (own.length === 0) return null;
  return only(own, 'its hostname', {
    by: 'hostname',
    confidence: 'likely',
    text: 'by its hostname',
    evidence: [facts.login, facts.cloudInit].filter((one) => one !== null).slice(0, 1),
  });
};

/** Where nothing else tells: a user's key may be in many guests. */
export const byKey: Try = ({ facts }, instances) => {
  if (facts.booted !== null || facts.entries.length === 0) return null;
  const holds = (instance: InjectedInstance) =>
    instance.injections.flatMap(({ key }) => {
      const entry = facts.entries.find(
        ({ print, isInjected }) => isInjected && key !== null && isSameKey(print, key.print),
      );
      return entry === undefined ? [] : [entry];
    });
  const own = instances.filter((one) => holds(one).length > 0);
  const [first] = own;
  if (first === undefined)
    return { why: 'nothing tells of which instance it is; put it beside a log of the same guest' };
  if (instances.length > own.length && own.length === 1 && instances.some(isKeyless))
    return { why: 'the logs do not show the keys of all instances, so it may be of another' };
  return only(own, 'its key', {
    by: 'key',
    confidence: 'likely',
    text: 'by the key that was injected into this instance alone',
    evidence: holds(first).map(({ evidence }) => evidence),
  });
};

const isKeyless = ({ injections }: InjectedInstance) => injections.every(({ key }) => key === null);

/** The last resort: only one instance was booted about then. */
export const byBootTime: Try = ({ facts }, instances) => {
  const { booted } = facts;
  if (booted === null) return null;
  const near = instances.filter(({ begun }) =>
    begun.some((at) => booted.at >= at - CLOCK_MS && booted.at <= at + BOOT_MS),
  );
  if (near.length === 0) return { why: 'no instance of the logs was booted when this guest was' };
  return only(near, 'its boot time', {
    by: 'boot-time',
    confidence: 'likely',
    text: 'only by when it booted',
    evidence: [booted.evidence],
  });
};
