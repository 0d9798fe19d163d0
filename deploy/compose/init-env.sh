#!/bin/sh
# Makes the file .env beside this script, with a random value for each secret; adds what is missing and changes nothing that is there.
set -eu
cd "$(dirname "$0")"
umask 077

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
keep() { # NAME VALUE: a line, unless there is one
    grep -q "^$1=" .env || printf '%s=%s\n' "$1" "$2" >>.env
}

[ -f .env ] || echo "# Secrets of this stack, made by init-env.sh. Keep it as long as its volumes: they know these values." >.env
chmod 600 .env
[ -z "$(tail -c 1 .env)" ] || echo >>.env
keep PLUMBLINE_OBJECT_STORE_ROOT_USER "root-$(random 6)"
keep PLUMBLINE_OBJECT_STORE_ROOT_PASSWORD "$(random 20)"
keep PLUMBLINE_S3_ACCESS_KEY "layers-$(random 6)"
keep PLUMBLINE_S3_SECRET "$(random 20)"
keep PLUMBLINE_S3_READER_ACCESS_KEY "reader-$(random 6)"
keep PLUMBLINE_S3_READER_SECRET "$(random 20)"
keep PLUMBLINE_POSTGRES_PASSWORD "$(random 20)"
keep PLUMBLINE_STORAGE_JDBC_PASSWORD "$(random 20)"
keep PLUMBLINE_SPARK_SECRET "$(random 32)"
# As the filter of Spark's REST server wants it: base64url.
keep PLUMBLINE_SPARK_REST_SECRET "$(random 24)"
keep PLUMBLINE_GRAFANA_PASSWORD "$(random 20)"
keep PLUMBLINE_AIRFLOW_DATABASE_PASSWORD "$(random 20)"
keep PLUMBLINE_AIRFLOW_PASSWORD "$(random 20)"
keep PLUMBLINE_AIRFLOW_API_SECRET "$(random 32)"
keep PLUMBLINE_AIRFLOW_JWT_SECRET "$(random 64)"
keep PLUMBLINE_AIRFLOW_FERNET_SECRET "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_')"
# No secret: days from here on are recomputed, also those on which the stack did not run.
keep PLUMBLINE_RECOMPUTE_SINCE "$(date -u +%Y-%m-%d)"
