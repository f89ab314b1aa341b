-- The tables of `inject-trace sql` in ClickHouse, from 18.16 on. A row that is loaded again takes the place of the
-- one before, by the key of its table; the views show each once. Times are to the second, as DateTime is.

CREATE DATABASE IF NOT EXISTS inject_trace;

CREATE TABLE IF NOT EXISTS inject_trace.cycles_rows (
    id String,
    host Nullable(String),
    purpose Nullable(String),
    instance_uuid Nullable(String),
    instance_name Nullable(String),
    request_id Nullable(String),
    image_id Nullable(String),
    image_path Nullable(String),
    image_format Nullable(String),
    image_cow Nullable(UInt8),
    handler Nullable(String),
    mechanism Nullable(String),
    reason Nullable(String),
    reason_rule Nullable(String),
    reason_confidence Nullable(String),
    device Nullable(String),
    mapped_device Nullable(String),
    partition Nullable(String),
    mount_dir Nullable(String),
    outcome Nullable(String),
    outcome_confidence Nullable(String),
    error Nullable(String),
    left_behind Nullable(Int64),
    redundancy Nullable(String),
    started_at Nullable(DateTime('UTC')),
    ended_at Nullable(DateTime('UTC')),
    started_utc Nullable(DateTime('UTC')),
    day Nullable(String),
    duration_ms Nullable(Int64),
    cut_by_window Nullable(UInt8),
    codename Nullable(String),
    series Nullable(String),
    version Nullable(String),
    source_id Nullable(Int64),
    source Nullable(String),
    line Nullable(Int64)
) ENGINE = ReplacingMergeTree() ORDER BY (id);
CREATE VIEW IF NOT EXISTS inject_trace.cycles AS SELECT * FROM inject_trace.cycles_rows FINAL;

CREATE TABLE IF NOT EXISTS inject_trace.items_rows (
    cycle String,
    item String,
    outcome Nullable(String),
    error Nullable(String),
    paths Array(String),
    redundancy Nullable(String),
    redundancy_confidence Nullable(String),
    redundancy_why Nullable(String)
) ENGINE = ReplacingMergeTree() ORDER BY (cycle, item);
CREATE VIEW IF NOT EXISTS inject_trace.items AS SELECT * FROM inject_trace.items_rows FINAL;

CREATE TABLE IF NOT EXISTS inject_trace.steps_rows (
    cycle String,
    number Int64,
    step Nullable(String),
    started_at Nullable(DateTime('UTC')),
    ended_at Nullable(DateTime('UTC')),
    duration_ms Nullable(Int64),
    exit_code Nullable(Int64),
    command Nullable(String),
    note Nullable(String),
    source_id Nullable(Int64),
    source Nullable(String),
    line Nullable(Int64)
) ENGINE = ReplacingMergeTree() ORDER BY (cycle, number);
CREATE VIEW IF NOT EXISTS inject_trace.steps AS SELECT * FROM inject_trace.steps_rows FINAL;

CREATE TABLE IF NOT EXISTS inject_trace.left_behind_rows (
    cycle String,
    kind String,
    name String,
    proof Nullable(String)
) ENGINE = ReplacingMergeTree() ORDER BY (cycle, kind, name);
CREATE VIEW IF NOT EXISTS inject_trace.left_behind AS SELECT * FROM inject_trace.left_behind_rows FINAL;

CREATE TABLE IF NOT EXISTS inject_trace.instances_rows (
    host Nullable(String),
    uuid Nullable(String),
    name Nullable(String),
    boot_outcome Nullable(String),
    boot_started_at Nullable(DateTime('UTC')),
    boot_ended_at Nullable(DateTime('UTC')),
    boot_ms Nullable(Int64),
    injection_ms Nullable(Int64),
    config_drive Nullable(UInt8),
    request_ids Array(String),
    cycles Array(String)
) ENGINE = ReplacingMergeTree() ORDER BY (ifNull(host, ''), ifNull(uuid, ''), ifNull(name, ''));
CREATE VIEW IF NOT EXISTS inject_trace.instances AS SELECT * FROM inject_trace.instances_rows FINAL;

