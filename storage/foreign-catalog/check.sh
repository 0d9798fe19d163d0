#!/bin/sh
# Runs the layers on a catalog of another make (catalog.py), in a folder and at ports of their own: events in, the book closed, questions
# answered, batch, reconciliation and maintenance, and all of it still there after a restart.
# Usage: check.sh [PORT_OFFSET]          9400 where it is not said
# Needs python3 (3.10 or newer); PLUMBLINE_VENV names the folder of the Python environment, which foreign-client shares.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
plumbline=$here/../../plumbline
offset=${1:-9400}
venv=${PLUMBLINE_VENV:-$here/../foreign-client/target/venv}
requirements=$here/../foreign-client/requirements.txt
if ! cmp -s "$requirements" "$venv/requirements.txt"; then
    command -v python3 >/dev/null || { echo "check.sh needs python3 (3.10 or newer) on the path" >&2; exit 3; }
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$venv/requirements.txt"
fi

folder=$(mktemp -d)
mkdir "$folder/warehouse" "$folder/catalog"
port=$((8000 + offset))
"$venv/bin/python" "$here/catalog.py" "$folder/catalog" "file://$folder/warehouse" $port >"$folder/requests" 2>"$folder/problems" &
catalog=$!
export PLUMBLINE_DATA_DIR="$folder/platform" PLUMBLINE_PORT_OFFSET="$offset"
export PLUMBLINE_CATALOG_URI="http://127.0.0.1:$port" PLUMBLINE_WAREHOUSE="file:$folder/warehouse"
cleanup() {
    "$plumbline" down >/dev/null 2>&1 || true
    kill $catalog 2>/dev/null || true
    cat "$folder/problems" >&2
    rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

send() { "$plumbline" simulate orders --count 1000 --rate 0 --seed 7 --start 2026-11-01T12:00:00Z --duplicates 0.05 --late 0.02 --bad 0.02 --wait; }
# book and reconcile end with a code of their own where something is missing or differs.
"$plumbline" up --detach
send
"$plumbline" book orders
"$plumbline" query revenue_by_country >"$folder/before"
"$plumbline" batch run revenue_by_minute
"$plumbline" reconcile revenue_by_minute
"$plumbline" maintain --stream orders
"$plumbline" down

"$plumbline" up --detach
send
"$plumbline" book orders
"$plumbline" reconcile revenue_by_minute
"$plumbline" query revenue_by_country >"$folder/after"
diff "$folder/before" "$folder/after"

commits=$(grep -c '^POST .*/tables/.* 200$' "$folder/requests") || { echo "the layers never committed to $PLUMBLINE_CATALOG_URI" >&2; exit 1; }
[ ! -s "$folder/problems" ] || { echo "the catalog met what it does not know:" >&2; exit 1; }
echo "The layers work with a catalog of another make: $commits of their commits went to it."
