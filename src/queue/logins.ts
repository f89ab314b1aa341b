// URLs as they may be told: who has the login of a broker may take and leave facts there.

/** Of what is not wholly URLs nothing is kept that stands before an `@`. */
export function withoutLogin(urls: string): string {
  const all = urls.split(',');
  if (!all.every((one) => URL.canParse(one) && new URL(one).host !== ''))
    return urls.slice(urls.lastIndexOf('@') + 1);
  return all
    .map((one) => new URL(one))
    .map(({ protocol, host }) => `${protocol}//${host}`)
    .join();
}
