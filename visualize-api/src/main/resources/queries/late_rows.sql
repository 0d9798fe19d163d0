/* query
description: Rows that came after their window was final, by model and window, with how late the latest of them was.
parameters:
  - { name: model, type: string, default: null, description: one model; all where absent }
chart: { kind: bar, x: window_start, y: rows, series: model, unit: rows, title: Late rows by window }
*/
SELECT stream, model, window_start,
       count(*) AS rows,
       count(*) FILTER (WHERE counted_in_batch) AS counted_in_batch,
       max(late_by_seconds) AS latest_by_seconds
FROM ops.late_rows
WHERE $model IS NULL OR model = $model
GROUP BY stream, model, window_start
ORDER BY window_start DESC, model
LIMIT 1000
