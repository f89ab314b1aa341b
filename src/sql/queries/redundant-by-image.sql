-- Injections by image, by what proves that something else delivers the same
-- image: id of the image; NULL where the log does not name it
-- injections: images opened to inject into
-- redundant: of them, by the strongest verdict of their items
-- likely_redundant: of them
-- conflicting: of them
-- needed: of them
-- unknown: of them; the column redundancy_why of items says what would settle each
-- seconds_saved: what the redundant ones took, as far as the log tells
SELECT
  image_id AS image,
  count(*) AS injections,
  sum(CASE WHEN redundancy = 'redundant' THEN 1 ELSE 0 END) AS redundant,
  sum(CASE WHEN redundancy = 'likely-redundant' THEN 1 ELSE 0 END) AS likely_redundant,
  sum(CASE WHEN redundancy = 'conflicting' THEN 1 ELSE 0 END) AS conflicting,
  sum(CASE WHEN redundancy = 'needed' THEN 1 ELSE 0 END) AS needed,
  sum(CASE WHEN redundancy = 'unknown' THEN 1 ELSE 0 END) AS unknown,
  sum(CASE WHEN redundancy = 'redundant' THEN duration_ms END) / 1000 AS seconds_saved
FROM cycles
WHERE purpose = 'injection'
GROUP BY image_id
ORDER BY injections DESC, image
