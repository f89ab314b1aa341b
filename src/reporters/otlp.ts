// In: a report. Out: traces of the boots as OTLP in JSON, an ExportTraceServiceRequest on one line, as Jaeger,
// Tempo and any OpenTelemetry collector take it. A resource is the nova-compute of a host.

import { hasOffset } from '../clock.ts';
import { groupBy } from '../group.ts';
import type { Report } from '../model.ts';
import { jsonLine } from './json-line.ts';
import { type Placed, spansOf } from './otlp-spans.ts';
import { attributes } from './otlp-values.ts';

export function* otlp(report: Report): Iterable<string> {
  const { name, version } = report.tool;
  const scope = { name, version };
  yield '{"resourceSpans":[';
  let between = '';
  for (const spans of groupBy(spansOf(report), resourceKey).values()) {
    yield `${between}{"resource":${jsonLine(resourceOf(spans[0]))},"scopeSpans":[{"scope":${jsonLine(scope)},"spans":[`;
    for (const [at, { span }] of spans.entries()) yield (at === 0 ? '' : ',') + jsonLine(span);
    yield ']}]}';
    between = ',';
  }
  yield ']}\n';
}

const resourceKey = ({ host, start }: Placed) => JSON.stringify([host, hasOffset(start)]);

function resourceOf({ host, start }: Placed) {
  return {
    attributes: attributes({
      'service.name': 'nova-compute',
      'host.name': host,
      'inject_trace.assumed_time_zone': hasOffset(start) ? null : 'UTC',
    }),
  };
}
