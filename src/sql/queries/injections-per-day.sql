-- Injections by day
-- day: on the clock of the logs; NULL where a log has no times
-- injections: images opened to inject into
-- failed: of them, those that failed
-- leaked: those that left something behind, for certain or likely
-- seconds: what they took, as far as the logs tell
-- hosts: on so many hosts that the logs name
SELECT
  day,
  count(*) AS injections,
  sum(CASE WHEN outcome IN ('failed-ignored', 'failed-fatal') THEN 1 ELSE 0 END) AS failed,
  sum(CASE WHEN left_behind > 0 THEN 1 ELSE 0 END) AS leaked,
  sum(duration_ms) / 1000 AS seconds,
  coalesce(count(DISTINCT host), 0) AS hosts
FROM cycles
WHERE purpose = 'injection'
GROUP BY day
ORDER BY day
