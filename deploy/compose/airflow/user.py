"""Airflow's user `admin`, with the password of the environment variable ADMIN_PASSWORD.

Airflow's own command takes a password on its command line, where every user of the machine can read it.
"""

import os

from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

NAME = "admin"

password = os.environ["ADMIN_PASSWORD"]
with get_application_builder() as builder:
    manager = builder.sm
    user = manager.find_user(username=NAME)
    if user:
        done = manager.reset_password(user.id, password)
    else:
        role = manager.find_role("Admin")
        done = manager.add_user(NAME, "Plumbline", "Admin", "admin@plumbline.invalid", role, password)
if not done:
    raise SystemExit(f"Airflow's user {NAME} could not be made or given its password")
print(f"user {NAME} is there")
