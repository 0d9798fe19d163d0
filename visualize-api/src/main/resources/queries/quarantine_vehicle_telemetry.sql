/* query
description: Events of vehicle-telemetry that were quarantined, by reason and rule.
chart: { kind: bar, x: rule, y: events, series: reason, unit: events, title: Quarantined vehicle-telemetry by rule }
*/
SELECT reason, rule, count(*) AS events, max(received_at) AS latest
FROM quarantine."vehicle-telemetry"
GROUP BY reason, rule
ORDER BY events DESC, reason, rule
