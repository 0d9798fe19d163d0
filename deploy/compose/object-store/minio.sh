#!/bin/sh
# Makes the bucket, and a user who may use it and nothing else. Run again, it changes nothing but the user's secret.
# Environment: MC_HOST_store (address with root's key), BUCKET, ACCESS_KEY, SECRET.
set -eu

mc --quiet mb --ignore-existing "store/$BUCKET"
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
      "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
      "Resource": ["arn:aws:s3:::$BUCKET/*"]
    }
  ]
}
POLICY
mc --quiet admin policy create store "$BUCKET-only" /tmp/policy.json
# By standard input: a command line can be read by others.
printf '%s\n%s\n' "$ACCESS_KEY" "$SECRET" | mc --quiet admin user add store >/dev/null
attached=$(mc admin policy entities store --user "$ACCESS_KEY")
case $attached in
    *"$BUCKET-only"*) ;;
    *) mc --quiet admin policy attach store "$BUCKET-only" --user "$ACCESS_KEY" ;;
esac
echo "bucket $BUCKET is there, and its user"
