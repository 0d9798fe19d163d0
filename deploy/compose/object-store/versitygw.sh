#!/bin/sh
# Makes the bucket, the user who owns it, since a user of versitygw may use only what is its own, and one whom the bucket's policy
# lets read. Run again, it changes nothing but the users' secrets.
# Environment: ENDPOINT, ROOT_ACCESS_KEY, ROOT_SECRET_KEY, BUCKET, ACCESS_KEY, SECRET, READER_ACCESS_KEY, READER_SECRET.
set -eu

# signed METHOD PATH [HEADER] <BODY: a signed request of the root user; prints the status, and keeps the answer in /tmp/answer.
signed() {
    cat >/tmp/body
    # By a file: a command line can be read by others.
    printf 'user = "%s:%s"\n' "$ROOT_ACCESS_KEY" "$ROOT_SECRET_KEY" >/tmp/root
    curl -sS -K /tmp/root --aws-sigv4 "aws:amz:us-east-1:s3" -X "$1" -H "X-Amz-Content-Sha256: $(sha256sum </tmp/body | cut -d' ' -f1)" \
        ${3:+-H "$3"} --data-binary @/tmp/body -o /tmp/answer -w '%{http_code}' "$ENDPOINT$2"
}
done_or_there() { # WHAT STATUS
    case $2 in
        2??) echo "$1 made" ;;
        409) echo "$1 is there" ;;
        *) echo "$1 could not be made, status $2: $(cat /tmp/answer)" >&2; exit 1 ;;
    esac
}

# user NAME SECRET
user() {
    made=$(printf '<Account><Access>%s</Access><Secret>%s</Secret><Role>user</Role></Account>' "$1" "$2" | signed PATCH /create-user)
    if [ "$made" = 409 ]; then
        changed=$(printf '<MutableProps><Secret>%s</Secret></MutableProps>' "$2" | signed PATCH "/update-user?access=$1")
        done_or_there "the secret of $1" "$changed"
    else
        done_or_there "the user $1" "$made"
    fi
}

user "$ACCESS_KEY" "$SECRET"
user "$READER_ACCESS_KEY" "$READER_SECRET"
done_or_there "bucket $BUCKET" "$(printf '' | signed PATCH "/$BUCKET/create" "x-vgw-owner: $ACCESS_KEY")"
# Where there is a policy, it is all that counts: the owner stands in it too.
done_or_there "the policy of $BUCKET" "$(signed PUT "/$BUCKET?policy=" <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": ["$ACCESS_KEY"],
      "Action": ["s3:*"],
      "Resource": ["arn:aws:s3:::$BUCKET", "arn:aws:s3:::$BUCKET/*"]
    },
    {
      "Effect": "Allow",
      "Principal": ["$READER_ACCESS_KEY"],
      "Action": ["s3:GetBucketLocation", "s3:ListBucket", "s3:GetObject"],
      "Resource": ["arn:aws:s3:::$BUCKET", "arn:aws:s3:::$BUCKET/*"]
    }
  ]
}
POLICY
)"
