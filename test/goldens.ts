// What the tests that compare with the goldens share.

/** An HTML report without its script and style, which are sources themselves. */
export const withoutPage = (html: string) =>
  html
    .replace(/<style>[\s\S]*?<\/style>/, '<style>...</style>')
    .replace(/<script>[\s\S]*?<\/script>/, '<script>...</script>')
    .replaceAll(/'sha256-[^']+'/g, "'sha256-...'")
    .replaceAll('},{', '},\n{');
