// What all tests run in: an empty home for settings, and no variable that sets an option.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** What the tests start inherits it. */
export function setup(): () => void {
  const home = mkdtempSync(`${tmpdir()}/inject-trace-`);
  process.env['XDG_CONFIG_HOME'] = home;
  for (const name of Object.keys(process.env))
    if (name.startsWith('INJECT_TRACE_')) delete process.env[name];
  return () => rmSync(home, { recursive: true, force: true });
}
