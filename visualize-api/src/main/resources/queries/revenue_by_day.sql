/* query
description: Revenue by day over all countries, between two days (both included).
parameters:
  - { name: from, type: date, default: 1970-01-01, description: first day }
  - { name: to, type: date, default: 9999-12-31, description: last day }
chart: { kind: line, x: day, y: revenue, unit: GBP, title: Revenue by day }
*/
SELECT day,
       sum(revenue) AS revenue,
       CAST(sum(quantity) AS BIGINT) AS quantity,
       CAST(sum(orders) AS BIGINT) AS orders
FROM gold.revenue_by_country_day
WHERE day BETWEEN $from AND $to
GROUP BY day
ORDER BY day
