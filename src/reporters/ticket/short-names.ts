// In: a report. Out: the same with each source named by as much of the end of its path as no other has.

import type { Report, Source } from '../../model.ts';

export function withShortNames({ sources }: Report): Pick<Report, 'sources'> {
  const paths = [...new Set(sources.map(({ path }) => path))];
  const names = new Map<string, string>();
  const deepest = Math.max(1, ...paths.map((path) => path.split('/').length));
  for (let depth = 1; depth <= deepest && names.size < paths.length; depth += 1) {
    const open = paths.filter((path) => !names.has(path));
    const ends = open.map((path) => path.split('/').slice(-depth).join('/'));
    const uses = new Map<string, number>();
    for (const end of ends) uses.set(end, (uses.get(end) ?? 0) + 1);
    for (const [at, path] of open.entries()) {
      const end = ends[at] ?? path;
      if (end !== '' && uses.get(end) === 1) names.set(path, end);
    }
  }
  return {
    sources: sources.map(
      (source): Source => ({ ...source, path: names.get(source.path) ?? source.path }),
    ),
  };
}
