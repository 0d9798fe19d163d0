/* query
description: >
  Revenue by country over all days. Orders are summed over days, which counts each invoice once, since an invoice has one date.
chart: { kind: bar, x: country, y: revenue, unit: GBP, title: Revenue by country }
*/
SELECT country,
       sum(revenue) AS revenue,
       CAST(sum(quantity) AS BIGINT) AS quantity,
       CAST(sum(orders) AS BIGINT) AS orders
FROM gold.revenue_by_country_day
GROUP BY country
ORDER BY revenue DESC, country
