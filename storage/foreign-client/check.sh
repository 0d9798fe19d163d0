#!/bin/sh
# Checks the catalog with PyIceberg, a client that shares no code with the platform.
# Usage: check.sh CATALOG_URI [TABLE]     for example: check.sh http://127.0.0.1:8181 silver.orders
# PLUMBLINE_VENV names the folder of the Python environment; it is made on first use.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -lt 1 ]; then
    sed -n '2,4s/^# //p' "$0" >&2
    exit 2
fi
venv=${PLUMBLINE_VENV:-$here/target/venv}
if ! cmp -s "$here/requirements.txt" "$venv/requirements.txt"; then
    command -v python3 >/dev/null || { echo "check.sh needs python3 (3.10 or newer) on the path" >&2; exit 3; }
    echo "Making a Python environment in $venv" >&2
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
    cp "$here/requirements.txt" "$venv/requirements.txt"
fi
exec "$venv/bin/python" "$here/check.py" "$@"
