-- What each setting that switches injection off would have saved
-- setting: by its name on 2014.1 and later; before, and on 2014.1 as well, libvirt_inject_key and the like
-- vanishes: injections that would not be there
-- shrinks: those that would be there for fewer items
-- unknown: those of which it cannot be told; the column why of savings says what would
-- seconds: what those that would not be there took
-- untimed: of those, the ones whose log does not tell it
SELECT
  setting,
  sum(CASE WHEN fate = 'vanishes' THEN 1 ELSE 0 END) AS vanishes,
  sum(CASE WHEN fate = 'shrinks' THEN 1 ELSE 0 END) AS shrinks,
  sum(CASE WHEN fate = 'unknown' THEN 1 ELSE 0 END) AS unknown,
  sum(CASE WHEN fate = 'vanishes' THEN duration_ms END) / 1000 AS seconds,
  sum(CASE WHEN fate = 'vanishes' AND duration_ms IS NULL THEN 1 ELSE 0 END) AS untimed
FROM (SELECT cycle, setting, fate FROM savings) AS s
INNER JOIN (
  SELECT id AS cycle, duration_ms FROM cycles WHERE purpose = 'injection'
) AS c USING (cycle)
GROUP BY setting
ORDER BY vanishes DESC, setting
