#!/bin/bash
# Health check: what the api-server says of one part of Airflow. Usage: health.sh metadatabase|scheduler|dag_processor
# The parts tell it by the database, and without it no task can run: it is what all of them need.
set -euo pipefail
curl -fsS --max-time 4 http://airflow-api-server:8080/api/v2/monitor/health | grep -qF "\"$1\":{\"status\":\"healthy\""
