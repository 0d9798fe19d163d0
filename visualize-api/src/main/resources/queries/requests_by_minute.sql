/* query
description: Web requests by minute and class of status; without times, the latest minutes that hold requests.
parameters:
  - { name: from, type: timestamp, default: "1970-01-01T00:00:00Z", description: first minute }
  - { name: to, type: timestamp, default: "9999-12-31T00:00:00Z", description: "end, excluded" }
  - { name: latest, type: integer, default: 120, description: "how many minutes at most, the latest ones" }
chart:
  kind: stacked
  x: minute
  y: [status_2xx, status_3xx, status_4xx, status_5xx]
  unit: requests
  title: Requests by minute
*/
SELECT minute, requests, status_2xx, status_3xx, status_4xx, status_5xx, bytes, p95_duration_ms
FROM (
  SELECT minute, requests, status_2xx, status_3xx, status_4xx, status_5xx, bytes, p95_duration_ms
  FROM gold.requests_by_minute
  WHERE minute >= $from AND minute < $to
  ORDER BY minute DESC
  LIMIT $latest
)
ORDER BY minute
