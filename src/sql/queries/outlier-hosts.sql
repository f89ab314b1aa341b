-- Hosts far from what most have, as inject-trace fleet tells them
-- host: of those with 10 injections or more
-- what: median-seconds, failed-share, leaked-share
-- value: here
-- median: of the hosts
-- compared: so many hosts, 5 or more
WITH hosts AS (
  SELECT
    host,
    count(*) AS injections,
    CASE WHEN count(duration_ms) >= 10 THEN quantile_disc(duration_ms, 0.5) / 1000 END AS seconds,
    count(CASE WHEN outcome IN ('failed-ignored', 'failed-fatal') THEN 1 END) AS failed,
    count(CASE WHEN left_behind > 0 THEN 1 END) AS leaked
  FROM cycles
  WHERE purpose = 'injection' AND host IS NOT NULL
  GROUP BY host
  HAVING count(*) >= 10
),
measured AS (
  SELECT host, 'median-seconds' AS what, seconds AS value, 1.0 AS least
  FROM hosts WHERE seconds IS NOT NULL
  UNION ALL
  SELECT host, 'failed-share', failed / injections, 0.05 FROM hosts
  UNION ALL
  SELECT host, 'leaked-share', leaked / injections, 0.05 FROM hosts
),
medians AS (
  SELECT what, quantile_disc(value, 0.5) AS median, count(*) AS compared
  FROM measured GROUP BY what HAVING count(*) >= 5
),
deviations AS (
  SELECT what, quantile_disc(abs(value - median), 0.5) AS deviation
  FROM measured JOIN medians USING (what) GROUP BY what
)
SELECT host, what, value, median, compared
FROM measured JOIN medians USING (what) JOIN deviations USING (what)
WHERE value >= least AND value > 2 * median AND value - median > 5 * deviation
ORDER BY what DESC, value DESC, host
