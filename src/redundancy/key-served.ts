// What the metadata service's own logs say of the injected key. Fetched is not installed: the most they can
// show is that the key left Nova, or that it could not.

import type { Answer, Kind } from './verdict.ts';

const SETTLE =
  'That the guest installed it is settled by its console with the table of authorized keys (--console-log) or its /var/log/cloud-init.log (--cloud-init-log).';

export const fetchedKey: Kind = ({ served: { fetched } }) => {
  if (fetched === null) return null;
  const what =
    fetched.request.asked === 'key'
      ? 'The instance fetched its key from the metadata service'
      : 'The instance fetched meta_data.json, which holds its key if it has one';
  const why = `${what} after the injection; ${fetched.text}. Fetched is not installed. ${SETTLE}`;
  return likely('likely-redundant', why, fetched);
};

/** The service was down for this instance, and no answer came. */
export const failedService: Kind = ({ served: { failed } }) => {
  if (failed === null || failed.confidence !== 'certain') return null;
  const why = `The metadata service answered this instance with ${failed.request.status} and never otherwise, so the injected key is the only one; ${failed.text}. The service needs a look as well.`;
  return likely('needed', why, failed);
};

function likely(
  verdict: Answer['verdict'],
  why: string,
  {
    request,
    evidence,
  }: { readonly request: { readonly evidence: Answer['evidence'][number] } } & {
    readonly evidence: Answer['evidence'];
  },
): Answer {
  return { verdict, confidence: 'likely', why, evidence: [request.evidence, ...evidence] };
}
