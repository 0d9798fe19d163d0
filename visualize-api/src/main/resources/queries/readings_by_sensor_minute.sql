/* query
description: Average reading by sensor and minute, for one metric or sensor or for all; without times, the latest minutes.
parameters:
  - { name: from, type: timestamp, default: "1970-01-01T00:00:00Z", description: first minute }
  - { name: to, type: timestamp, default: "9999-12-31T00:00:00Z", description: "end, excluded" }
  - { name: sensor, type: string, default: null, description: one sensor; all where absent }
  - { name: metric, type: string, default: null, description: one metric; all where absent }
  - { name: latest, type: integer, default: 60, description: "how many minutes at most, the latest ones" }
chart: { kind: line, x: minute, y: average, series: sensor_id, title: Readings by sensor and minute }
*/
SELECT sensor_id, metric, minute, readings, average, minimum, maximum
FROM gold.readings_by_sensor_minute
WHERE minute IN (
    SELECT DISTINCT minute
    FROM gold.readings_by_sensor_minute
    WHERE minute >= $from AND minute < $to
    ORDER BY minute DESC
    LIMIT $latest
  )
  AND ($sensor IS NULL OR sensor_id = $sensor)
  AND ($metric IS NULL OR metric = $metric)
ORDER BY minute, sensor_id, metric
