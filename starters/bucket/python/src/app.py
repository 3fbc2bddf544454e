"""Writes down what it finds in each object: how many bytes, and which kind."""

import json
import os
from urllib.parse import unquote_plus

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = unquote_plus(record["s3"]["object"]["key"])
        found = s3.get_object(Bucket=bucket, Key=key)
        content = found["Body"].read()
        facts = {"key": key, "bytes": len(content), "kind": found["ContentType"]}
        s3.put_object(
            Bucket=os.environ["RESULTS"],
            Key=f"{key}.json",
            Body=json.dumps(facts),
            ContentType="application/json",
        )
        print(f"{key} has {len(content)} bytes")
