/* model
target: gold.revenue_by_country_day
description: Revenue, pieces and invoices per country and day; cancellations count negative.
keys: [country, day]
window: { column: day, size: 1 day }
watermark: 1 day
late: count
partition: [month(day)]
*/
SELECT
  country,
  CAST(invoice_date AS DATE) AS day,
  CAST(SUM(quantity * unit_price) AS DECIMAL(20, 4)) AS revenue,
  SUM(quantity) AS quantity,
  COUNT(DISTINCT invoice_no) AS orders
FROM silver
GROUP BY country, CAST(invoice_date AS DATE)
