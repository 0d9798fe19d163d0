/* query
description: Events of web-logs that were quarantined, by reason and rule.
chart: { kind: bar, x: rule, y: events, series: reason, unit: events, title: Quarantined web-logs by rule }
*/
SELECT reason, rule, count(*) AS events, max(received_at) AS latest
FROM quarantine."web-logs"
GROUP BY reason, rule
ORDER BY events DESC, reason, rule
