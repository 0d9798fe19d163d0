#!/bin/sh
# Makes the bucket and the user who owns it; a user of versitygw may use only what is its own. Run again, it changes nothing but the
# user's secret. Environment: ENDPOINT, ROOT_ACCESS_KEY, ROOT_SECRET_KEY, BUCKET, ACCESS_KEY, SECRET.
set -eu

# admin PATH [HEADER] <BODY: a signed request to the server's admin API; prints the status, and keeps the answer in /tmp/answer.
admin() {
    cat >/tmp/body
    # By a file: a command line can be read by others.
    printf 'user = "%s:%s"\n' "$ROOT_ACCESS_KEY" "$ROOT_SECRET_KEY" >/tmp/root
    curl -sS -K /tmp/root --aws-sigv4 "aws:amz:us-east-1:s3" -X PATCH -H "X-Amz-Content-Sha256: $(sha256sum </tmp/body | cut -d' ' -f1)" \
        ${2:+-H "$2"} --data-binary @/tmp/body -o /tmp/answer -w '%{http_code}' "$ENDPOINT$1"
}
done_or_there() { # WHAT STATUS
    case $2 in
        2??) echo "$1 made" ;;
        409) echo "$1 is there" ;;
        *) echo "$1 could not be made, status $2: $(cat /tmp/answer)" >&2; exit 1 ;;
    esac
}

account() { printf '<Account><Access>%s</Access><Secret>%s</Secret><Role>user</Role></Account>' "$ACCESS_KEY" "$SECRET"; }
secret() { printf '<MutableProps><Secret>%s</Secret></MutableProps>' "$SECRET"; }
made=$(account | admin /create-user)
if [ "$made" = 409 ]; then
    done_or_there "the user's secret" "$(secret | admin "/update-user?access=$ACCESS_KEY")"
else
    done_or_there "the user" "$made"
fi
done_or_there "bucket $BUCKET" "$(printf '' | admin "/$BUCKET/create" "x-vgw-owner: $ACCESS_KEY")"
