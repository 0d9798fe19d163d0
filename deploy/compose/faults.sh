#!/usr/bin/env bash
# Breaks one part of a stack after the other while events are sent, and counts: starts a stack of its own, and removes it.
# What was acknowledged must be in silver and gold, once, and all must be well again at most a minute after the fault has ended.
#   deploy/compose/faults.sh [FAULT…]      a fault is kill:SERVICE, pause:SERVICE or full:object-store; without one, all of the core,
#     and with COMPOSE_PROFILES=scale those of workers and brokers
# With COMPOSE_PROFILES=metrics a full object store lasts until its alert fires, and the alert must go afterwards; with
# COMPOSE_PROFILES=orchestrate a part of Airflow (kill:airflow-scheduler) fails during a run, which must end well.
# Environment: PLUMBLINE_PORT_OFFSET (which stack, default 6000), HOLD (seconds that a fault lasts, default 8), LINES (sent with
# each fault, default 6000), LIMIT (seconds until all must be well, default 60; a busy machine needs more), COMPOSE_FILE and
# COMPOSE_PROFILES as for docker compose.
set -euo pipefail
cd "$(dirname "$0")"
plumbline=$(cd ../.. && pwd)/plumbline

offset=${PLUMBLINE_PORT_OFFSET:-6000}
hold=${HOLD:-8}
lines=${LINES:-6000}
most=${LIMIT:-60}
faults=("$@")
[ $# -gt 0 ] || faults=(kill:processing kill:object-store kill:kafka kill:postgres kill:storage
    pause:processing pause:object-store pause:kafka pause:postgres full:object-store)
case $#,${COMPOSE_PROFILES:-}, in
    0,*,scale,* | 0,scale,*) faults+=(kill:spark-worker-1 kill:spark-worker-2 pause:spark-worker-1 pause:spark-worker-2 kill:kafka-2) ;;
esac
export PLUMBLINE_PORT_OFFSET=$offset COMPOSE_PROJECT_NAME=plumbline-$offset COMPOSE_FILE=${COMPOSE_FILE:-compose.yaml}:compose.small-disk.yaml
ingest=http://127.0.0.1:$((8081 + offset)) visualize=http://127.0.0.1:$((8080 + offset)) prometheus=http://127.0.0.1:$((9090 + offset))
work=$(mktemp -d)
trap '"$plumbline" reset --compose --yes >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

fail() { echo "faults: $*" >&2; "$plumbline" status --compose >&2 || true; docker compose logs --tail 40 processing >&2 || true; exit 1; }
field() { python3 -c 'import json, sys; print(json.load(sys.stdin)'"$1"')' 2>/dev/null; }
silver() { curl -sf -m 10 "$visualize/v1/book/orders" | field '["silver"]' || echo -1; }

# One file of invoices for each fault, on a day of its own; replayed at the pace of its times it takes about ten seconds.
file() { # NUMBER
    awk -v n="$lines" -v day="$1" 'BEGIN {
        print "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
        for (i = 0; i < n; i++) printf "%d,P%d,PLATE,%d,2011-03-%02d 10:%02d:%02d,1.25,17850.0,France\n", day * 100000 + i, i % 97, 1 + i % 5, day, i * 600 / n / 60, i * 600 / n % 60 }' >"$work/fault-$1.csv"
}

# One event while the fault lasts; says what ingest answered.
probe() { # NUMBER
    curl -s -o "$work/answer" -w '%{http_code}' -m 20 -H 'Content-Type: application/json' -H 'ce-specversion: 1.0' \
        -H "ce-id: probe-$1" -H 'ce-source: urn:plumbline:faults' -H 'ce-type: line' "$ingest/v1/streams/orders/events" \
        -d '{"invoice_no":"probe-'"$1"'","stock_code":"P1","quantity":1,"unit_price":0,"invoice_date":"2011-04-01T10:00:00Z","country":"France"}' || true
}

# Whether the object store takes a megabyte.
takes_writes() {
    # shellcheck disable=SC2016
    docker compose exec -T object-store sh -c 'head -c 1000000 /dev/zero | MC_CONFIG_DIR=/tmp/mc \
        MC_HOST_store="http://$MINIO_ROOT_USER:$MINIO_ROOT_PASSWORD@127.0.0.1:9000" mc --quiet pipe "store/$1/faults"' sh "${PLUMBLINE_BUCKET:-plumbline}" >/dev/null 2>&1
}
watched() { [ -n "$(docker compose ps --quiet prometheus 2>/dev/null)" ]; }
fires() { # ALERT
    curl -sf -m 5 "$prometheus/api/v1/alerts" | python3 -c 'import json, sys
sys.exit(not any(a["state"] == "firing" and a["labels"]["alertname"] == sys.argv[1] for a in json.load(sys.stdin)["data"]["alerts"]))' "$1"
}
# A run of a DAG that recomputes a month; asked for again, it is the same run.
backfill() { # NUMBER [--follow]
    "$plumbline" orchestrate run backfill --run-id "fault-$1" --conf from=2011-03-01 --conf to=2011-04-01 \
        --conf models='["orders/revenue_by_country_day"]' --timeout 5m "${@:2}" >"$work/backfill.log" 2>&1
}

