#!/bin/bash
# Makes or updates the tables of Airflow's database, and its user. Run again, it changes nothing but the password.
set -euo pipefail
airflow db migrate
python /stack/user.py
# Airflow keeps every log for ever.
find /opt/airflow/logs -type f -mtime +30 -delete
