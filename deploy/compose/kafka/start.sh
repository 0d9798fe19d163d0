#!/bin/bash
# Starts a broker with the settings beside this script, by Kafka's own commands; the first time it formats the directory. The first
# broker begins a quorum of controllers, others join it.
# Environment: CLUSTER_ID, ADVERTISED_LISTENERS, NODE_ID (1 where it is not set); KAFKA_HOME and TMPDIR where they are not the image's.
set -eu
settings=${TMPDIR:-/tmp}/server.properties
node=${NODE_ID:-1}
{
    cat "$(dirname "$0")/server.properties"
    echo "node.id=$node"
    echo "advertised.listeners=$ADVERTISED_LISTENERS"
} >"$settings"
quorum=--standalone
if [ "$node" != 1 ]; then
    quorum=--no-initial-controllers
    echo controller.quorum.auto.join.enable=true >>"$settings"
fi
data=$(sed -n 's/^log.dirs=//p' "$settings")
kafka=${KAFKA_HOME:-/opt/kafka}/bin

[ -f "$data/meta.properties" ] || "$kafka/kafka-storage.sh" format --cluster-id "$CLUSTER_ID" --config "$settings" $quorum

# A directory of before brokers could join names no controller, as that stood in the settings: with these it would wait for one for ever.
# One that joins writes the same for a while, so only the first is asked.
if [ "$node" = 1 ] && grep -qs '"data_version":0' "$data/__cluster_metadata-0/quorum-state"; then
    echo "The broker's data in $data was made before brokers could join one another (a static quorum), and cannot be used with these settings. It is untouched. Next: start the release that made it and let it process what waits (./plumbline book), then start this one with empty volumes (./plumbline reset --compose)"
    exit 1
fi
(
    sleep 45
    (exec 3<>/dev/tcp/127.0.0.1/19092) 2>/dev/null || echo "This broker finds no quorum. Where it was one of three, it needs another of them: ./plumbline up --compose --profile scale"
) &
exec "$kafka/kafka-server-start.sh" "$settings"
