/* query
description: Visits and fees by city, of one clinic or of all.
parameters:
  - { name: clinic, type: string, default: null, description: one clinic; all where absent }
chart: { kind: bar, x: city, y: visits, unit: visits, title: Visits by city }
*/
SELECT clinic.city AS city, count(*) AS visits, sum(fee) AS fees,
       CAST(sum(array_length(diagnoses)) AS BIGINT) AS diagnoses
FROM silver."clinic-visits"
WHERE $clinic IS NULL OR clinic.name = $clinic
GROUP BY clinic.city
ORDER BY visits DESC, city
