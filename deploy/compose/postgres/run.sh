#!/bin/sh
# Carries out an SQL file beside this script as PostgreSQL's superuser, and says what to do where that user's password is another.
#   run.sh FILE          environment: PGHOST, PGUSER, PGPASSWORD, and what FILE reads
psql -X -q -v ON_ERROR_STOP=1 -f "/init/$1"
ended=$?
# psql's exit code where it got no connection; the server is healthy by now, so it is the password that it does not take.
if [ "$ended" = 2 ]; then
    echo "The volume of postgres was made with other secrets than deploy/compose/.env has now." >&2
    echo "Next: put the .env of that time back, or delete the stack's data: ./plumbline reset --compose --yes" >&2
fi
exit "$ended"
