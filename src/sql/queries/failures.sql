-- Failed injections, by error
-- error: as the log has it; NULL where it names none
-- outcome: failed-ignored (Nova went on without), failed-fatal (the build failed)
-- injections: images opened to inject into
-- hosts: on so many hosts that the logs name
-- images: into instances of so many images that the logs name
SELECT
  error,
  outcome,
  count(*) AS injections,
  coalesce(count(DISTINCT host), 0) AS hosts,
  coalesce(count(DISTINCT image_id), 0) AS images
FROM cycles
WHERE purpose = 'injection' AND outcome IN ('failed-ignored', 'failed-fatal')
GROUP BY error, outcome
ORDER BY injections DESC, error, outcome
