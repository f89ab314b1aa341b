-- Hosts whose logs hold nothing of DEBUG and show no commands, so that little can be said of them
-- host: NULL where the log does not tell it
-- logs: its logs
-- announced: whether a log says what is injected: visible, hidden, not-printed-by-release, unknown
-- since: time of its first record
-- until: time of its last record
SELECT
  host,
  count(*) AS logs,
  max(announcements) AS announced,
  min(first_at) AS since,
  max(last_at) AS until
FROM sources
WHERE evidence IS NULL
GROUP BY host
HAVING sum(CASE WHEN commands = 'visible' OR has_debug THEN 1 ELSE 0 END) = 0
ORDER BY host
