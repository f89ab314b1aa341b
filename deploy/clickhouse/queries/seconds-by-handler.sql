-- What injecting took, by the handler that opened the image
-- handler: NULL where none did, or it is not visible
-- injections: images opened to inject into
-- timed: of them, those whose log tells how long they took
-- seconds: of these in all
-- median_seconds: of these, of the nearest rank
-- longest_seconds: of these
SELECT
  handler,
  count(*) AS injections,
  count(duration_ms) AS timed,
  sum(duration_ms) / 1000 AS seconds,
  CASE WHEN count(duration_ms) > 0
    THEN arraySort(groupArray(duration_ms))[intDiv(count(duration_ms) + 1, 2)] / 1000 END AS median_seconds,
  max(duration_ms) / 1000 AS longest_seconds
FROM cycles
WHERE purpose = 'injection'
GROUP BY handler
ORDER BY seconds DESC, handler
