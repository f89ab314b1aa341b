// The texts of the Debian package. In: package.json, and who made it when. Out: what the files say.

const REVISION = 1;

/** @typedef {{ readonly version: string, readonly description: string, readonly engines: { readonly node: string } }} Made */

/** @param {Made} made */
export const debianVersion = ({ version }) => `${version}-${REVISION}`;

/** @param {Made} made @param {string} maintainer @param {number} bytes installed */
export const control = (made, maintainer, bytes) => `Package: inject-trace
Version: ${debianVersion(made)}
Architecture: all
Maintainer: ${maintainer}
Installed-Size: ${Math.ceil(bytes / 1024)}
Depends: nodejs (>= ${made.engines.node.replace('>=', '')})
Section: admin
Priority: optional
Description: explain the disk image injections of OpenStack Nova from its logs
 Reads nova-compute logs and says, for each time a disk image was opened: what
 for, with which handler and why that one, what was injected and whether it
 arrived, what went wrong, what stayed behind on the host, and how to switch it
 off on exactly this release. Every claim cites its line.
`;

/** @param {Made} made @param {Date} date @param {string} maintainer */
export const changelog = (made, date, maintainer) =>
  `inject-trace (${debianVersion(made)}) unstable; urgency=medium

  * Package of inject-trace ${made.version}; changelog.gz tells what is new.

 -- ${maintainer}  ${date.toUTCString().replace('GMT', '+0000')}
`;

/** @param {string} licences of the libraries */
export const copyright = (
  licences,
) => `inject-trace is under the Apache License, Version 2.0, which is on
Debian systems in /usr/share/common-licenses/Apache-2.0. The command has
libraries in it, under the licences that follow.

${licences}`;
