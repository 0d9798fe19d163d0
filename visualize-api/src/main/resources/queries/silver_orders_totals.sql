/* query
description: The check sum of silver orders. Lines and their exact value, to compare with the source that was replayed.
*/
SELECT count(*) AS lines,
       CAST(sum(quantity) AS BIGINT) AS quantity,
       sum(quantity * unit_price) AS revenue,
       count(DISTINCT invoice_no) AS invoices,
       count(DISTINCT country) AS countries
FROM silver.orders
