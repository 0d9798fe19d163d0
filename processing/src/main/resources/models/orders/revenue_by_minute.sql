/* model
target: gold.revenue_by_minute
description: Revenue, pieces, invoices and lines per minute; a minute stands once the watermark has passed it.
keys: [minute]
window: { column: minute, size: 1 minute }
watermark: 10 minutes
late: list
partition: [day(minute)]
*/
SELECT
  date_trunc('MINUTE', invoice_date) AS minute,
  CAST(SUM(quantity * unit_price) AS DECIMAL(20, 4)) AS revenue,
  SUM(quantity) AS quantity,
  COUNT(DISTINCT invoice_no) AS orders,
  COUNT(*) AS lines
FROM silver
GROUP BY date_trunc('MINUTE', invoice_date)
