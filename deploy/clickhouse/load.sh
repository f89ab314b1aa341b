#!/usr/bin/env bash
# Loads facts into ClickHouse: load.sh FACTS… The environment may say how the two are called:
# INJECT_TRACE='node inject-trace.mjs' CLICKHOUSE='clickhouse-client --port 9001' load.sh hosts/*.facts.gz
set -euo pipefail
for table in facts cycles items steps left_behind instances findings sources releases config savings; do
  ${INJECT_TRACE:-inject-trace} sql "FROM $table" --format ndjson "$@" |
    ${CLICKHOUSE:-clickhouse-client} --date_time_input_format best_effort \
      --query "INSERT INTO inject_trace.${table}_rows FORMAT JSONEachRow"
done
