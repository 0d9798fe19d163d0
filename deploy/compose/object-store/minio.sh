#!/bin/sh
# Makes the bucket, a user who may use it and nothing else, and one who may read it. Run again, it changes nothing but the users'
# secrets. Environment: MC_HOST_store (address with root's key), BUCKET, ACCESS_KEY, SECRET, READER_ACCESS_KEY, READER_SECRET.
set -eu

# user NAME SECRET POLICY ACTION...: a user who may look into the bucket, and do this to its objects.
user() {
    name=$1 secret=$2 policy=$3
    shift 3
    actions=$(printf ', "s3:%s"' "$@")
    cat >/tmp/policy.json <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      "Resource": ["arn:aws:s3:::$BUCKET"]
    },
    {
      "Effect": "Allow",
      "Action": [${actions#, }],
      "Resource": ["arn:aws:s3:::$BUCKET/*"]
    }
  ]
}
POLICY
    mc --quiet admin policy create store "$policy" /tmp/policy.json
    # By standard input: a command line can be read by others.
    printf '%s\n%s\n' "$name" "$secret" | mc --quiet admin user add store >/dev/null
    attached=$(mc admin policy entities store --user "$name")
    case $attached in
        *"$policy"*) ;;
        *) mc --quiet admin policy attach store "$policy" --user "$name" ;;
    esac
}

mc --quiet mb --ignore-existing "store/$BUCKET"
user "$ACCESS_KEY" "$SECRET" "$BUCKET-only" GetObject PutObject DeleteObject AbortMultipartUpload ListMultipartUploadParts
user "$READER_ACCESS_KEY" "$READER_SECRET" "$BUCKET-read" GetObject
echo "bucket $BUCKET is there, and its users"
