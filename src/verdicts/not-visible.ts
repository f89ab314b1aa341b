// What the capture does not show of a cycle, and what to look for: said in so many words, because an
// absent line is no proof that nothing happened.

import type { CycleTrace } from '../cycles/trace.ts';
import type { Purpose } from '../model.ts';
import { announcementOf, howToSeeCommands } from '../releases/index.ts';
import type { Opened } from './attempts.ts';

/** @param version of the host's Nova, null when not known */
export function notVisible(
  cycle: CycleTrace,
  purpose: Purpose,
  opened: Opened | null,
  version: string | null,
): readonly string[] {
  const lines: string[] = [];
  const injects = purpose === 'injection' || purpose === 'config-drive';
  const wrote = cycle.steps.some((step) => step.step === 'write');
  const commands = cycle.steps.some((step) => step.command !== null);
  if (injects && opened !== null && !wrote) {
    lines.push(
      `writes not visible in this capture: Nova opens an image this way only to write into it; look for ${linesToLookFor(version)}`,
    );
  }
  if (injects && !commands && cycle.tries.length === 0) {
    lines.push(
      `commands not visible in this capture, so not how the image was opened: they are logged at DEBUG only; ${howToSeeCommands(version)}`,
    );
  }
  if (cycle.among.length > 0) {
    lines.push(
      'which lines are this image’s: several of the request are written at the same time, and the lines name none; all of them are done',
    );
  }
  if (cycle.doubt !== null) lines.push(doubtText(cycle.doubt));
  if (cycle.first === null) lines.push('times not visible in this capture: its lines have none');
  if (cycle.end === 'end-of-input' && !cycle.tornDown && !cycle.container) {
    lines.push('end not visible in this capture: it stops before the teardown');
  }
  if (cycle.end === 'let-go') {
    lines.push(
      'what came after: too many cycles were open at once, and this one was let go of; a larger --max-open-cycles follows it on',
    );
  }
  if (cycle.leftOut > 0) {
    lines.push(
      `${cycle.leftOut} of its steps and attempts: only the first and the latest are kept`,
    );
  }
  const begun = cycle.steps.some((step) => step.step === 'attach') || cycle.tries.length === 0;
  if (!begun && commands)
    lines.push('beginning not visible in this capture: it starts after the image was attached');
  return lines;
}

function doubtText(why: NonNullable<CycleTrace['doubt']>): string {
  return why === 'unread'
    ? 'whether it went well: a warning could not be read, perhaps for its language'
    : 'whether it went well: a failure was told that is this image’s or another one’s';
}

function linesToLookFor(version: string | null): string {
  const options =
    'and for the options img_handlers, use_cow_images and libvirt_inject_key in nova.conf';
  if (version === null) {
    return `the lines "Injecting … into image …" (INFO, 2012.1 to 2013.2) or "Inject data image=…" (DEBUG, from 2013.1) just before it, ${options} (2012.x; [libvirt] inject_key from 2014.1)`;
  }
  const announcement = announcementOf(version);
  return announcement === null
    ? 'the lines "Inject data image=…" (DEBUG) just before it, and for [libvirt] inject_key and inject_partition in nova.conf'
    : `the lines "${announcement.template.replace(/%\(\w+\)s/g, '…')}" (${announcement.level}) just before it, ${options}`;
}
