/* query
description: Events of orders that were quarantined, by reason and rule.
chart: { kind: bar, x: rule, y: events, series: reason, unit: events, title: Quarantined orders by rule }
*/
SELECT reason, rule, count(*) AS events, max(received_at) AS latest
FROM quarantine."orders"
GROUP BY reason, rule
ORDER BY events DESC, reason, rule
