/* query
description: Cancelled lines by day with their share of all lines, between two days (both included).
parameters:
  - { name: from, type: date, default: 1970-01-01, description: first day }
  - { name: to, type: date, default: 9999-12-31, description: last day }
chart: { kind: line, x: day, y: cancelled_value, unit: GBP, title: Value of cancelled lines by day }
*/
SELECT day, cancelled_lines, cancelled_value, round(100.0 * cancelled_lines / lines, 2) AS cancelled_percent
FROM gold.cancellations_by_day
WHERE day BETWEEN $from AND $to
ORDER BY day