CREATE TABLE IF NOT EXISTS inject_trace.findings_rows (
    id String,
    severity Nullable(String),
    host Nullable(String),
    title Nullable(String),
    detail Nullable(String),
    remedy Nullable(String),
    cycles Array(String),
    instances Array(String),
    source_id Nullable(Int64),
    source Nullable(String),
    line Nullable(Int64)
) ENGINE = ReplacingMergeTree() ORDER BY (id, ifNull(host, ''), ifNull(source, ''), ifNull(line, 0), arrayStringConcat(cycles, ' '));
CREATE VIEW IF NOT EXISTS inject_trace.findings AS SELECT * FROM inject_trace.findings_rows FINAL;

CREATE TABLE IF NOT EXISTS inject_trace.sources_rows (
    id Nullable(Int64),
    path String,
    host Nullable(String),
    format Nullable(String),
    bytes Nullable(Int64),
    lines Nullable(Int64),
    recognised_lines Nullable(Int64),
    first_at Nullable(DateTime('UTC')),
    last_at Nullable(DateTime('UTC')),
    commands Nullable(String),
    announcements Nullable(String),
    why Nullable(String),
    has_debug Nullable(UInt8),
    evidence Nullable(String),
    gaps Array(String)
) ENGINE = ReplacingMergeTree() ORDER BY (path, ifNull(host, ''));
CREATE VIEW IF NOT EXISTS inject_trace.sources AS SELECT * FROM inject_trace.sources_rows FINAL;

CREATE TABLE IF NOT EXISTS inject_trace.releases_rows (
    host Nullable(String),
    codename Nullable(String),
    series Nullable(String),
    version Nullable(String),
    confidence Nullable(String),
    source_id Nullable(Int64),
    source Nullable(String),
    line Nullable(Int64)
) ENGINE = ReplacingMergeTree() ORDER BY (ifNull(host, ''), ifNull(series, ''), ifNull(version, ''), ifNull(source, ''), ifNull(line, 0));
CREATE VIEW IF NOT EXISTS inject_trace.releases AS SELECT * FROM inject_trace.releases_rows FINAL;

CREATE TABLE IF NOT EXISTS inject_trace.config_rows (
    host Nullable(String),
    section String,
    name String,
    value Nullable(String),
    origin Nullable(String),
    since Nullable(DateTime('UTC')),
    source_id Nullable(Int64),
    source Nullable(String),
    line Nullable(Int64)
) ENGINE = ReplacingMergeTree() ORDER BY (ifNull(host, ''), section, name, ifNull(source, ''), ifNull(line, 0));
CREATE VIEW IF NOT EXISTS inject_trace.config AS SELECT * FROM inject_trace.config_rows FINAL;

CREATE TABLE IF NOT EXISTS inject_trace.savings_rows (
    cycle String,
    setting String,
    fate Nullable(String),
    why Nullable(String)
) ENGINE = ReplacingMergeTree() ORDER BY (cycle, setting);
CREATE VIEW IF NOT EXISTS inject_trace.savings AS SELECT * FROM inject_trace.savings_rows FINAL;

CREATE TABLE IF NOT EXISTS inject_trace.facts_rows (
    schema Nullable(String),
    host String,
    id String,
    kind Nullable(String),
    logged_at Nullable(DateTime('UTC')),
    logged_utc Nullable(DateTime('UTC')),
    level Nullable(String),
    request Nullable(String),
    instance Nullable(String),
    event Nullable(String),
    fact Nullable(String)
) ENGINE = ReplacingMergeTree() ORDER BY (host, id);
CREATE VIEW IF NOT EXISTS inject_trace.facts AS SELECT * FROM inject_trace.facts_rows FINAL;
