-- Hosts far from what most have, as inject-trace fleet tells them
-- host: of those with 10 injections or more
-- what: median-seconds, failed-share, leaked-share
-- value: here
-- median: of the hosts
-- compared: so many hosts, 5 or more
SELECT host, what, value, median, compared
FROM (
  SELECT
    what,
    any(least) AS limit_of,
    count() AS compared,
    groupArray(host) AS names,
    groupArray(value) AS values,
    arraySort(values)[intDiv(compared + 1, 2)] AS median,
    arraySort(arrayMap(v -> abs(v - median), values))[intDiv(compared + 1, 2)] AS deviation
  FROM (
    SELECT host, what, value, least
    FROM (
      SELECT
        assumeNotNull(host) AS host,
        arraySort(groupArray(duration_ms)) AS times,
        length(times) >= 10 ? times[intDiv(length(times) + 1, 2)] / 1000 : -1 AS seconds,
        countIf(outcome IN ('failed-ignored', 'failed-fatal')) / count() AS failed,
        countIf(left_behind > 0) / count() AS leaked
      FROM cycles
      WHERE purpose = 'injection' AND host IS NOT NULL
      GROUP BY host
      HAVING count() >= 10
    )
    ARRAY JOIN
      ['median-seconds', 'failed-share', 'leaked-share'] AS what,
      [seconds, failed, leaked] AS value,
      [1, 0.05, 0.05] AS least
    WHERE value >= 0
  )
  GROUP BY what
  HAVING compared >= 5
)
ARRAY JOIN names AS host, values AS value
WHERE value >= limit_of AND value > 2 * median AND value - median > 5 * deviation
ORDER BY what DESC, value DESC, host
