// What the sizes of authorized_keys files, or such a file itself, say of the injected key. Cloud-init never
// empties root's file: it puts a forced command before a key that is its own too, and appends the others.

import type { GuestFacts, KeyEntry } from '../evidence/index.ts';
import { isSameKey, type KeyPrint } from '../key-print.ts';
import { forcedLength, isBeforeKeyLog } from './cloud-init-version.ts';
import { type Answer, fromGuest, type Kind } from './verdict.ts';

const NEUTRALISED =
  'cloud-init has the same key and wrote a forced command before the injected copy of it: root cannot log in with it, the default user can.';
const FOREIGN =
  'cloud-init put another key into the guest; the injected one stays in root’s file and gives a root shell, which no other source would.';

/** A captured file of root's: only there is an entry that Nova injected. */
export const keyEntries: Kind = fromGuest(({ entries, version, datasource }, { key }) => {
  const injected = injectedEntry(entries, key);
  if (injected === null) return null;
  const evidence = [injected.evidence];
  const own = entries.filter(
    (one) => one !== injected && one.evidence.source === injected.evidence.source,
  );
  if (injected.forced) {
    const why = `In root's authorized_keys a forced command stands before the key that Nova injected: ${NEUTRALISED}`;
    return { verdict: 'redundant', confidence: 'certain', why, evidence };
  }
  const again = own.find((one) => !one.forced && isSameKey(one.print, injected.print));
  if (again !== undefined) {
    const why =
      'The same key stands twice in root’s authorized_keys, both times as a root login: cloud-init did not recognise the injected copy and disabled neither.';
    evidence.push(again.evidence);
    return { verdict: 'conflicting', confidence: 'certain', why, evidence };
  }
  const other = own.find((one) => one.forced && !isSameKey(one.print, injected.print));
  if (other === undefined || version === null || datasource?.kind === 'none') return null;
  const why = `Root's authorized_keys holds the injected key as it was and another one with a forced command: ${FOREIGN}`;
  evidence.push(other.evidence);
  return { verdict: 'conflicting', confidence: 'certain', why, evidence };
});

/** Of files from before and after cloud-init ran the later one, which only a forced command tells. */
function injectedEntry(entries: readonly KeyEntry[], key: KeyPrint | null): KeyEntry | null {
  const own = entries.filter(
    ({ isInjected, print }) => isInjected && (key === null || isSameKey(print, key)),
  );
  const files = new Set(own.map(({ evidence }) => evidence.source));
  const forced = own.find((one) => one.forced);
  return forced ?? (files.size === 1 ? (own[0] ?? null) : null);
}

/** `"\n# The following ssh key was injected by Nova\n"` and the newline behind the key. */
const BLOCK = 47;

/** The sizes that cloud-init logs, in bytes. */
export const keySizes: Kind = fromGuest((guest) => {
  const { rootRead, rootWritten, userWritten, version } = guest;
  if (rootRead === null || rootWritten === null || userWritten === null || version === null)
    return null;
  if (isBeforeKeyLog(version.text) || rootRead.bytes === 0) return null;
  const grown = rootWritten.bytes - rootRead.bytes;
  const user = userWritten.bytes;
  const forced = forcedLength(userWritten.user, version.text) + 1;
  // The file was Nova's comment and a key as long as cloud-init's, and nothing else.
  const isOnlyBlock = rootRead.bytes === user - 1 + BLOCK;
  const sizes = `Root's authorized_keys went from ${rootRead.bytes} to ${rootWritten.bytes} bytes, the default user's has ${user}`;
  const evidence = [rootRead.evidence, rootWritten.evidence, userWritten.evidence];
  const answer = (verdict: Answer['verdict'], isSure: boolean, what: string): Answer => ({
    verdict,
    confidence: isSure ? 'certain' : 'likely',
    why: `${sizes}: ${what}`,
    evidence,
  });
  if (user <= 1) return grown === 0 ? withoutKeys(guest, answer) : null;
  if (grown === forced) return answer('redundant', isOnlyBlock, NEUTRALISED);
  if (grown === forced + user || grown === user)
    return answer('conflicting', grown !== user, FOREIGN);
  if (grown !== 0) return null;
  return isOnlyBlock
    ? answer(
        'redundant',
        true,
        'cloud-init found its own key there already and kept it; root may log in either way.',
      )
    : answer(
        'likely-redundant',
        false,
        'cloud-init added no key of its own, as when it finds it there.',
      );
});

/** Cloud-init had no key to write. */
function withoutKeys(
  { datasource }: GuestFacts,
  answer: (verdict: Answer['verdict'], isSure: boolean, what: string) => Answer,
): Answer | null {
  if (datasource?.kind === 'metadata-service' || datasource?.kind === 'config-drive')
    return answer('needed', false, 'cloud-init got no key, so the injected one is the only one.');
  return null;
}
