/* query
description: Events that arrived again with an identity that silver already held, by stream and day of arrival.
parameters:
  - { name: stream, type: string, default: null, description: one stream; all where absent }
chart: { kind: bar, x: day, y: duplicates, series: stream, unit: events, title: Duplicates by day of arrival }
*/
SELECT stream,
       CAST(received_at AS DATE) AS day,
       count(*) AS duplicates
FROM ops.duplicates
WHERE $stream IS NULL OR stream = $stream
GROUP BY stream, CAST(received_at AS DATE)
ORDER BY day, stream
