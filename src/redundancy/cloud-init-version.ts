// What depends on cloud-init's version. In: the version a guest prints. Out: how it writes keys.

/** Its numbers, `0.7.5` and `22.4.2` alike; a missing one is 0. */
function numbersOf(version: string): readonly number[] {
  return (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
}

export function isSince(version: string, since: string): boolean {
  const [own, other] = [numbersOf(version), numbersOf(since)];
  for (let at = 0; at < other.length; at += 1) {
    const [a, b] = [own[at] ?? 0, other[at] ?? 0];
    if (a !== b) return a > b;
  }
  return true;
}

/** 0.6 logs nothing of keys, and does not understand a key whose comment has several words. */
export const isBeforeKeyLog = (version: string) => !isSince(version, '0.7');

/** `allow_public_ssh_keys`, which refuses keys of the metadata service. */
export const canRefuse = (version: string) => isSince(version, '19.3');

const PRINTED_BEFORE = ['ssh-rsa', 'ssh-dss'];

/** The table leaves other types out up to 20.2. */
export const isPrinted = (type: string, version: string | null) =>
  PRINTED_BEFORE.includes(type) || (version !== null && isSince(version, '20.3'));

/** Length of the options that keep a key from giving root a shell, for a default user. */
export const forcedLength = (user: string, version: string) =>
  (isSince(version, '20.3') ? 157 : 148) + user.length;
