/* model
target: gold.cancellations_by_day
description: What came back per day. Lines with a negative quantity, and their value.
keys: [day]
window: { column: day, size: 1 day }
watermark: 1 day
late: count
partition: [month(day)]
*/
SELECT
  CAST(invoice_date AS DATE) AS day,
  COUNT_IF(quantity < 0) AS cancelled_lines,
  CAST(SUM(CASE WHEN quantity < 0 THEN -quantity * unit_price ELSE 0 END) AS DECIMAL(20, 4)) AS cancelled_value,
  COUNT(*) AS lines
FROM silver
GROUP BY CAST(invoice_date AS DATE)
