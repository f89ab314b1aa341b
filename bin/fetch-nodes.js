// Before the tests: fetches the builds of Node.js that the tool is tried with, as far as they are not there yet.

import { fetchNode, TRIED } from './nodes.js';

try {
  for (const version of TRIED) fetchNode(version);
} catch (error) {
  process.stderr.write(`not every Node.js is there to try the tool with: ${error.message}\n`);
  process.exitCode = 1;
}
