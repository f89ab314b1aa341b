-- Outcomes of the injections, by release
-- codename: NULL where the log does not tell the release
-- series: its first tag
-- outcome: completed, failed-ignored, failed-fatal, leaked, incomplete, unknown
-- injections: images opened to inject into, with this outcome
-- hosts: on so many hosts that the logs name
SELECT
  codename,
  series,
  outcome,
  count(*) AS injections,
  coalesce(count(DISTINCT host), 0) AS hosts
FROM cycles
WHERE purpose = 'injection'
GROUP BY codename, series, outcome
ORDER BY series, codename, injections DESC, outcome
