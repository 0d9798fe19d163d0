#!/usr/bin/env bash
# Runs the commands of pages (blocks that begin with ```sh tour) in order, each page on a data directory of its own.
# Usage: docs/check/tour.sh PAGE...     for example: docs/check/tour.sh docs/tutorial/first-event.md
# PLUMBLINE_PORT_OFFSET moves the ports, as everywhere; PLUMBLINE_TOUR_SECONDS (600) is how long a page may take.
set -euo pipefail
[ $# -gt 0 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
cd "$(dirname "$0")/../.."

directory=$(mktemp -d)
cleanup() {
    ./plumbline down >/dev/null 2>&1 || true
    rm -rf "$directory"
}
trap cleanup EXIT

for page in "$@"; do
    commands=$(awk '/^```sh tour$/ {block = 1; next} /^```/ {block = 0} block' "$page")
    [ -n "$commands" ] || { echo "$page has no block that begins with \`\`\`sh tour" >&2; exit 2; }
    echo "== $page"
    export PLUMBLINE_DATA_DIR=$directory/$(basename "$page" .md)
    timeout "${PLUMBLINE_TOUR_SECONDS:-600}" bash -euxc "$commands"
done
