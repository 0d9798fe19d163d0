#!/bin/sh
# Starts Spark's standalone master or one of its workers: start.sh master|worker. Both come from the image of processing, so the
# driver and its executors have the same jars.
# Environment: SPARK_SECRET, what the processes of the cluster know one another by; for the master SPARK_REST_SECRET, by which jobs
# that are submitted over HTTP are signed (HS256, base64url); for a worker WORKER_MEMORY, what it gives to executors.
set -eu
umask 077
settings=/tmp/spark.properties
cat >$settings <<SETTINGS
spark.authenticate true
spark.network.crypto.enabled true
spark.worker.timeout 15
spark.deploy.maxExecutorRetries -1
spark.worker.cleanup.enabled true
spark.worker.cleanup.appDataTtl 3600
spark.executor.logs.rolling.strategy size
spark.executor.logs.rolling.maxSize 4194304
spark.executor.logs.rolling.maxRetainedFiles 2
SETTINGS
# Not among the settings: the master refuses to take submissions over HTTP where it finds a secret there.
export _SPARK_AUTH_SECRET="$SPARK_SECRET"
unset SPARK_SECRET
spark() { exec java @/app/jvm.options -Xmx96m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "/app/lib/*" "$@" --properties-file $settings; }

case $1 in
    master)
        # One submitted job at a time, whoever submits: one that waits goes before executors, and could take the streams' core.
        cat >>$settings <<SETTINGS
spark.deploy.maxDrivers 1
spark.master.rest.enabled true
spark.master.rest.port 6066
spark.master.rest.filters org.apache.spark.ui.JWSFilter
spark.org.apache.spark.ui.JWSFilter.param.secretKey $SPARK_REST_SECRET
SETTINGS
        unset SPARK_REST_SECRET
        spark org.apache.spark.deploy.master.Master --host "$(hostname)" --port 7077 --webui-port 8080
        ;;
    worker)
        export SPARK_LOCAL_DIRS=/tmp/scratch
        spark org.apache.spark.deploy.worker.Worker --host "$(hostname)" --webui-port 8081 --work-dir /tmp/work \
            --cores 1 --memory "$WORKER_MEMORY" spark://spark-master:7077
        ;;
esac
