#!/bin/sh
# Carries out an SQL file beside this script as PostgreSQL's superuser, and says what to do where that user's password is another.
#   run.sh FILE          environment: PGHOST, PGUSER, PGPASSWORD, and what FILE reads
said=$(psql -X -q -v ON_ERROR_STOP=1 -f "/init/$1" 2>&1)
ended=$?
[ -z "$said" ] || echo "$said" >&2
case $said in
    *"password authentication failed"*)
        echo "The volume of postgres was made with other secrets than deploy/compose/.env has now." >&2
        echo "Next: put the .env of that time back, or delete the stack's data: ./plumbline reset --compose --yes" >&2
        ;;
esac
exit "$ended"
