-- What stayed attached, mapped or mounted, by host
-- host: NULL where the log does not tell it
-- leaking: cycles that left something
-- devices: devices left attached
-- mappings: partition mappings left
-- mounts: mounts left
-- observed: of these, those a line proves; the others are likely
SELECT
  host,
  count(DISTINCT cycle) AS leaking,
  sum(CASE WHEN kind = 'device' THEN 1 ELSE 0 END) AS devices,
  sum(CASE WHEN kind = 'mapping' THEN 1 ELSE 0 END) AS mappings,
  sum(CASE WHEN kind = 'mount' THEN 1 ELSE 0 END) AS mounts,
  sum(CASE WHEN proof = 'observed' THEN 1 ELSE 0 END) AS observed
FROM (SELECT cycle, kind, proof FROM left_behind) AS l
INNER JOIN (SELECT id AS cycle, host FROM cycles) AS c USING (cycle)
GROUP BY host
ORDER BY leaking DESC, host
