/* query
description: Revenue by minute; without times, the latest minutes that hold orders.
parameters:
  - { name: from, type: timestamp, default: "1970-01-01T00:00:00Z", description: first minute }
  - { name: to, type: timestamp, default: "9999-12-31T00:00:00Z", description: "end, excluded" }
  - { name: latest, type: integer, default: 120, description: "how many minutes at most, the latest ones" }
chart: { kind: line, x: minute, y: revenue, unit: GBP, title: Revenue by minute }
*/
SELECT minute, revenue, quantity, orders, lines
FROM (
  SELECT minute, revenue, quantity, orders, lines
  FROM gold.revenue_by_minute
  WHERE minute >= $from AND minute < $to
  ORDER BY minute DESC
  LIMIT $latest
)
ORDER BY minute
