#!/bin/sh
# Starts the broker with the settings beside this script, by Kafka's own commands; the first time it formats the directory.
# Environment: CLUSTER_ID, ADVERTISED_LISTENERS.
set -eu
settings=$(dirname "$0")/server.properties
data=$(sed -n 's/^log.dirs=//p' "$settings")
kafka=/opt/kafka/bin

[ -f "$data/meta.properties" ] || "$kafka/kafka-storage.sh" format --cluster-id "$CLUSTER_ID" --config "$settings"
exec "$kafka/kafka-server-start.sh" "$settings" --override "advertised.listeners=$ADVERTISED_LISTENERS"
