/* query
description: Revenue by country and day, between two days (both included), of one country or of all.
parameters:
  - { name: from, type: date, default: 1970-01-01, description: first day }
  - { name: to, type: date, default: 9999-12-31, description: last day }
  - { name: country, type: string, default: null, description: "one country; all where absent" }
chart: { kind: line, x: day, y: revenue, series: country, unit: GBP, title: Revenue by country and day }
*/
SELECT country, day, revenue, quantity, orders
FROM gold.revenue_by_country_day
WHERE day BETWEEN $from AND $to
  AND ($country IS NULL OR country = $country)
ORDER BY day, country