break_it() { # FAULT SERVICE
    case $1 in
        kill) docker compose kill "$2" ;;
        pause) docker compose pause "$2" ;;
        full) docker compose exec -T disk sh -c 'cat /dev/zero >/data/filler' || true ;;
        *) fail "no fault is called $1; there are kill, pause, full" ;;
    esac >/dev/null 2>&1
}
mend_it() { # FAULT SERVICE
    case $1 in
        kill) docker compose start "$2" ;;
        pause) docker compose unpause "$2" ;;
        full) docker compose exec -T disk rm /data/filler ;;
    esac >/dev/null 2>&1
}
all_well() { ! docker compose ps --format json | grep -qE '"Health":"(starting|unhealthy)"|"State":"(paused|restarting|dead)"'; }

SECONDS=0
"$plumbline" up --compose 2>"$work/up.log" || { tail -n 60 "$work/up.log" >&2; exit 1; }
echo "stack ready in $SECONDS s"
printf '%-22s %-28s %s\n' fault "an event while it lasts" "all well again after"

expected=0
number=0
for each in "${faults[@]}"; do
    fault=${each%%:*} service=${each#*:}
    number=$((number + 1))
    file $number
    before=$(silver)
    case $service in
        airflow-*) for _ in $(seq 60); do backfill $number && break || sleep 2; done ;;
    esac
    "$plumbline" replay "$work/fault-$number.csv" --stream orders --speed 60 --wait --timeout 6m >"$work/replay.log" 2>&1 &
    replay=$!
    for _ in $(seq 60); do [ "$(silver)" -le "$before" ] || break; sleep 0.5; done

    [ "$fault" != full ] || takes_writes || fail "$each: the object store takes no writes although there is room"
    break_it "$fault" "$service"
    began=$SECONDS
    sleep 1
    answer=$(probe $number)
    case $each:$answer in
        *:kafka*:*) ;; # nothing can be acknowledged without the broker
        *:202) ;;
        *) fail "$each: ingest answered $answer, though it does not need $service" ;;
    esac
    while [ $((SECONDS - began)) -lt "$hold" ]; do sleep 0.2; done
    note=
    if [ "$fault" = full ]; then
        ! takes_writes || fail "$each: the object store takes writes, so it is not full"
        if watched; then
            until fires ObjectStoreNearlyFull; do
                [ $((SECONDS - began)) -le 240 ] || fail "$each: Prometheus has no alert ObjectStoreNearlyFull after $((SECONDS - began)) s"
                sleep 1
            done
            note="; its alert fired after $((SECONDS - began)) s"
            ! takes_writes || fail "$each: the object store takes writes before there is room"
        fi
    fi

    mend_it "$fault" "$service"
    ended=$SECONDS
    wait $replay || { cat "$work/replay.log" >&2; fail "$each: the replay did not settle"; }
    # Whoever has no answer sends again; an event counts once.
    for _ in $(seq 30); do [ "$(probe $number)" != 202 ] || break; sleep 1; done
    expected=$((expected + lines + 1))
    until [ "$(silver)" = "$expected" ] && all_well; do
        [ $((SECONDS - ended)) -le $((most * 2)) ] || fail "$each: silver has $(silver) rows, expected $expected"
        sleep 0.5
    done
    took=$((SECONDS - ended))
    case $service in
        airflow-*)
            backfill $number --follow || { cat "$work/backfill.log" >&2; fail "$each: the run that was under way did not end well"; }
            note="; the run under way ended well after $((SECONDS - ended)) s"
            ;;
    esac
    if [ "$fault" = full ] && watched; then
        while fires ObjectStoreNearlyFull; do
            [ $((SECONDS - ended)) -le 240 ] || fail "$each: its alert still fires $((SECONDS - ended)) s after there is room"
            sleep 1
        done
        note="$note, and was gone $((SECONDS - ended)) s after there was room"
    fi
    printf '%-22s %-28s %s\n' "$each" "$(if [ "$answer" = 202 ]; then echo acknowledged; else echo "answered $answer, then sent again"; fi)" "$took s$note"
    [ "$took" -le "$most" ] || fail "$each: it took $took s, at most $most are allowed"
done

# All of it once more: what was counted does not count again.
"$plumbline" replay "$work"/fault-*.csv --stream orders --wait --timeout 3m >"$work/replay.log" 2>&1 || { cat "$work/replay.log" >&2; fail "the second replay did not settle"; }
[ "$(silver)" = "$expected" ] || fail "after sending all again silver has $(silver) rows, expected $expected"
"$plumbline" book >"$work/book" || { cat "$work/book" >&2; fail "the book does not close"; }
revenue=$(curl -sf "$visualize/v1/queries/revenue_by_country" | python3 -c 'import json, sys; print(sum(float(row["revenue"]) for row in json.load(sys.stdin)["rows"]))')
wanted=$(awk -v n="$lines" -v faults=$number 'BEGIN {for (i = 0; i < n; i++) sum += 1 + i % 5; printf "%.1f", faults * sum * 1.25}')
[ "$revenue" = "$wanted" ] || fail "revenue is $revenue, expected $wanted"
echo "silver holds $expected rows after $number faults and a second replay of all; the book closes; revenue is $revenue, to the penny"
