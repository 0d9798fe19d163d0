/* model
target: gold.requests_by_minute
description: Requests by status class, bytes, and the 95th percentile of the duration where the log has one.
keys: [minute]
window: { column: minute, size: 1 minute }
watermark: 2 minutes
late: count
partition: [day(minute)]
*/
SELECT
  date_trunc('MINUTE', time) AS minute,
  COUNT(*) AS requests,
  COUNT_IF(status BETWEEN 200 AND 299) AS status_2xx,
  COUNT_IF(status BETWEEN 300 AND 399) AS status_3xx,
  COUNT_IF(status BETWEEN 400 AND 499) AS status_4xx,
  COUNT_IF(status BETWEEN 500 AND 599) AS status_5xx,
  COALESCE(SUM(bytes), 0) AS bytes,
  PERCENTILE(duration_ms, 0.95) AS p95_duration_ms
FROM silver
GROUP BY date_trunc('MINUTE', time)
