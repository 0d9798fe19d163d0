/* model
target: gold.readings_by_sensor_minute
description: Readings per sensor, metric and minute, with their average, least and greatest value.
keys: [sensor_id, metric, minute]
window: { column: minute, size: 1 minute }
watermark: 5 minutes
late: count
partition: [day(minute)]
*/
SELECT
  sensor_id,
  metric,
  date_trunc('MINUTE', measured_at) AS minute,
  COUNT(*) AS readings,
  -- Rounded: a sum of doubles depends on the order of its terms, and stream and batch add in different orders.
  ROUND(AVG(value), 6) AS average,
  MIN(value) AS minimum,
  MAX(value) AS maximum
FROM silver
GROUP BY sensor_id, metric, date_trunc('MINUTE', measured_at)
